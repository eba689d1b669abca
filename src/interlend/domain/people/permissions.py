"""What each role may do: one table. A door asks `may(role, action)` before it calls a verb."""

from __future__ import annotations

from enum import StrEnum

from interlend.domain.people.models import Role


class Action(StrEnum):
    """Something that a door lets somebody do, by where it is done and what it is."""

    BORROWING_LIST = "borrowing.list"  # see borrowing requests, their rotas and histories
    BORROWING_PLACE = "borrowing.place"  # ask for a title, for a patron
    BORROWING_SEND = "borrowing.send"  # locate, change the rota, send to the next lender
    BORROWING_CANCEL = "borrowing.cancel"  # cancel for the patron, or as staff
    BORROWING_RECEIVE = "borrowing.receive"  # receive what a lender shipped
    BORROWING_SEND_BACK = "borrowing.send_back"  # send it home to its lender
    BORROWING_COMPLETE = "borrowing.complete"  # close by hand
    LENDING_LIST = "lending.list"  # see lending requests and the pull list
    LENDING_ANSWER = "lending.answer"  # will supply, conditions, answers to a cancel
    LENDING_PULL = "lending.pull"  # fetch a copy from its shelf, or say that it is not there
    LENDING_SHIP = "lending.ship"
    LENDING_REJECT = "lending.reject"
    LENDING_CHECK_IN = "lending.check_in"  # what comes home from a partner
    MESSAGES_READ = "messages.read"  # messages exchanged about a request, as they were sent
    MESSAGES_WRITE = "messages.write"  # general messages to a partner
    DESK_ARRIVAL = "desk.arrival"  # an item arrives for the hold shelf
    DESK_LOAN = "desk.loan"
    DESK_RETURN = "desk.return"
    SCAN = "scan"  # scan anything in: what happens depends on the item
    CATALOG_SEARCH = "catalog.search"
    CATALOG_LOAD = "catalog.load"
    PEERS_PAUSE = "peers.pause"  # pause and resume delivery to a peer
    PARTNERS_READ = "partners.read"
    PARTNERS_CHANGE = "partners.change"
    PATRONS_READ = "patrons.read"
    CONFIGURATION_READ = "configuration.read"
    CONFIGURATION_CHANGE = "configuration.change"


_SEES = frozenset({Action.BORROWING_LIST, Action.LENDING_LIST, Action.CATALOG_SEARCH})
_DESK = frozenset(
    {
        Action.DESK_ARRIVAL,
        Action.DESK_LOAN,
        Action.DESK_RETURN,
        Action.SCAN,
        Action.PATRONS_READ,
        *_SEES,
    }
)
_SERVICES = frozenset(
    {
        Action.BORROWING_PLACE,
        Action.BORROWING_SEND,
        Action.BORROWING_CANCEL,
        Action.BORROWING_RECEIVE,
        Action.BORROWING_SEND_BACK,
        Action.BORROWING_COMPLETE,
        Action.LENDING_ANSWER,
        Action.LENDING_PULL,
        Action.LENDING_SHIP,
        Action.LENDING_REJECT,
        Action.LENDING_CHECK_IN,
        Action.MESSAGES_READ,
        Action.MESSAGES_WRITE,
        Action.DESK_ARRIVAL,
        Action.SCAN,
        Action.PATRONS_READ,
        Action.PARTNERS_READ,
        *_SEES,
    }
)

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.DISCOVERY: frozenset(
        {Action.BORROWING_LIST, Action.BORROWING_PLACE, Action.BORROWING_CANCEL, Action.CATALOG_SEARCH}
    ),
    Role.REQUESTS_OPERATOR: frozenset({Action.LENDING_LIST, Action.LENDING_PULL, Action.CATALOG_SEARCH}),
    Role.DESK_OPERATOR: _DESK,
    Role.SERVICES_OPERATOR: _SERVICES,
    Role.SERVICES_MANAGER: _SERVICES
    | {
        Action.DESK_LOAN,
        Action.DESK_RETURN,
        Action.PEERS_PAUSE,
        Action.CONFIGURATION_READ,
    },
    Role.PARTNERS_MANAGER: frozenset(
        {
            Action.CATALOG_SEARCH,
            Action.PARTNERS_READ,
            Action.PARTNERS_CHANGE,
            Action.PEERS_PAUSE,
            Action.CONFIGURATION_READ,
        }
    ),
    Role.FULFILLMENT_ADMINISTRATOR: frozenset(
        {
            Action.CATALOG_SEARCH,
            Action.PARTNERS_READ,
            Action.CONFIGURATION_READ,
            Action.CONFIGURATION_CHANGE,
        }
    ),
    Role.CATALOG_LOADER: frozenset({Action.CATALOG_SEARCH, Action.CATALOG_LOAD}),
}
"""Role → what it may do. A role that may not do something is not told whether the thing exists.

Who works on requests sees them; who sets up rules or partners sees no reader's requests.
"""


def may(role: str, action: str) -> bool:
    """Whether a role may do something. Raises ValueError for a role or an action that does not exist."""
    return Action(action) in ALLOWED[Role(role)]
