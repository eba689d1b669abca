"""Why what an identity provider said is not accepted."""

from __future__ import annotations


class Refused(Exception):
    """A plain sentence for whoever set the provider up; nobody is let in."""
