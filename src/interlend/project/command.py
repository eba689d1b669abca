"""The `interlend` command: finds the command that is meant, and lets it run.

Each command is a module of `interfaces`, most of them of its room `cli`, with `add_arguments(parser)` and
`run(arguments)`. It is imported only when it is meant, so that `interlend message` needs no database.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

_WRONG = 2
_INTERRUPTED = 130
_POOL = "INTERLEND_POOL_SIZE"


@dataclass(frozen=True)
class Command:
    """A command: the module that runs it, what it does, and whether it serves (and so must be safe to)."""

    module: str
    does: str
    serves: bool = False


COMMANDS = {
    "serve": Command("cli.serve", "run the web server, until stopped", serves=True),
    "work": Command(
        "clock.command", "send messages and letters, run jobs, let deadlines fall due", serves=True
    ),
    "load-marc": Command("cli.load_marc", "load a file of MARC records into an institution's catalog"),
    "load-patrons": Command(
        "cli.load_patrons", "load a file of patrons and their groups into an institution"
    ),
    "message": Command("cli.message", "say what an ISO 18626 message is, means, and has wrong with it"),
    "zones": Command("cli.zones", "list or make institutions and networks"),
    "make-user": Command("cli.make_user", "make an account for somebody of the staff"),
    "roles": Command("cli.roles", "list, grant or revoke what the staff of an institution may do"),
    "identity-provider": Command(
        "cli.identity_provider", "enter the services that say for an institution who somebody is"
    ),
    "make-key": Command("cli.make_key", "make a key for a program that calls the API"),
    "keys": Command("cli.keys", "list or revoke keys of the API"),
    "peers": Command("cli.peers", "list, pause or resume delivery to partners"),
    "tables": Command("cli.tables", "print the tables of the lifecycle as pages of the documentation"),
}
DJANGO = {
    "migrate": "bring the database up to date, as its owner (DATABASE_OWNER_URL, else DATABASE_URL)",
    "makemigrations": "write the migrations of changed models",
    "showmigrations": "list the migrations and whether they are applied",
    "check": "check the settings (with --deploy: for production)",
    "shell": "a Python shell",
    "django": "any other command of Django: interlend django NAME ...",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; 2 with one plain sentence where it cannot be run."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help", "help"):
        (sys.stdout if words else sys.stderr).write(overview())
        return 0 if words else _WRONG
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlend.project.settings")
    try:
        if words[0] in DJANGO:
            return _run_django(words[1:] if words[0] == "django" else words)
        if words[0] in COMMANDS:
            return _run(words[0], words[1:])
    except KeyboardInterrupt:
        return _INTERRUPTED
    return _fail(f"There is no command {words[0]}.{_meant(words[0])} `interlend --help` lists them all.")


def overview() -> str:
    """All commands, with what each does."""
    lines = [f"  {name:<19}{command.does}" for name, command in COMMANDS.items()]
    lines += ["", *(f"  {name:<19}{does}" for name, does in DJANGO.items())]
    return "\n".join(
        [
            "usage: interlend COMMAND ...",
            "",
            *lines,
            "",
            "`interlend COMMAND --help` says more about each. Settings come from the environment.",
            "",
        ]
    )


def _run(name: str, words: list[str]) -> int:
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import InterfaceError, OperationalError, ProgrammingError

    from interlend.interfaces.cli.trouble import Trouble

    try:
        with _one_connection(name):
            django.setup()
        return _run_set_up(name, words)
    except (OperationalError, InterfaceError) as fault:
        return _fail(f"The database does not answer: see DATABASE_URL ({_first_line(fault)}).")
    except ProgrammingError as fault:
        return _fail(f"The database is not up to date: run `interlend migrate` ({_first_line(fault)}).")
    except (Trouble, ImproperlyConfigured) as fault:
        return _fail(str(fault))


@contextmanager
def _one_connection(name: str) -> Iterator[None]:
    """Read the settings without a pool, except for the worker: a pool waits long for a dead database.

    The web server's processes read them anew, so the environment is left as it was.
    """
    before = os.environ.get(_POOL)
    if name != "work":
        os.environ[_POOL] = "0"
    try:
        yield
    finally:
        os.environ.pop(_POOL, None)
        if before is not None:
            os.environ[_POOL] = before


def _run_set_up(name: str, words: list[str]) -> int:
    from interlend.interfaces.cli.trouble import Trouble
    from interlend.project.guard import NotSafe, refuse_if_not_safe

    command = COMMANDS[name]
    module = importlib.import_module(f"interlend.interfaces.{command.module}")
    parser = argparse.ArgumentParser(
        prog=f"interlend {name}", description=f"{command.does[0].upper()}{command.does[1:]}."
    )
    module.add_arguments(parser)
    arguments = parser.parse_args(words)
    if command.serves:
        try:
            refuse_if_not_safe()
        except NotSafe as fault:
            raise Trouble(str(fault)) from None
    code: int = module.run(arguments)
    return code


def _run_django(words: list[str]) -> int:
    if words[:1] == ["migrate"] and os.environ.get("DATABASE_OWNER_URL"):
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        with _one_connection(words[0] if words else ""):
            execute_from_command_line(["interlend", *words])
    except OperationalError as fault:
        return _fail(f"The database does not answer: see DATABASE_URL ({_first_line(fault)}).")
    except ImproperlyConfigured as fault:
        return _fail(str(fault))
    return 0


def _first_line(fault: Exception) -> str:
    return str(fault).strip().partition("\n")[0]


def _meant(name: str) -> str:
    close = difflib.get_close_matches(name, [*COMMANDS, *DJANGO], n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _fail(sentence: str) -> int:
    sys.stderr.write(f"interlend: {sentence}\n")
    return _WRONG
