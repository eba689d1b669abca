"""`interlend make-user`: make an account for somebody of the staff."""

from __future__ import annotations

import argparse
import sys

from interlend.domain.people import accounts, links
from interlend.interfaces.cli.trouble import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command line of `interlend make-user`."""
    parser.add_argument("email", help="the address by which the user signs in")
    parser.add_argument("name", help="the user's name, as it stands in histories")
    parser.add_argument(
        "--password-from-stdin",
        action="store_true",
        help="take the password from the input's first line; without it, a link to choose one is printed",
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the account and print what the user does next; 0 when it is made. Raises Trouble."""
    password = sys.stdin.readline().rstrip("\r\n") if arguments.password_from_stdin else None
    try:
        user = accounts.make_user(email=arguments.email, name=arguments.name, password=password)
    except accounts.NotMade as why:
        raise Trouble(str(why)) from None
    if password is None:
        sys.stdout.write(f"{links.password_link(user)}\n")
        sys.stderr.write("Give the user this link to choose a password: it is good for an hour, and once.\n")
    sys.stderr.write("Give the user a role by `interlend roles grant`.\n")
    return 0
