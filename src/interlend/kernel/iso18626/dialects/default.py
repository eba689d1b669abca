"""A system without known habits: messages go and come as they are."""

from interlend.kernel.iso18626.messages import Message

LABEL = "ISO 18626"


def outgoing(message: Message) -> Message:
    """Return the message unchanged."""
    return message


def incoming(message: Message) -> Message:
    """Return the message unchanged."""
    return message
