"""SRU diagnostics: what is wrong with a search. Source: SRU diagnostics list, ``info:srw/diagnostic/1/``."""

from __future__ import annotations

PREFIX = "info:srw/diagnostic/1/"

TEXTS = {
    1: "General system error",
    4: "Unsupported operation",
    5: "Unsupported version",
    6: "Unsupported parameter value",
    7: "Mandatory parameter not supplied",
    10: "Query syntax error",
    15: "Unsupported context set",
    16: "Unsupported index",
    19: "Unsupported relation",
    20: "Unsupported relation modifier",
    22: "Unsupported combination of relation and index",
    27: "Empty term unsupported",
    28: "Masking character not supported",
    37: "Unsupported boolean operator",
    38: "Too many boolean operators in query",
    46: "Unsupported boolean modifier",
    61: "First record position out of range",
    66: "Unknown schema for retrieval",
    71: "Unsupported record packing",
    80: "Sort not supported",
}


class Diagnostic(Exception):
    """A search refused: ``number`` in the SRU list, ``details`` (the offending value)."""

    def __init__(self, number: int, details: str = "", message: str = "") -> None:
        self.number = number
        self.details = details
        self.message = message or TEXTS.get(number, "Diagnostic")
        super().__init__(f"{number}: {self.message}" + (f" ({details})" if details else ""))

    @property
    def uri(self) -> str:
        """The diagnostic's identifier, as it stands on the wire."""
        return f"{PREFIX}{self.number}"
