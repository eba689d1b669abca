"""`make test`: everything that is checked, one heading each, and at the end what failed.

On Debian as root, what the tests need of the system is installed first. Elsewhere the tests that need a
missing program are skipped, and this says which program and which tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.localpg import CHECKOUT, Cluster, ensure_running
from tools.postgres_programs import DatabaseTrouble

PYTHON_CODE = [name for name in ("src", "tools", "demo", "bench", "tests") if (CHECKOUT / name).exists()]


@dataclass(frozen=True)
class Piece:
    """A Debian package, how one sees that it is there, and what is left out where it is not."""

    package: str
    sign: str  # a program on the PATH, or a file pattern
    left_out: str

    def is_there(self) -> bool:
        """Whether this machine has it, from Debian or from elsewhere."""
        if self.sign.startswith("/"):
            return any(Path("/").glob(self.sign[1:]))
        return shutil.which(self.sign) is not None


PIECES = (
    Piece("postgresql", "/usr/lib/postgresql/*/bin/postgres", "nothing: the bundled PostgreSQL serves"),
    Piece("chromium", "chromium", "the tests in a real browser"),
    Piece("yaz", "yaz-ztest", "the tests against another SRU server and client"),
    Piece("idzebra-2.0", "zebrasrv", "the tests against a Zebra catalog"),
    Piece("idzebra-2.0-utils", "zebraidx", "the tests against a Zebra catalog"),
    Piece(
        "libidzebra-2.0-modules",
        "/usr/lib/*/idzebra-2.0/modules/mod-grs-marc.so",
        "the tests against a Zebra catalog",
    ),
    Piece("gettext", "msgfmt", "the tests of translations"),
)


def get_pieces() -> None:
    """Install what is missing where we may; say what is still missing."""
    missing = [piece for piece in PIECES if not piece.is_there()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        heading("Debian packages: " + " ".join(piece.package for piece in missing))
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        get = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        packages = [piece.package for piece in missing]
        for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run([*get, *arguments], check=False, env=quiet, stdin=subprocess.DEVNULL)
    for piece in PIECES:
        if not piece.is_there():
            print(f"Missing: {piece.package} (Debian: apt-get install). Left out: {piece.left_out}.")


def heading(words: str) -> None:
    """A line that can be found again in a long output."""
    print(f"\n=== {words} ===", flush=True)


def check(title: str, command: list[str], **environment: str) -> bool:
    """Run one check under its heading; whether it passed."""
    heading(title)
    begun = time.monotonic()
    here = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    ended = subprocess.run(
        command,
        check=False,
        cwd=CHECKOUT,
        env=os.environ | here | environment,
        stdin=subprocess.DEVNULL,
    )
    print(
        f"({title}: {'passed' if ended.returncode == 0 else 'FAILED'}, {time.monotonic() - begun:.0f} s)",
        flush=True,
    )
    return ended.returncode == 0


def run_all(cluster: Cluster) -> list[str]:
    """Every check, also after one that failed; the titles of those that failed."""
    django = {
        "DJANGO_SETTINGS_MODULE": "interlend.project.settings",
        "DATABASE_URL": cluster.admin_url(),
        "SECRET_KEY": "for the look at the migrations only",
    }
    python = [sys.executable, "-m"]
    checks = {  # pytest comes last, so that its closing line does
        "ruff": [*python, "ruff", "check", "."],
        "ruff format": [*python, "ruff", "format", "--check", "."],
        "mypy": [*python, "mypy", "--explicit-package-bases", *PYTHON_CODE],
        "import-linter": ["lint-imports", "--no-logo"],
        "migrations": [*python, "django", "makemigrations", "--check", "--dry-run"],
        "pytest": [*python, "pytest", "-n", "2", "--dist", "loadfile"],
    }
    return [
        title
        for title, command in checks.items()
        if not check(title, command, **(django if title == "migrations" else {}))
    ]


def main() -> int:
    """Exit code 0 only where every check passed; pytest without a test is a failure too."""
    get_pieces()
    try:
        cluster = ensure_running("test")
    except DatabaseTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    try:
        failed = run_all(cluster)
    finally:
        cluster.release()
    if failed:
        print(f"\nFailed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
