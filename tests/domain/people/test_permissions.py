"""Role by role, the whole table of what each may do."""

import pytest

from interlend.domain.people.models import Role
from interlend.domain.people.permissions import ALLOWED, Action, may

LOOK = "borrowing.list lending.list catalog.search"
BORROW = (
    "borrowing.place borrowing.send borrowing.cancel borrowing.receive borrowing.send_back borrowing.complete"
)
LEND = "lending.answer lending.pull lending.ship lending.reject lending.check_in"
TALK = "messages.read messages.write partners.read patrons.read"


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        ("discovery", "borrowing.list borrowing.place borrowing.cancel catalog.search"),
        ("requests_operator", "lending.list lending.pull catalog.search"),
        ("desk_operator", f"{LOOK} desk.arrival desk.loan desk.return scan patrons.read"),
        ("services_operator", f"{LOOK} {BORROW} {LEND} {TALK} desk.arrival scan"),
        (
            "services_manager",
            f"{LOOK} {BORROW} {LEND} {TALK} desk.arrival scan desk.loan desk.return peers.pause "
            "configuration.read",
        ),
        (
            "partners_manager",
            "catalog.search partners.read partners.change peers.pause configuration.read",
        ),
        (
            "fulfillment_administrator",
            "catalog.search partners.read configuration.read configuration.change",
        ),
        ("catalog_loader", "catalog.search catalog.load"),
    ],
)
def test_a_role_may_do_exactly_this(role: str, actions: str) -> None:
    assert {action for action in Action if may(role, action)} == set(actions.split())


def test_every_role_stands_in_the_table_and_every_action_is_somebodys() -> None:
    assert set(ALLOWED) == set(Role)
    assert frozenset.union(*ALLOWED.values()) == set(Action)


@pytest.mark.parametrize(("role", "action"), [("discovery", "borrowing.steal"), ("wizard", "scan")])
def test_an_unknown_role_or_action_is_an_error_and_not_a_no(role: str, action: str) -> None:
    with pytest.raises(ValueError, match=r"is not a valid"):
        may(role, action)
