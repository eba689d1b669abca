"""What all templates say in the same way: icons, moments, days, notices."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interlend.interfaces.screens.vendored import vendored

register = template.Library()

_NOTICES = {"ok": "circle-check", "look": "info-circle", "stop": "alert-triangle"}


@cache
def _sprite() -> str:
    return staticfiles_storage.url(vendored("icons", "icons.svg"))


@register.simple_tag(takes_context=True)
def to(context: template.Context, screen: str, **path: Any) -> str:
    """The address of a screen of the institution where the one who looks is."""
    return reverse(screen, kwargs={"zone": context["here"].zone.code, **path})


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing beside a word; it never stands alone, so it is nothing for a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        _sprite(),
        name,
    )


@register.simple_tag
def notice_icon(tone: str) -> SafeString:
    """The drawing of a notice: all is well, look here, stop."""
    return icon(_NOTICES[tone])


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """A date and time as it is at the library; the time alone for today. Empty for none."""
    if value is None:
        return ""
    here = timezone.localtime(value)
    words = _today_at(here) if here.date() == timezone.localdate() else _date_and_time(here)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.filter
def day(value: date | datetime | None) -> str | SafeString:
    """A day as it is at the library. Empty for none."""
    if value is None:
        return ""
    here = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', here.isoformat(), _day(here))


def _today_at(here: datetime) -> str:
    return _("today %(time)s") % {"time": formats.time_format(here, "TIME_FORMAT")}


def _date_and_time(here: datetime) -> str:
    return _("%(day)s, %(time)s") % {"day": _day(here), "time": formats.time_format(here, "TIME_FORMAT")}


def _day(here: date) -> str:
    """Without its year where it is this one: lists are full of days, and rows are short."""
    if here.year != timezone.localdate().year:
        return formats.date_format(here, "DATE_FORMAT")
    return formats.date_format(here, pgettext("format of a day of this year", "M j"))
