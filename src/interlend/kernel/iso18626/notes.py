"""Notes are for people. Some systems hide control data in them; here it is taken out of what people read.

Nothing in a note is ever obeyed. The note as it came stays in the stored message.
"""

import re

# Marks that open a block which people do want to read, and the words for it.
_OPENING = {"RETURN_TO": "Return to:", "SHIP_TO": "Ship to:", "MultipleItems": "Items:"}
_MARK = re.compile(r"#([A-Za-z_]{2,60})(?::[0-9]{1,20})?#")
_BLANK_LINES = re.compile(r"\n\s*\n+")
_ITEM_FIELDS = re.compile(r"(?<!\\)\|")


def tidied(note: str | None) -> str:
    """Return a note as people should see it: without marks, with blocks introduced by words.

    >>> tidied("#seq:3#Please hurry")
    'Please hurry'
    """
    if not note:
        return ""
    lines = _MARK.sub(_in_words, note).splitlines()
    return _BLANK_LINES.sub("\n", "\n".join(_item_line(line) for line in lines)).strip(" ,\n")


def _in_words(mark: re.Match[str]) -> str:
    words = _OPENING.get(mark[1])
    return f"\n{words}\n" if words else "\n" if mark[1].endswith(("_END", "ItemsEnd")) else ""


def _item_line(line: str) -> str:
    fields = [each.replace("\\|", "|").strip() for each in _ITEM_FIELDS.split(line)]
    return ", ".join(each for each in fields if each) if len(fields) > 1 else line.strip()
