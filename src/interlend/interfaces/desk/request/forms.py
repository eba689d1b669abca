"""What staff are asked for when they do something to a request. The names are those of the happenings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlend.kernel.iso18626.open_codes import LOAN_CONDITION, REASON_UNFILLED, OpenList

_CODE = {"autocomplete": "off", "spellcheck": "false", "class": "form-control"}


def _barcode(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.TextInput(attrs=_CODE)
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=60, widget=widget)


def _line(label: Any, *, required: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "dir": "auto"})
    return forms.CharField(label=label, required=required, max_length=200, widget=widget)


def _text(label: Any, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "class": "form-control", "dir": "auto"})
    return forms.CharField(label=label, required=required, max_length=4000, widget=widget)


def _reason(*, required: bool) -> forms.ChoiceField:
    none: tuple[str, str | Promise] = ("", _("choose one") if required else _("not said"))
    choices = [none, *_choices(REASON_UNFILLED)]
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=_("Reason"), required=required, choices=choices, widget=widget)


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, help_text=help_text, required=False, widget=widget, input_formats=["%Y-%m-%d"]
    )


def _choices(codes: OpenList) -> list[tuple[str, str | Promise]]:
    return [(code, _(label)) for code, label in codes.labels.items()]


def _not_past(form: forms.Form, name: str) -> Any:
    day = form.cleaned_data[name]
    if day and day < timezone.localdate():
        raise ValidationError(_("This day has passed."))
    return day


class Said(forms.Form):
    """Nothing is asked."""

    use_required_attribute = True

    @property
    def asks(self) -> bool:
        """Whether there is anything to fill in."""
        return bool(self.fields)

    @property
    def insists(self) -> bool:
        """Whether something must be filled in."""
        return any(field.required for field in self.fields.values())


class WithNote(Said):
    """A note for the partner."""

    note = _text(_("Note for the partner"))


class Cancelled(Said):
    """Why a request is given up."""

    reason = _line(_("Reason, for our history"))
    note = _text(_("Note for the partner"))


class RefusedByHand(Said):
    """The lender said no by mail or telephone."""

    reason = _reason(required=False)
    note = _text(_("What they said"))


class Unpacked(Said):
    """The lender's item is here."""

    barcode = _barcode(_("Barcode"), _("As scanned; empty: the one that the lender told us."), required=False)
    note = _text(_("Note for the partner"))


class Scanned(Said):
    """An item in the hand."""

    barcode = _barcode(_("Barcode, as scanned"), required=False)


class Closed(Said):
    """Why nothing more will come."""

    reason = _line(_("Reason, for our history"), required=True)


class Chosen(Said):
    """The copy that will be lent."""

    barcode = _barcode(_("Barcode of the copy"))


class Condition(Said):
    """Under which condition the item would come."""

    conditions = forms.MultipleChoiceField(
        label=_("Conditions"),
        required=False,
        choices=_choices(LOAN_CONDITION),
        widget=forms.CheckboxSelectMultiple,
    )
    cost = forms.DecimalField(
        label=_("Cost"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "form-control", "step": "0.01"}),
    )
    currency = forms.RegexField(
        "^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("Three letters, as USD."),
        required=False,
        widget=forms.TextInput(attrs={**_CODE, "maxlength": "3"}),
    )
    note = _text(_("Note for the partner"))
    answer_by = _day(_("Answer by"), _("For the borrower's information."))

    def clean_answer_by(self) -> Any:
        """No day that has passed."""
        return _not_past(self, "answer_by")

    def clean(self) -> dict[str, Any]:
        """A condition has a code or a cost, in a currency: a note alone is none to the borrower's system."""
        said = super().clean() or {}
        if said.get("cost") is not None and not said.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency."))
        if not (said.get("conditions") or said.get("cost") is not None or "cost" in self.errors):
            self.add_error("conditions", _("Choose a condition or name a cost."))
        return said

    def clean_conditions(self) -> tuple[str, ...]:
        """The codes, as the happening wants them."""
        return tuple(self.cleaned_data["conditions"])


class Declined(Said):
    """Why a request is declined."""

    reason = _reason(required=True)
    note = _text(_("Note for the partner"))


class NotFetched(Said):
    """Why a copy could not be fetched."""

    reason = _line(_("What was the matter"))


class Shipment(Said):
    """What leaves us."""

    barcode = _barcode(_("Barcode"))
    due = _day(_("Due"), _("Empty: as the Lending terms of use say."))
    note = _text(_("Note for the partner"))

    def clean_due(self) -> Any:
        """No day that has passed."""
        return _not_past(self, "due")


class CancelAnswer(Said):
    """Our answer to the borrower's wish to cancel."""

    agreed = forms.TypedChoiceField(
        label=_("Our answer"),
        choices=[("yes", _("Yes, it is cancelled")), ("no", _("No, it will be supplied"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    note = _text(_("Note for the partner"))


class HomeAgain(Said):
    """Our item is home."""

    barcode = _barcode(_("Barcode"), _("As scanned; it must be the item of this request."), required=False)


class Written(Said):
    """Words to somebody: to the partner, or to each other."""

    text = _text(_("Text"), required=True)
