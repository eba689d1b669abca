"""Any number of made-up titles, for measuring: words as frequent and as rare as in a real catalog."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from demo.catalogs.make import INSTITUTIONS, barcode, records
from interlend.kernel.marc import iso2709
from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description, describe
from interlend.kernel.marc.items import ItemFacts
from interlend.kernel.marc.record import Record
from interlend.kernel.marc.words import index_words

_SYLLABLES = (
    "ba", "bel", "cor", "dan", "dra", "el", "fen", "gor", "hal", "im", "jor", "kal", "lan", "mir", "nor",
    "ost", "pel", "qua", "ras", "sel", "tor", "ul", "var", "wen", "yor", "zan",
)  # fmt: skip
_VOCABULARY = 40_000
_SURNAMES = 20_000


def generate(n: int, path: Path, institution: str = "howard") -> None:
    """Write ``n`` records (ISO 2709, UTF-8, one copy each) to ``path``: each time the same bytes."""
    with path.open("wb") as out:
        for record in generated(n, institution):
            out.write(iso2709.encode(record))


def generated(n: int, institution: str = "howard") -> Iterator[Record]:
    """The records of ``generate``. A word of rank r has weight 1/r (Zipf): a few stand everywhere."""
    held = INSTITUTIONS[institution]
    draw = random.Random(18626)
    words = [*_real_words(), *itertools.islice(_made_up_words(), _VOCABULARY)]
    names = [word.capitalize() for word in itertools.islice(_made_up_words(), _SURNAMES)]
    word_weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    name_weights = list(itertools.accumulate(1 / (rank + 50) for rank in range(len(names))))
    for number in range(1, n + 1):
        title = draw.choices(words, cum_weights=word_weights, k=draw.randint(2, 9))
        author, publisher = draw.choices(names, cum_weights=name_weights, k=2)
        subject = draw.choices(words, cum_weights=word_weights, k=2)
        call_number = (
            f"{draw.choice('BDEHJKLNPQT')}{draw.choice('ABCDEFGH')}{draw.randint(1, 9999)} .{number}"
        )
        year = draw.randint(1900, 2024)
        yield compose(
            Description(
                control_number=f"g{number:09d}",
                title=" ".join(title).capitalize(),
                author=f"{author}, {draw.choice(names)}",
                publisher=f"{publisher} Press",
                place="Washington",
                year=year,
                language="eng",
                isbns=(_isbn(number),),
                lccn=f"{year}{number:06d}",
                system_numbers=(f"(OCoLC){100_000_000 + number}",),
                call_number=call_number,
                subjects=(" ".join(subject).capitalize(),),
                material="Book",
            ),
            [
                ItemFacts(
                    barcode=barcode(900 + held.number, number),
                    library=held.library,
                    location="STACKS",
                    policy="BOOK",
                    call_number=call_number,
                )
            ],
        )


def _real_words() -> list[str]:
    """The words of the demo's titles, the most frequent first."""
    titles = (describe(record).title for record in records("howard"))
    counted = Counter(word for title in titles for word in index_words(title))
    return [word for word, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def _made_up_words() -> Iterator[str]:
    """Words of two syllables, then of three, then of four: the more frequent ones are shorter."""
    for length in (2, 3, 4):
        for syllables in itertools.product(_SYLLABLES, repeat=length):
            yield "".join(syllables)


def _isbn(number: int) -> str:
    """An ISBN-13 with a right check digit, counted down from the end of prefix 978."""
    digits = f"978{999_999_999 - number:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
