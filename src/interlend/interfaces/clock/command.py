"""`interlend work`: carry out what is queued and scheduled, until stopped."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This command takes no arguments: the settings say all."""
    parser.description = "Send messages and letters, run jobs, and let deadlines fall due, until stopped."


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; return the exit code."""
    from interlend.interfaces.clock import worker

    return worker.run()
