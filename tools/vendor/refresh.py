"""`python tools/vendor/refresh.py`: copies what the screens take from others into the package.

The only place that needs Node: demo, tests and installations use the copies. Versions stand in package.json;
a new one is a new folder name, so that no browser keeps the old file.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "src/interlend/interfaces/screens/static/vendor"
FOR_TESTS = HERE.parents[1] / "tests/browser/vendor"
MODULES = HERE / "node_modules"
ICONS = HERE / "icons.txt"


def main() -> None:
    """Install by the lock file, and copy."""
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    for folder in (STATIC, FOR_TESTS):
        shutil.rmtree(folder, ignore_errors=True)
    tabler = _folder(STATIC, "@tabler/core", "tabler")
    css = (MODULES / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")
    (tabler / "tabler.min.css").write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css), encoding="utf-8")
    htmx = _folder(STATIC, "htmx.org", "htmx")
    shutil.copy(MODULES / "htmx.org/dist/htmx.min.js", htmx)
    icons = _folder(STATIC, "@tabler/icons", "icons")
    (icons / "icons.svg").write_text(_sprite(), encoding="utf-8")
    axe = _folder(FOR_TESTS, "axe-core", "axe")
    shutil.copy(MODULES / "axe-core/axe.min.js", axe)


def _folder(where: Path, package: str, name: str) -> Path:
    """The folder of a package with its version in the name, and its licence; Tabler's lacks the file."""
    version = json.loads((MODULES / package / "package.json").read_text(encoding="utf-8"))["version"]
    folder = where / f"{name}-{version}"
    folder.mkdir(parents=True)
    licence = MODULES / package / "LICENSE"
    shutil.copy(licence if licence.exists() else HERE / "licences" / f"{name}.txt", folder / "LICENSE")
    return folder


def _sprite() -> str:
    """The icons named in icons.txt, as symbols of one file."""
    symbols = []
    for name in ICONS.read_text(encoding="utf-8").split():
        drawing = (MODULES / f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
        inner = re.sub(r"<!--.*?-->|</?svg[^>]*>", "", drawing, flags=re.S)
        paths = "".join(line.strip() for line in inner.splitlines())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


if __name__ == "__main__":
    main()
