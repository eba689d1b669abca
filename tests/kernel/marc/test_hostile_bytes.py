"""Whatever a file holds, reading it ends in Good and Bad, and describing never fails."""

import io
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from interlend.kernel.marc import iso2709, marcxml
from interlend.kernel.marc.composing import compose
from interlend.kernel.marc.describing import Description, describe, words_of
from interlend.kernel.marc.items import ItemFacts, items_of
from interlend.kernel.marc.reading import Good, read

SOUND = compose(
    Description(title="Voĭna i mir", original_title="Война и мир", isbns=("9780306406157",), lccn="85000002"),
    [ItemFacts(barcode="30001")],
)
PIECES = [iso2709.encode(SOUND), iso2709.encode(SOUND, "marc-8"), b"".join(marcxml.collection([SOUND]))]


def read_and_describe(data: bytes) -> int:
    """How many records there were."""
    count = 0
    with suppress(marcxml.NotMarcXml):
        for each in read(io.BytesIO(data)):
            count += 1
            if isinstance(each, Good):
                words_of(describe(each.record))
                items_of(each.record)
    return count


@given(st.binary(max_size=300))
def test_any_bytes_are_read_to_their_end(data: bytes) -> None:
    assert read_and_describe(data) >= 0


@given(st.sampled_from(PIECES), st.integers(0, 2_000), st.binary(min_size=1, max_size=6))
def test_a_record_with_bytes_overwritten_is_read_to_its_end(piece: bytes, at: int, noise: bytes) -> None:
    at %= len(piece)
    assert read_and_describe(piece[:at] + noise + piece[at + len(noise) :]) >= 0


@given(st.sampled_from(PIECES[:2]), st.integers(0, 2_000), st.binary(min_size=1, max_size=3))
def test_a_damaged_record_never_costs_the_sound_ones_around_it(piece: bytes, at: int, noise: bytes) -> None:
    at %= len(piece)
    if {0x1D} & {*noise, *piece[at : at + len(noise)]}:
        return
    damaged = piece[:at] + noise + piece[at + len(noise) :]
    results = list(read(io.BytesIO(piece + damaged + piece)))
    sound = [each for each in results if isinstance(each, Good) and each.record.fields == SOUND.fields]
    assert len(results) == 3
    assert len(sound) >= 2
