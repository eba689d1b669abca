"""Letters are composed from facts; nothing here knows of requests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from interlend.domain.letters.models import Letter, LetterTemplate
from interlend.domain.letters.writing import (
    FACTS,
    Unwritable,
    is_one_line,
    shipped_text,
    write_line,
    write_out,
)

log = structlog.get_logger(__name__)

_LONGEST_SUBJECT = 200


def write(
    *,
    code: str,
    facts: Mapping[str, str],
    to: str,
    about: str,
    sender: str,
    now: datetime,
    language: str = "",
) -> Letter | None:
    """Compose a letter and queue it; the clock sends it. Two statements.

    `facts` has all of `writing.FACTS`. The institution's own text wins; if that is switched off no letter
    is written (None). `about` is the number of the request; `sender` an e-mail address, `Name <address>`,
    or empty for the installation's. `language` is the reader's; where it is not known, or not one of ours,
    the letter is in the installation's: never in that of whoever happens to be at the desk.
    Without a valid address in `to` the letter is kept as *no address*, for staff to see.
    Raises Unwritable for an unknown code, a missing fact, or a sender of more than one line.
    """
    missing = [name for name in FACTS if name not in facts]
    if missing:
        raise Unwritable(_("A letter needs the facts %(names)s.") % {"names": ", ".join(missing)})
    if not is_one_line(sender):
        raise Unwritable(_("A sender is one line of text."))
    own = LetterTemplate.objects.filter(code=code).first()
    if own is not None and not own.is_enabled:
        return None
    spoken = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(spoken):
        subject, body = _written(own, code, facts)
    reachable = _is_address(to)
    return Letter.objects.create(
        code=code,
        to=to if reachable else "",
        sender=sender,
        subject=subject[:_LONGEST_SUBJECT],
        body=body,
        language=spoken,
        about=about,
        state=Letter.State.QUEUED if reachable else Letter.State.NO_ADDRESS,
        next_attempt_at=now,
        created_at=now,
    )


def _written(own: LetterTemplate | None, code: str, facts: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body. An institution's faulty text gives way to ours: no loan waits for a letter."""
    if own is not None:
        try:
            return write_line(own.subject, facts), write_out(own.body, facts)
        except Unwritable as error:
            log.warning("letter template not usable", code=code, template=own.pk, error=str(error))
    subject, body = shipped_text(code)
    return write_line(subject, facts), write_out(body, facts)


def _is_address(to: str) -> bool:
    try:
        validate_email(to)
    except ValidationError:
        return False
    return True
