"""A loan from search to shelf, by the API alone."""

from __future__ import annotations

from interlend.domain.partners.models import Partner
from interlend.domain.people.models import Role
from interlend.domain.zones import scope
from tests.clockwork import turn
from tests.interfaces.api.conftest import Program, at
from tests.world import BOOK, RITA, World


def test_a_loan_goes_from_search_to_shelf(world: World) -> None:
    rita, howard, american = at(world.howard, Role.DISCOVERY), at(world.howard), at(world.american)
    found = rita.sees("/catalog", title="their eyes")
    assert {held["institution"]: held["available"] for held in found["items"][0]["held_by"]} == {
        "american": 1,
        "georgetown": 2,
    }
    number = rita.does("/borrowing", patron=RITA, title=BOOK)["number"]
    turn()
    [to_pull] = american.sees("/lending/pull-list")["items"]
    lending = f"/lending/{to_pull['number']}"
    assert (to_pull["title"], to_pull["item"]["barcode"]) == (BOOK, "AMERICAN-1")
    shipped = american.does(f"{lending}/ship", barcode="AMERICAN-1")
    turn()
    howard.does(f"/borrowing/{number}/receive")
    [waiting] = howard.sees("/desk/hold-shelf", library="FOUNDERS")["items"]
    assert (waiting["number"], waiting["patron"]["name"]) == (number, "Rita Reader")
    in_hand = howard.sees("/desk/items/AMERICAN-1")
    assert (in_hand["is_borrowed"], in_hand["borrowing"]["number"]) == (True, number)
    loaned = howard.does(f"/borrowing/{number}/loan")
    assert loaned["act_by"] <= loaned["lender_due_at"] == shipped["due_at"]
    howard.does(f"/borrowing/{number}/return")
    howard.does(f"/borrowing/{number}/send-back")
    turn()
    american.does("/desk/check-in", barcode="AMERICAN-1")
    turn()
    borrowed = howard.sees(f"/borrowing/{number}")
    lent = american.sees(lending)
    assert (borrowed["state_label"], lent["state_label"]) == ("Request completed", "Request completed")
    assert american.sees("/desk/items/AMERICAN-1")["item"]["availability"] == "on_shelf"
    assert [(entry["label"], entry["cause"], entry["to_label"]) for entry in borrowed["timeline"]] == [
        ("Request placed", "patron", "Locate in process"),
        ("Locate finished", "system", "Request sent to partner"),
        ("Lender asked", "system", "Request sent to partner"),
        ("Message delivered", "system", "Request sent to partner"),
        ("Lender shipped the item", "peer", "Shipped physically"),
        ("Receive", "staff", "Physically received by library"),
        ("Loan", "staff", "Loaned item to patron"),
        ("Return", "staff", "Returned by patron"),
        ("Return item to partner", "staff", "Returned item to partner"),
        ("Lender checked the item in", "peer", "Request completed"),
    ]
    assert [entry["decision"]["rule"] for entry in borrowed["timeline"] if entry["decision"]] == [
        "Who may borrow",
        "Peer to peer libraries first",
        "Peer to peer libraries",
        "Peer to peer partners",
        "Borrowed from partners",
    ]
    assert [(place["partner"], place["standing"]) for place in borrowed["rota"]] == [
        ("AMERICAN", "supplied"),
        ("GEORGETOWN", "pending"),
    ]


def test_the_messages_of_a_request_are_shown_and_each_is_there_as_it_was_sent(world: World) -> None:
    howard = at(world.howard)
    number = howard.does("/borrowing", patron=RITA, title=BOOK)["number"]
    turn()
    [asked] = howard.sees(f"/borrowing/{number}/messages")["items"]
    assert (asked["direction"], asked["partner"], asked["kind"], asked["state"]) == (
        "out",
        "AMERICAN",
        "request",
        "delivered",
    )
    answer = howard.get(f"/messages/{asked['id']}")
    assert answer.headers["Content-Type"] == "application/xml"
    assert BOOK.encode() in answer.content


def test_either_side_writes_to_the_other(world: World) -> None:
    howard, american = at(world.howard), at(world.american)
    asked = howard.does("/borrowing", patron=RITA, title=BOOK)["number"]
    refused = howard.post(f"/borrowing/{asked}/messages", text="Hello?")
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "No lender has been asked: there is nobody to write to.",
    )
    turn()
    [lent] = american.sees("/lending")["items"]
    written = howard.does(f"/borrowing/{asked}/messages", text="Please wrap it well.")
    assert (written["direction"], written["partner"], written["state"]) == ("out", "AMERICAN", "queued")
    turn()
    american.does(f"/lending/{lent['number']}/messages", text="We will.")
    turn()
    for program, path in ((american, f"/lending/{lent['number']}"), (howard, f"/borrowing/{asked}")):
        newest = program.sees(f"{path}/messages")["items"][-2:]
        assert [message["text"] for message in newest] == ["Please wrap it well.", "We will."]


