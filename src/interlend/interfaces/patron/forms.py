"""What readers fill in: the box to search, and the form to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interlend.domain.libraries.models import Library
from interlend.domain.sharing.placing import FARTHEST
from interlend.kernel.marc.numbers import isbn13

LAST_PAGE = 200


class SearchForm(forms.Form):
    """What is searched for, and which page of what was found."""

    q = forms.CharField(max_length=200, required=False, label=_("Title, author, or ISBN"))
    p = forms.IntegerField(min_value=1, max_value=LAST_PAGE, required=False)

    def wanted(self) -> str:
        """The words; empty where there are none that can be searched for."""
        self.is_valid()
        return str(self.cleaned_data.get("q") or "")

    def page(self) -> int:
        """The page, the first where none is named."""
        self.is_valid()
        return self.cleaned_data.get("p") or 1


class AskForm(forms.Form):
    """What is asked of a reader who wants a book that was found: pickup place and day, both optional."""

    pickup = forms.ChoiceField(label=_("Where do you want to pick it up?"))
    needed_by = forms.DateField(
        label=_("Need it by a certain day?"),
        required=False,
        help_text=_("Leave it empty if any day is fine."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("This is not a day. Write it as year-month-day, for example 2027-01-31.")
        },
    )
    note = forms.CharField(
        label=_("Anything that our staff should know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, places: Sequence[Library], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(place.code, place.name) for place in places]
        if len(choices) == 1:
            del self.fields["pickup"]
            return
        self.fields["pickup"].choices = choices  # type: ignore[attr-defined]

    def clean_needed_by(self) -> Any:
        """A day that has not passed."""
        day, today = self.cleaned_data["needed_by"], timezone.localdate()
        if day and day < today:
            raise ValidationError(gettext("This day has passed. Choose today or a later day."))
        if day and day > today + FARTHEST:
            raise ValidationError(gettext("This day is more than ten years away. Choose an earlier one."))
        return day


class DescribeForm(AskForm):
    """The same for a book that no catalog was found to have: the reader says which one it is."""

    title = forms.CharField(
        label=_("Title"),
        max_length=500,
        error_messages={"required": _("Write the title of the book.")},
    )
    author = forms.CharField(label=_("Author"), max_length=300, required=False)
    isbn = forms.CharField(
        label=_("ISBN"),
        max_length=40,
        required=False,
        help_text=_("The number on the back of the book, if you have it. It has 10 or 13 digits."),
    )

    field_order = ("title", "author", "isbn", "pickup", "needed_by", "note")

    def clean_isbn(self) -> str:
        """A number that can be one."""
        isbn = str(self.cleaned_data["isbn"])
        if isbn and isbn13(isbn) is None:
            raise ValidationError(gettext("This is not an ISBN. Check the digits, or leave it empty."))
        return isbn
