"""Why what an identity provider said is not accepted."""

from __future__ import annotations


class Refused(Exception):
    """A plain sentence for whoever set the provider up; nobody is let in.

    `request_id` is the question that a refused answer says it is to, where it says so.
    """

    request_id = ""
