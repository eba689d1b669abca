"""What a browser complains of: scripts refused, errors, dialogs that nobody opened, addresses not ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, Response, WebError

_TELL = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `policy: ${event.violatedDirective} ${event.blockedURI} in ${event.sourceFile} ${event.sample}`
));
"""


class Watch:
    """Collects complaints of all contexts that it looks at."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def look_at(self, context: BrowserContext) -> None:
        """From now on, note what happens in these windows."""
        context.add_init_script(_TELL)
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("dialog", self._opened)
        context.on("request", self._asked)
        context.on("response", self._answered)

    def take(self) -> list[str]:
        """What was noted since the last time."""
        taken, self.complaints = self.complaints, []
        return taken

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _failed(self, error: WebError) -> None:
        self.complaints.append(f"error: {error.error.message}")

    def _opened(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.hostname != "127.0.0.1" and address.scheme != "data":
            self.complaints.append(f"asks elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status}: {response.url}")
