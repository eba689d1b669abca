"""`python -m tools.translate`: brings the translations up to date with the words of the source.

Extracts what people read from the code, the templates and the letters, merges it into each language's
`django.po` (new words come empty, words that are gone leave), and compiles `django.mo`. Needs Debian's
`gettext`. docs/translating.md says how to go on from there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from tools.localpg import CHECKOUT

PACKAGE = CHECKOUT / "src" / "interlend"
LOCALE = PACKAGE / "project" / "locale"
CODE = ("*.py",)
TEMPLATES = ("*.html", "letters/texts/*.txt")
KEYWORDS = (
    "_",
    "_now",
    "_lazy",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext:1,2",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "pgettext_lazy:1c,2",
    "npgettext:1c,2,3",
    # Words of the kernel: marked one by one, or by where they stand in a table.
    "marked",
    "Because:3",
    "StepCard:1",
)
"""By what xgettext knows that a text is read by people, and which argument it is."""


def extracted() -> str:
    """The words of the source, as the text of a PO template; the same source gives the same text."""
    with tempfile.TemporaryDirectory() as folder:
        names = list(_laid_out(Path(folder)))
        template = _run(
            "xgettext",
            "--language=Python",
            "--from-code=UTF-8",
            "--add-comments=Translators",
            "--add-location=file",
            "--package-name=Interlend",
            "--keyword",
            *(f"--keyword={keyword}" for keyword in KEYWORDS),
            "--output=-",
            *names,
            cwd=Path(folder),
        )
    without_date = re.sub(r'"POT-Creation-Date: [^"]*"\n', "", template)
    return without_date.replace("charset=CHARSET", "charset=UTF-8")


def merged(po: Path, template: str) -> str:
    """The text of a PO file with exactly the words of the template; nothing is guessed."""
    with tempfile.NamedTemporaryFile("w", suffix=".pot", encoding="utf-8") as pot:
        pot.write(template)
        pot.flush()
        merge = ("msgmerge", "--quiet", "--no-fuzzy-matching", "--previous", "--width=100", "--output-file=-")
        text = _run(*merge, str(po), pot.name)
    return _run("msgattrib", "--no-obsolete", "--width=100", "-", given=text)


def compiled(po: Path) -> bytes:
    """The MO file of a PO file. Raises CalledProcessError where a placeholder or a plural form is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        mo = Path(folder) / "django.mo"
        _run("msgfmt", "--check", f"--output-file={mo}", str(po))
        return mo.read_bytes()


def main() -> int:
    """Bring all languages up to date; say how many words of each still wait for a translator."""
    if shutil.which("xgettext") is None:
        print("gettext is missing (Debian: apt-get install gettext).", file=sys.stderr)
        return 1
    template = extracted()
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        po.write_text(merged(po, template), encoding="utf-8")
        po.with_suffix(".mo").write_bytes(compiled(po))
        print(f"{po.relative_to(CHECKOUT)}: {len(waiting(po))} words wait for a translation.")
    return 0


def waiting(po: Path) -> list[str]:
    """The entries of a PO file that are empty or only guessed."""
    found = _run("msgattrib", "--untranslated", "--no-wrap", str(po))
    found += "\n\n" + _run("msgattrib", "--only-fuzzy", "--no-wrap", str(po))
    return [entry for entry in found.split("\n\n") if "msgid" in entry and 'msgid ""\nmsgstr ""' not in entry]


def _laid_out(folder: Path) -> Iterator[str]:
    """Each file as Python for xgettext, under the name that it has in the package."""
    for pattern in (*CODE, *TEMPLATES):
        for path in sorted(PACKAGE.rglob(pattern)):
            name = str(path.relative_to(PACKAGE))
            there = folder / name
            there.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text(encoding="utf-8")
            is_code = path.suffix == ".py"
            there.write_text(text if is_code else templatize(text, origin=name), encoding="utf-8")
            yield name


def _run(*command: str, given: str | None = None, cwd: Path | None = None) -> str:
    run = subprocess.run(command, input=given, cwd=cwd, check=True, capture_output=True, text=True)
    return run.stdout


if __name__ == "__main__":
    sys.exit(main())
