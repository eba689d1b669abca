"""Every institution of the demo is configured as the guide says, section by section."""

from collections.abc import Callable
from typing import Any

import pytest

from interlend.domain.circulation.models import TemporaryItemRule
from interlend.domain.fulfillment.models import FulfillmentUnitRule, TermsKind, TermsPolicy
from interlend.domain.jobs.models import Schedule
from interlend.domain.libraries.models import (
    DeskLocation,
    ItemCreation,
    ItemPolicy,
    Library,
    Location,
)
from interlend.domain.partners.models import Partner, WorkflowProfile
from interlend.domain.rota.models import (
    RotaAssignmentRule,
    RotaAssignmentTemplate,
    RotaTemplateMember,
    SendingRule,
)
from interlend.domain.zones import known_settings, scope

BOXES = [
    "cancels_on_locate_failure",
    "activates_locate",
    "locates_automatically",
    "rejects_when_none_available",
    "rejects_when_none_requestable",
    "rejects_when_only_electronic",
    "ignores_electronic",
    "creates_automatically",
]


def sharing_library() -> Library:
    return Library.objects.get(is_resource_sharing=True)


def checked_boxes() -> list[str]:
    return [box for box in BOXES if getattr(sharing_library(), box)]


def temporary_locations() -> list[tuple[str, str, str, str]]:
    library = sharing_library()
    assert (library.borrowing_location, library.lending_location) == (
        Location.objects.get(code="BORROWING"),
        Location.objects.get(code="LENDING"),
    )
    return [
        (location.library.code, location.code, location.kind, location.fulfillment_unit.code)
        for location in Location.objects.filter(code__in=["BORROWING", "LENDING"]).order_by("code")
    ]


def desks_of_temporary_locations() -> list[tuple[Any, ...]]:
    attached = DeskLocation.objects.filter(location__code__in=["BORROWING", "LENDING"])
    return list(
        attached.order_by("location__code").values_list(
            "location__code", "desk__code", "checks_in", "checks_out", "reshelves"
        )
    )


def six_settings() -> dict[str, Any]:
    creation = ItemCreation.objects.get()
    others = [key for key in known_settings.KNOWN if key.startswith("rs_") and "keep" not in key]
    return {
        "ill_item_creation_lib_code": creation.library.code,
        "ill_item_creation_location_code": creation.location.code,
        **{key: known_settings.value_of(key) for key in others},
    }


def workflow_profiles() -> dict[str, list[str]]:
    return {profile.name: sorted(profile.steps) for profile in WorkflowProfile.objects.all()}


def partners() -> dict[str, tuple[Any, ...]]:
    return {
        partner.code: (
            partner.borrowing_workflow.name if partner.borrowing_workflow else "",
            partner.lending_workflow.name if partner.lending_workflow else "",
            partner.locate_profile.kind if partner.locate_profile else "",
            partner.expiry_days,
            partner.supports_borrowing and partner.supports_lending and partner.takes_new_requests,
        )
        for partner in Partner.objects.all()
    }


def temporary_item_rule() -> tuple[Any, ...]:
    rule = TemporaryItemRule.objects.order_by("position")[0]
    (condition,) = rule.conditions.all()
    named = sorted(condition.things.values_list("partner__code", flat=True))
    assert rule.location and rule.item_policy
    return condition.fact, condition.operator, named, rule.location.code, rule.item_policy.code


def unit_rules() -> dict[tuple[str, str], list[tuple[str, str]]]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for rule in FulfillmentUnitRule.objects.order_by("unit__code", "kind", "is_default", "position"):
        found.setdefault((rule.unit.code, rule.kind), []).append((rule.name, rule.terms.name))
    return found


def policies_by_kind() -> dict[str, int]:
    rows = TermsPolicy.objects.all()
    return {kind.value: rows.filter(terms__kind=kind).count() for kind in TermsKind}


def rota_given() -> tuple[list[str], list[str]]:
    rule = RotaAssignmentRule.objects.order_by("position")[0]
    template = RotaAssignmentTemplate.objects.get(rule=rule).template
    members = RotaTemplateMember.objects.filter(template=template).order_by("position")
    return [rule.name, template.ordering], [member.partner.code for member in members]


def sending_rule() -> tuple[bool, list[str]]:
    rule = SendingRule.objects.order_by("position")[0]
    (condition,) = rule.conditions.all()
    return rule.sends_automatically, sorted(condition.things.values_list("partner__code", flat=True))


def active_jobs() -> list[str]:
    return list(Schedule.objects.filter(is_active=True).values_list("kind", flat=True))


BOTH_WORKFLOWS = ("Peer to Peer Borrowing", "Peer to Peer Lending")
THEIR_LOCAL, THEIR_SRU = (*BOTH_WORKFLOWS, "local", 4, True), (*BOTH_WORKFLOWS, "sru", 4, True)
OWN_AND_REFERENCE = [("Reference", "In the reading room only"), ("Everything else", "Own items")]
LENT = [("Reference", "Not lent to partners"), ("Peer to peer", "Peer to peer lending")]
BORROWED = ("Borrowed from partners", "Peer to peer loan")
MAY_BORROW = [
    ("Who may borrow", "Peer to peer borrowing"),
    ("Everybody else", "No borrowing from other libraries"),
]

