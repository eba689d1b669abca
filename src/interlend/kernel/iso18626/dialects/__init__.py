"""The habits of particular systems: what is changed in a message for them, and in a message from them.

A dialect needs nothing but the message. Notes are only ever written for people: no mark is put into one,
and none that comes in one is obeyed, whatever the other system would do with it.
"""

from typing import Protocol, cast

from interlend.kernel.iso18626.dialects import alma, default, illiad, reshare
from interlend.kernel.iso18626.messages import Message


class Dialect(Protocol):
    """What each module of this package offers."""

    LABEL: str
    """The system's name for people."""

    def outgoing(self, message: Message) -> Message:
        """Return the message as this system understands it best."""

    def incoming(self, message: Message) -> Message:
        """Return what this system meant by the message."""


DIALECTS: dict[str, Dialect] = {
    name: cast(Dialect, module)
    for name, module in (("default", default), ("alma", alma), ("illiad", illiad), ("reshare", reshare))
}
"""The dialects by the name that a partner's profile keeps."""
