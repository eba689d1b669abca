"""Code 128, the bar code that every scanner reads: text as bars, drawn as SVG.

Source: ISO/IEC 15417, code set B (the printable characters of ASCII).
"""

from __future__ import annotations

from itertools import accumulate

from django.utils.html import format_html
from django.utils.safestring import SafeString

_PATTERNS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
    "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
    "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
    "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
    "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
    "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
    "411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
"""The widths of bar, space, bar, … in modules, one group of digits a value."""
_WIDTHS = tuple(tuple(map(int, pattern)) for pattern in _PATTERNS.split())

_START_B, _STOP, _CHECKED_BY = 104, 106, 103
_FIRST, _LAST = 32, 126
_QUIET = 10
_HEIGHT = 60


def values(text: str) -> list[int]:
    """The values that stand for a text, start, check and stop included.

    Raises ValueError for a character beyond printable ASCII, and for an empty text.
    """
    if not text or any(not _FIRST <= ord(letter) <= _LAST for letter in text):
        raise ValueError(f"Code 128 cannot say {text!r}.")
    said = [ord(letter) - _FIRST for letter in text]
    check = (_START_B + sum(place * value for place, value in enumerate(said, 1))) % _CHECKED_BY
    return [_START_B, *said, check, _STOP]


def drawn(text: str) -> SafeString:
    """The bars of a text as SVG, with the quiet zones that the standard asks for; blank where it has none.

    A text that Code 128 cannot say has no bars: it stands in letters on the slip all the same.
    """
    try:
        widths = [width for value in values(text) for width in _WIDTHS[value]]
    except ValueError:
        return SafeString("")
    edges = list(accumulate(widths, initial=_QUIET))
    bars = "".join(f"M{edges[at]} 0h{widths[at]}v{_HEIGHT}h-{widths[at]}z" for at in range(0, len(widths), 2))
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path d="{}"/></svg>',
        edges[-1] + _QUIET,
        _HEIGHT,
        text,
        bars,
    )