SECTIONS: list[tuple[str, str, Callable[[], Any], Any]] = [
    (
        "howard",
        "Resource Sharing Library: the main library, so no transit",
        lambda: (sharing_library().code, str(sharing_library().pickup_library)),
        ("FOUNDERS", "Founders Library"),
    ),
    (
        "georgetown",
        "Resource Sharing Library: the stand-alone one, so a transit each way",
        lambda: (sharing_library().code, str(sharing_library().pickup_library)),
        ("RES_SHARE", "Lauinger Library"),
    ),
    (
        "american",
        "Resource Sharing Library: a symbol that the directory confirms",
        lambda: [str(symbol) for symbol in symbols_of(sharing_library())],
        ["OCLC:EAU"],
    ),
    (
        "howard",
        "Resource Sharing Library: a made-up symbol where none is confirmed",
        lambda: [str(symbol) for symbol in symbols_of(sharing_library())],
        ["DEMO:HOWARD"],
    ),
    ("howard", "Borrowing and Lending Information", checked_boxes, BOXES),
    (
        "howard",
        "Locate By Fields",
        lambda: sharing_library().locate_by,
        ["title", "author", "isbn_issn", "system_number", "lccn"],
    ),
    (
        "georgetown",
        "Temporary Resource Sharing Locations",
        temporary_locations,
        [("RES_SHARE", code, "open", "RES_SHARE_FU") for code in ("BORROWING", "LENDING")],
    ),
    (
        "georgetown",
        "Temporary Resource Sharing Locations: circulation desk",
        desks_of_temporary_locations,
        [(code, "CIRC", True, True, True) for code in ("BORROWING", "LENDING")],
    ),
    ("howard", "Resource Sharing Jobs", active_jobs, ["expired_resource_sharing_requests"]),
    (
        "howard",
        "Other Resource Sharing Settings",
        six_settings,
        {
            "ill_item_creation_lib_code": "FOUNDERS",
            "ill_item_creation_location_code": "BORROWING",
            "rs_allow_actions_on_scan_in": True,
            "rs_auto_request_lending": True,
            "rs_disable_borrowing_auto_assign": True,
            "rs_disable_lending_auto_assign": True,
        },
    ),
    (
        "howard",
        "Workflow profiles",
        workflow_profiles,
        {
            "Peer to Peer Borrowing": sorted(
                [
                    "automatic_renew",
                    "cancelled_by_patron",
                    "cancelled_by_partner",
                    "cancelled_by_staff",
                    "conditional",
                    "lender_check_in",
                    "manual_renew",
                    "reject",
                    "renew_requested",
                    "request_accepted",
                    "will_supply",
                ]
            ),
            "Peer to Peer Lending": sorted(
                [
                    "borrower_recall",
                    "cancel_reply",
                    "conditional",
                    "lender_check_in",
                    "patron_renewal",
                    "staff_renewal",
                ]
            ),
        },
    ),
    (
        "howard",
        "Resource Sharing Partners",
        partners,
        {"AMERICAN": THEIR_LOCAL, "GEORGETOWN": THEIR_LOCAL, "ALBANY": THEIR_SRU, "BUFFALO": THEIR_SRU},
    ),
    (
        "georgetown",
        "Item Policy, at the resource sharing library",
        lambda: list(ItemPolicy.objects.filter(library=sharing_library()).values_list("code", flat=True)),
        ["P2P_BORROWED"],
    ),
    (
        "howard",
        "Temporary Item Creation Rule",
        temporary_item_rule,
        ("partner", "in list", ["ALBANY", "AMERICAN", "BUFFALO", "GEORGETOWN"], "BORROWING", "P2P_BORROWED"),
    ),
    (
        "howard",
        "Fulfillment Policies, in the terms of use of each kind",
        policies_by_kind,
        {"loan": 10, "lending": 6, "borrowing": 3},
    ),
    (
        "howard",
        "Fulfillment Unit Rules",
        unit_rules,
        {
            ("FOUNDERS_FU", "borrowing"): MAY_BORROW,
            ("FOUNDERS_FU", "lending"): LENT,
            ("FOUNDERS_FU", "loan"): [BORROWED, *OWN_AND_REFERENCE],
        },
    ),
    (
        "georgetown",
        "Fulfillment Unit Rules, where its own items are in another unit",
        unit_rules,
        {
            ("LAUINGER_FU", "lending"): LENT,
            ("LAUINGER_FU", "loan"): OWN_AND_REFERENCE,
            ("RES_SHARE_FU", "borrowing"): MAY_BORROW,
            ("RES_SHARE_FU", "lending"): LENT,
            ("RES_SHARE_FU", "loan"): [BORROWED, *OWN_AND_REFERENCE],
        },
    ),
    (
        "howard",
        "Rota Template and Rota Assignment Rule",
        rota_given,
        (["Peer to peer libraries first", "ordered"], ["AMERICAN", "GEORGETOWN", "ALBANY", "BUFFALO"]),
    ),
    (
        "howard",
        "Sending Borrowing Request Rule",
        sending_rule,
        (True, ["ALBANY", "AMERICAN", "BUFFALO", "GEORGETOWN"]),
    ),
]


def symbols_of(library: Library) -> list[Any]:
    assert library.agency
    return list(library.agency.symbols.all())


@pytest.mark.parametrize(
    ("institution", "section", "look", "expected"),
    SECTIONS,
    ids=[f"{institution}: {section}" for institution, section, _, _ in SECTIONS],
)
def test_each_section_of_the_guide_is_carried_out(
    configured: dict[str, int], institution: str, section: str, look: Callable[[], Any], expected: object
) -> None:
    with scope.entered(configured[institution]):
        assert look() == expected
