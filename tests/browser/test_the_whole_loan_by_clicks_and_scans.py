"""A loan from the reader's search to the lender's shelf, by nothing but clicks, typing and scans."""

from tests.browser.doing import Visitor
from tests.browser.people import People
from tests.browser.scenery import SALT, card


def test_the_whole_loan_by_clicks_and_scans(people: People) -> None:
    reader, lender, clerk = (Visitor(people, who) for who in ("reader", "lender", "clerk"))

    reader.goes_to("/{howard}/")
    reader.page.get_by_label("Title, author, or ISBN").fill(SALT.title)
    reader.page.get_by_role("button", name="Search").click()
    reader.page.get_by_role("link", name="Request it").click()
    reader.page.get_by_role("button", name="Request it").click()
    number = reader.page.locator("dl dd").last.inner_text()
    mine = f"/{{howard}}/requests/{number}"

    lender.waits_for("/{buffalo}/desk/lending/pull-list", SALT.title)
    lender.page.get_by_role("link", name="Scan").click()
    said = [lender.scans(SALT.barcode)]

    clerk.waits_for(f"/{{howard}}/desk/borrowing/{number}", "Shipped physically")
    reader.waits_for(mine, "On its way")
    clerk.page.get_by_role("link", name="Scan").click()
    said += [clerk.scans(SALT.barcode)]
    reader.waits_for(mine, "Ready for you")

    said += [clerk.scans(card(people.scene.howard)), clerk.scans(SALT.barcode)]
    reader.waits_for(mine, "With you")

    people.scene.a_while_later()
    said += [clerk.scans(SALT.barcode)]
    people.scene.a_while_later()
    said += [clerk.scans(SALT.barcode)]

    lender.waits_for("/{buffalo}/desk/lending?q=salt", "Returned by partner")
    lender.page.get_by_role("link", name="Scan").click()
    said += [lender.scans(SALT.barcode)]

    lender.waits_for("/{buffalo}/desk/lending?q=salt", "Request completed")
    clerk.waits_for(f"/{{howard}}/desk/borrowing/{number}", "Request completed")
    reader.waits_for(mine, "Brought back")
    said[3], _, due = said[3].partition(" until ")
    assert due
    assert said == [
        "ok: Ship to Howard University",
        f"ok: Ready for pickup shelf: R. {number[-4:]}",
        "look: Rita Reader",
        "ok: Lent to Rita Reader",
        "ok: Returned by Rita Reader",
        "ok: Send back to University at Buffalo",
        "ok: Home again: put it on its shelf",
    ]
    assert (
        reader.page.locator(".lead").inner_text() == "You brought it back, and it is home again. Thank you."
    )