def test_notes_are_kept_for_staff_with_who_wrote_them(world: World) -> None:
    howard, desk = at(world.howard), at(world.howard, Role.DESK_OPERATOR)
    number = howard.does("/borrowing", patron=RITA, title=BOOK)["number"]
    howard.does(f"/borrowing/{number}/notes", text="The patron is in a hurry.")
    desk.does(f"/borrowing/{number}/notes", text="Told so by telephone.")
    assert notes(howard, f"/borrowing/{number}/notes") == [
        ("The patron is in a hurry.", "Fulfillment Services Manager"),
        ("Told so by telephone.", "Circulation Desk Operator"),
    ]
    assert at(world.howard, Role.DISCOVERY).get(f"/borrowing/{number}/notes", patron=RITA).status_code == 403


def test_each_side_keeps_its_own_notes(world: World) -> None:
    number = at(world.howard).does("/borrowing", patron=RITA, title=BOOK)["number"]
    turn()
    american, stacks = at(world.american), at(world.american, Role.REQUESTS_OPERATOR)
    [lent] = american.sees("/lending")["items"]
    stacks.does(f"/lending/{lent['number']}/notes", text="Behind the piano.")
    assert notes(american, f"/lending/{lent['number']}/notes") == [("Behind the piano.", "Requests Operator")]
    assert notes(at(world.howard), f"/borrowing/{number}/notes") == []


def notes(program: Program, path: str) -> list[tuple[str, str]]:
    return [(note["text"], note["author"]) for note in program.sees(path)["items"]]


def test_delivery_to_a_partner_is_paused_and_resumed(world: World) -> None:
    howard = at(world.howard)
    assert howard.does("/peers/american/pause")["connections"][0]["is_paused"]
    number = howard.does("/borrowing", patron=RITA, title=BOOK)["number"]
    turn()
    assert at(world.american).sees("/lending")["items"] == []
    assert [(peer["partner"], peer["waiting"]) for peer in howard.sees("/peers")["items"]] == [
        ("AMERICAN", 1),
        ("GEORGETOWN", 0),
    ]
    assert not howard.does("/peers/american/resume")["connections"][0]["is_paused"]
    turn()
    assert [row["partner"] for row in at(world.american).sees("/lending")["items"]] == ["HOWARD"]
    assert howard.sees(f"/borrowing/{number}")["partner"] == "AMERICAN"


def test_own_items_are_lent_to_patrons_and_taken_back(world: World) -> None:
    desk = at(world.american, Role.DESK_OPERATOR)
    desk.does("/circulation/loans", barcode="AMERICAN-1", patron="AMERICAN-R1")
    [loan] = desk.sees("/circulation/loans", patron="AMERICAN-R1")["items"]
    assert (loan["barcode"], loan["title"], loan["returned_at"]) == ("AMERICAN-1", BOOK, None)
    desk.does("/circulation/returns", barcode="AMERICAN-1")
    assert desk.sees("/circulation/loans", patron="AMERICAN-R1")["items"] == []


def test_configuration_is_shown_as_the_guide_set_it(world: World) -> None:
    howard = at(world.howard)
    [library] = howard.sees("/libraries")["items"]
    assert (library["symbols"], library["borrowing_location"], library["lending_location"]) == (
        ["DEMO:HOWARD"],
        "BORROWING",
        "LENDING",
    )
    settings = howard.sees("/settings")
    assert (settings["ill_item_creation_lib_code"], settings["ill_item_creation_location_code"]) == (
        "FOUNDERS",
        "BORROWING",
    )
    assert [
        (partner["code"], partner["symbols"], partner["expiry_days"])
        for partner in howard.sees("/partners")["items"]
    ] == [("AMERICAN", ["OCLC:EAU"], 4), ("GEORGETOWN", ["DEMO:GEORGETOWN"], 4)]


def test_a_partner_is_shown_with_how_its_staff_are_reached(world: World) -> None:
    contact = {"address": "4400 Massachusetts Ave NW", "email": "ill@american.example", "phone": "202 555"}
    with scope.entered(world.howard.zone.pk):
        Partner.objects.filter(code="AMERICAN").update(**contact)
    howard = at(world.howard)
    shown = howard.sees("/partners/american")
    assert {name: shown[name] for name in contact} == contact
    listed = next(each for each in howard.sees("/partners")["items"] if each["code"] == "AMERICAN")
    assert shown == listed | contact
    assert howard.get("/partners/NOBODY").status_code == 404


def test_what_may_be_done_is_named_with_the_address_that_does_it(world: World) -> None:
    howard = at(world.howard)
    number = howard.does("/borrowing", patron=RITA, title=BOOK)["number"]
    turn()
    at(world.american).does(
        f"/lending/{at(world.american).sees('/lending')['items'][0]['number']}/ship", barcode="AMERICAN-1"
    )
    turn()
    offered = howard.sees(f"/borrowing/{number}")["may_do"]
    assert [(each["label"], each["is_primary"]) for each in offered] == [
        ("Receive", True),
        ("Complete", False),
    ]
    [primary] = [each["path"] for each in offered if each["is_primary"]]
    assert howard.does(primary.removeprefix("/api/v1"))["state"] == "physically_received"
