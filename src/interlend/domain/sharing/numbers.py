"""Numbers of requests: short, unique without asking, and easy to read out and to type."""

from __future__ import annotations

import secrets

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that reads like something else
_LENGTH = 9


def new_number(kind: str) -> str:
    """A new number, such as `B-7K3QF2MHA`: `kind` is B for a borrowing request, L for a lending request."""
    return f"{kind}-" + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
