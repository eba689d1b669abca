"""Bytes to message and message to bytes: tolerant in, strict out.

Source: ISO 18626, schemas v1.2 (2017) and 2021-2; both are read at once, either is written.
"""

from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from interlend.kernel.iso18626.check import check
from interlend.kernel.iso18626.envelope import ROOT, open_envelope, parse, version_attribute
from interlend.kernel.iso18626.faults import Problem, answer_errors, refusals
from interlend.kernel.iso18626.messages import Kind, Message, SupplyingAgencyMessage, Version
from interlend.kernel.iso18626.parts import ErrorData, RetryInfo
from interlend.kernel.iso18626.reading import Reading, read, settled
from interlend.kernel.iso18626.structure import NAMESPACE
from interlend.kernel.iso18626.writing import write

_VERSION = f"{{{NAMESPACE}}}version"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """A message that was received.

    `version` is the one it was written in, as far as its elements tell; `version_attribute` is what the
    sender wrote there. `problems` is all that is wrong with it, those that refuse first. `root` is the XML.
    """

    message: Message
    version: Version
    version_attribute: str | None
    problems: tuple[Problem, ...]
    root: etree._Element

    @property
    def kind(self) -> Kind:
        """Which of the six it is."""
        return self.message.kind

    @property
    def errors(self) -> tuple[ErrorData, ...]:
        """What the sender is told; nothing means that the message can be taken in."""
        return answer_errors(self.problems)


def decode(body: bytes) -> Decoded:
    """Return the message in these bytes, in whichever version and however untidy.

    Raises faults.Malformed where no message can be made of them: not XML, a document type, more than 1 MiB,
    nested too deep, another root, no or two bodies, or without something that we cannot do without.
    """
    root = parse(body)
    kind, element = open_envelope(root)
    reading = Reading()
    message = _gathered(read(kind, element, reading), reading)
    attribute = version_attribute(root)
    version = _version(reading, attribute)
    return Decoded(
        message=message,
        version=version,
        version_attribute=attribute,
        problems=_all_problems(message, reading, check(root, version)),
        root=root,
    )


def encode(message: Message, version: Version) -> bytes:
    """Return the message as XML of that version, valid by its structure table.

    Required elements that may be empty are filled. Raises faults.CannotSay where the message says something
    that the version has no words for, or lacks something that the version requires.
    """
    root = etree.Element(ROOT, {_VERSION: version.value}, nsmap={"ill": NAMESPACE})
    write(root, message, version)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _gathered(message: Message, reading: Reading) -> Message:
    """Return the message with the unknown elements, and what v1.2 writes elsewhere, in their places."""
    gathered: dict[str, Any] = {}
    if reading.unknown:
        gathered["unknown"] = tuple(reading.unknown)
    if isinstance(message, SupplyingAgencyMessage) and (held := reading.kept_elsewhere.get("retry_info")):
        retry, stated = settled(held), message.retry_info
        gathered["retry_info"] = RetryInfo(**retry) if stated is None else _with_more(stated, retry)
    return replace(message, **gathered) if gathered else message


def _with_more(stated: RetryInfo, more: dict[str, Any]) -> RetryInfo:
    return replace(
        stated, **{name: value for name, value in more.items() if getattr(stated, name) in (None, ())}
    )


def _version(reading: Reading, attribute: str | None) -> Version:
    """Believe the codes, then the elements; where they are silent or disagree, the attribute; else v1.2."""
    if reading.has_later_code:
        return Version.V2021_2
    if len(reading.evidence) == 1:
        return next(iter(reading.evidence))
    stated = attribute or ""
    return Version.V2021_2 if "2021" in stated or stated.startswith("1.3") else Version.V1_2


def _all_problems(message: Message, reading: Reading, structural: list[Problem]) -> tuple[Problem, ...]:
    refusing = list(refusals(message))
    told = {problem.where for problem in refusing}
    others = [problem for problem in (*structural, *reading.problems) if problem.where not in told]
    return (*refusing, *others)
