"""What stands in an element without children: text to value, tolerant, and value to text, strict.

Source: XML Schema Part 2 (dateTime, decimal, integer, boolean), as the schemas of ISO 18626 use it.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from interlend.kernel.iso18626.structure import Simple

_DATE_TIME = re.compile(
    r"(-?)([0-9]{4,})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T(?:([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
    r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_BOOLEANS = {
    "true": True,
    "1": True,
    "y": True,
    "yes": True,
    "false": False,
    "0": False,
    "n": False,
    "no": False,
}
_SPACES = " \t\r\n"
# Far outside any loan; nearer to the ends of the calendar, reckoning in another time zone overflows.
_YEARS = range(1000, 9000)
_WIDEST_OFFSET = timedelta(hours=14)


def is_valid(simple: Simple, text: str) -> bool:
    """Say whether the schemas allow `text` as a value of this type."""
    text = text.strip(_SPACES)
    match simple:
        case Simple.DATE_TIME:
            return _is_valid_date_time(text)
        case Simple.DECIMAL:
            return _DECIMAL.fullmatch(text) is not None
        case Simple.INTEGER:
            return _INTEGER.fullmatch(text) is not None
        case Simple.COUNT:
            return _INTEGER.fullmatch(text) is not None and (text[0] != "-" or not text.strip("-0"))
        case Simple.BOOLEAN:
            return text in ("true", "false", "1", "0")
        case _:
            return True


def _is_valid_date_time(text: str) -> bool:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return False
    year = match[2]
    if int(year[:20]) == 0 or (len(year) > 4 and year[0] == "0"):
        return False
    # The calendar repeats every 400 years, so a year that Python does not know is checked by its like.
    like = int(year[-4:]) % 400 + 400
    try:
        datetime(like, int(match[3]), int(match[4]), tzinfo=UTC)
    except ValueError:
        return False
    return True


def read_date_time(text: str) -> tuple[datetime, bool]:
    """Return the moment, aware, and whether the text had an offset; without one it is taken as UTC.

    Raises ValueError where no moment can be made out.
    """
    # XML Schema has an hour 24, the end of a day; Python has only the beginning of the next.
    end_of_day = text[10:].startswith("T24:00:00")
    moment = datetime.fromisoformat(text.replace("T24:", "T00:", 1) if end_of_day else text)
    if end_of_day:
        moment += timedelta(days=1)
    if moment.year not in _YEARS:
        raise ValueError(f"the year {moment.year} is out of range")
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC), False
    return moment, True


def read_decimal(text: str) -> Decimal:
    """Return the number. Raises ValueError where it is none, or not finite."""
    try:
        number = Decimal(text)
    except InvalidOperation as not_a_number:
        raise ValueError(f"{text!r} is not a number") from not_a_number
    if not number.is_finite():
        raise ValueError(f"{text!r} is not a number")
    return number


def read_boolean(text: str) -> bool:
    """Return the truth value; the protocol's own Y and N are understood too. Raises ValueError otherwise."""
    if (value := _BOOLEANS.get(text.lower())) is None:
        raise ValueError(f"{text!r} is neither true nor false")
    return value


def write_date_time(moment: datetime) -> str:
    """Return xs:dateTime with an offset. Raises ValueError for a naive time."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a time without an offset")
    if abs(offset) > _WIDEST_OFFSET or offset % timedelta(minutes=1):
        moment = moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def write_decimal(number: Decimal) -> str:
    """Return xs:decimal. Raises ValueError for what is not finite."""
    if not number.is_finite():
        raise ValueError(f"{number} is not an amount")
    return f"{number:f}"


def write_boolean(value: bool) -> str:
    """Return xs:boolean."""
    return "true" if value else "false"
