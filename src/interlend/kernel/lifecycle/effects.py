"""What we do when a row has won.

Each effect is either a *record* (our own database, in the same transaction) or an *ask* (a message, a letter,
a search: written as a row of its own queue in the same transaction and carried out afterwards; its answer,
where there is one, is a new happening). The tables name them; `sharing` performs them, in the row's order.
"""

from dataclasses import dataclass
from enum import StrEnum


class EffectKind(StrEnum):
    """Whether an effect ends with our transaction or begins there."""

    RECORD = "record"
    ASK = "ask"


@dataclass(frozen=True)
class Effect:
    """A named effect; `argument` says which letter, or which state, where the name alone does not."""

    name: str
    kind: EffectKind
    means: str
    argument: str = ""

    def __str__(self) -> str:
        return f"{self.name}({self.argument})" if self.argument else self.name


def _record(name: str, means: str) -> Effect:
    return Effect(name, EffectKind.RECORD, means)


def _ask(name: str, means: str) -> Effect:
    return Effect(name, EffectKind.ASK, means)


LETTERS: dict[str, str] = {
    "no_lender": "No library that could lend the item was found.",
    "no_lender_left": "Every library that was asked has said no.",
    "cancelled": "The request was cancelled.",
    "on_hold_shelf": "The item waits for the patron.",
    "closed": "The request was closed by staff.",
}
"""The letters to a patron that a table can ask for."""


def letter(name: str) -> Effect:
    """Write the patron the letter of this name (a key of `LETTERS`)."""
    return Effect("letter", EffectKind.ASK, LETTERS[name], name)


def return_to(state: StrEnum) -> Effect:
    """Go back to this state, and not to the one remembered, if the lender refuses the cancel."""
    return Effect(
        "return_to", EffectKind.RECORD, "If the cancel is refused, the request goes back here.", state
    )


# What either side does
notify_staff = _record("notify_staff", "The request stands in Needs attention until staff have looked at it.")
show_message = _record("show_message", "The partner's words are an active general message until dismissed.")
remember_cancel = _record("remember_cancel", "Who asked to cancel, and the state to go back to, are kept.")

# What the borrower does about its lenders
start_locate = _ask(
    "start_locate", "Build the rota where there is none, and ask which of its partners can lend."
)
ask_next = _ask(
    "ask_next", "The next pending lender of the rota becomes the active one and is sent the request."
)
start_answer_clock = _record("start_answer_clock", "The lender's time to answer is counted from now.")
reject_active = _record(
    "reject_active", "The active lender's rota entry is over, and so is its conversation."
)
leave_active = _ask(
    "leave_active",
    "The active lender's rota entry is over; Cancel is sent, if it was not yet; the conversation is left.",
)
complete_active = _record("complete_active", "The active lender's rota entry and conversation are completed.")
send_cancel = _ask("send_cancel", "Ask the active lender to cancel (action Cancel).")
send_condition_accepted = _ask("send_condition_accepted", "Tell the lender that its condition is accepted.")
record_condition = _record("record_condition", "The lender's condition is kept with the request.")
record_shipment = _record(
    "record_shipment", "Item ids, due date and date sent are kept as the lender gave them."
)
record_due_date = _record("record_due_date", "The date by which the lender wants the item back is changed.")

# What the borrower does with the item
create_temporary_item = _record("create_temporary_item", "A temporary item is made by the creation rules.")
place_on_hold_shelf = _record("place_on_hold_shelf", "The temporary item waits on the hold shelf.")
send_in_transit = _record("send_in_transit", "The temporary item is on its way to the pickup library.")
lend_temporary_item = _record("lend_temporary_item", "The loan to the patron is kept on the temporary item.")
check_in_temporary_item = _record("check_in_temporary_item", "The patron's loan is over.")
withdraw_temporary_item = _record(
    "withdraw_temporary_item", "The temporary item is withdrawn, and with it a hold."
)
send_received = _ask("send_received", "Tell the lender that the item is here (action Received).")
send_returned = _ask(
    "send_returned", "Tell the lender that the item is on its way home (action ShippedReturn)."
)

# What the lender does
start_lending_locate = _ask("start_lending_locate", "Search our catalog for the wanted item.")
hold_item = _record("hold_item", "The item is reserved for the borrower and stands on the pull list.")
release_item = _record("release_item", "A reserved item is free again, and leaves the pull list.")
move_to_lending = _record("move_to_lending", "The item is in the temporary lending location, on loan.")
return_item_to_shelf = _record(
    "return_item_to_shelf", "The item leaves the lending location for its own shelf."
)
send_will_supply = _ask("send_will_supply", "Answer WillSupply.")
send_condition = _ask("send_condition", "Answer with a condition (WillSupply with loanCondition or costs).")
send_unfilled = _ask("send_unfilled", "Answer Unfilled with the reason.")
send_unfilled_expired = _ask(
    "send_unfilled_expired", "Answer Unfilled, because the time to answer has passed."
)
send_shipped = _ask("send_shipped", "Report Loaned with barcode, due date and date sent.")
send_cancel_yes = _ask("send_cancel_yes", "Agree to the cancel (CancelResponse Y).")
send_cancel_no = _ask("send_cancel_no", "Refuse the cancel (CancelResponse N) with the unchanged status.")
send_completed = _ask("send_completed", "Report LoanCompleted.")
send_completed_without_return = _ask("send_completed_without_return", "Report CompletedWithoutReturn.")
send_status = _ask("send_status", "Answer a StatusRequest with the present status.")

EFFECTS: dict[str, Effect] = {
    effect.name: effect for effect in list(globals().values()) if isinstance(effect, Effect)
}
"""Every effect without an argument, by name."""
