"""All screens there are: who looks at each, and at which address of the scene.

`NO_SCREENS` are the addresses that show none, and why. `test_no_screen_is_forgotten.py` compares both with
the addresses that the server knows.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """A screen: the view that shows it, who looks, its address, and what it shows where it has several."""

    view: str
    who: str
    path: str
    shows: str = ""

    @property
    def name(self) -> str:
        """Its name as a file and as a case of a test."""
        name = self.view.replace(":", "-")
        return f"{name}-{self.shows.replace(' ', '-')}" if self.shows else name


SCREENS = (
    Screen("start-page", "nobody", "/"),
    # signing in
    Screen("sign_in:sign-in", "nobody", "/sign-in"),
    Screen("sign_in:sign-in", "nobody", "/sign-in?next=/{howard}/desk/", "at an institution"),
    Screen("sign_in:forgotten-password", "nobody", "/sign-in/password/forgotten"),
    Screen("sign_in:set-password", "nobody", "/sign-in/password/no/link", "link gone"),
    Screen("sign_in:account", "clerk", "/sign-in/account"),
    Screen("sign_in:change-password", "clerk", "/sign-in/password"),
    Screen("sign_in:second-factor", "clerk", "/sign-in/second-factor"),
    Screen("sign_in:set-up-second-factor", "clerk", "/sign-in/second-factor/set-up"),
    Screen("sign_in:reader", "nobody", "/{howard}/sign-in"),
    Screen("sign_in:forgotten-pin", "nobody", "/{howard}/sign-in/pin"),
    Screen("sign_in:set-pin", "nobody", "/{howard}/sign-in/pin/no/link", "link gone"),
    # the reader
    Screen("patron:find", "nobody", "/{howard}/"),
    Screen("patron:find", "reader", "/{howard}/?q=lamps", "found"),
    Screen("patron:find", "reader", "/{howard}/?q=zebra", "nothing found"),
    Screen("patron:record", "nobody", "/{howard}/record/{own_record}", "to nobody"),
    Screen("patron:record", "reader", "/{howard}/record/{own_record}"),
    Screen("patron:ask", "reader", "/{howard}/ask?title=Salt+and+paper&author=Adeyemi"),
    Screen("patron:requests", "reader", "/{howard}/requests"),
    Screen("patron:request", "reader", "/{howard}/requests/{loaned}", "loaned"),
    Screen("patron:request", "reader", "/{howard}/requests/{waiting}", "waiting"),
    Screen("patron:request", "reader", "/{howard}/requests/{finished}", "finished"),
    # the desk
    Screen("desk:today", "clerk", "/{howard}/desk/"),
    Screen("desk:choose-desk", "clerk", "/{howard}/desk/at"),
    Screen("desk:scan", "clerk", "/{howard}/desk/scan"),
    Screen("desk:scan-slip", "clerk", "/{howard}/desk/scan/slip/hold-shelf/{on_shelf}"),
    Screen("desk:borrowing", "clerk", "/{howard}/desk/borrowing"),
    Screen("desk:borrowing", "clerk", "/{howard}/desk/borrowing?q=is:attention", "attention"),
    Screen("desk:borrowing", "clerk", "/{howard}/desk/borrowing?q=zebra", "nothing found"),
    Screen("desk:lending", "lender", "/{buffalo}/desk/lending"),
    Screen("desk:lending", "clerk", "/{howard}/desk/lending", "empty"),
    Screen("desk:pull-list", "lender", "/{buffalo}/desk/lending/pull-list"),
    Screen("desk:pull-slips", "lender", "/{buffalo}/desk/lending/pull-slips?number={to_pull}"),
    Screen("desk:hold-shelf", "clerk", "/{howard}/desk/hold-shelf"),
    Screen("desk:borrowing-request", "clerk", "/{howard}/desk/borrowing/{arriving}", "arriving"),
    Screen("desk:borrowing-request", "clerk", "/{howard}/desk/borrowing/{unfilled}", "unfilled"),
    Screen("desk:borrowing-request", "clerk", "/{howard}/desk/borrowing/{finished}", "finished"),
    Screen("desk:lending-request", "lender", "/{buffalo}/desk/lending/{to_pull}", "to pull"),
    Screen("desk:lending-request", "lender", "/{buffalo}/desk/lending/{to_pull_long}", "a long title"),
    Screen("desk:lending-request", "lender", "/{buffalo}/desk/lending/{lent}", "lent"),
    Screen("desk:message", "clerk", "/{howard}/desk/messages/{message}"),
)
"""In the order in which somebody would meet them."""

NO_SCREENS = {
    "api-reference": "for programmers; tests/project/test_pages.py",
    "set_language": "changes the language and goes back",
    "sign_in:sign-out": "ends the session and goes on",
    "sign_in:code": "shown only between password and code; tests/interfaces/sign_in",
    "sign_in:second-factor-qr": "a drawing",
    "sign_in:recovery-codes": "changes the codes and shows them once; tests/interfaces/sign_in",
    "sign_in:remove-second-factor": "changes and goes back",
    "sign_in:reader-sign-out": "ends the session and goes on",
    "sign_in:provider": "goes to an identity provider",
    "sign_in:provider-answer": "comes from an identity provider",
    "sign_in:provider-saml": "comes from an identity provider",
    "sign_in:provider-metadata": "XML for identity providers",
    "sign_in:provider-test": "needs an identity provider; tests/interfaces/sign_in",
    "patron:elsewhere": "a part of the search page, which it fetches",
    "patron:cancel": "cancels and goes back to the request",
    "desk:undo-scan": "undoes and answers by the scan page",
    "desk:dismiss-together": "changes rows and goes back to the list",
    "desk:keep-view": "keeps a view and goes back to the list",
    "desk:forget-view": "forgets a view and goes back to the list",
    "desk:borrowing-do": "does a step and goes back to the request",
    "desk:borrowing-left": "does a step with a lender that was left, and goes back to the request",
    "desk:borrowing-note": "keeps a note and goes back to the request",
    "desk:borrowing-message": "sends a message and goes back to the request",
    "desk:lending-do": "does a step and goes back to the request",
    "desk:lending-note": "keeps a note and goes back to the request",
    "desk:lending-message": "sends a message and goes back to the request",
    "iso18626": "for peers",
    "iso18626-agency": "for peers",
    "iso18626-token": "for peers",
    "sru": "for catalogs",
}
