"""The start page and the reference of the API: plain HTML that loads nothing from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client

from interlend.domain.zones.models import Zone
from interlend.interfaces.api.document import document


class Read(HTMLParser):
    """What a page loads, where its links lead, and what can be led to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element loads or links to."""
        values = dict(attrs)
        self.tags.add(tag)
        if "id" in values:
            self.ids.append(values["id"] or "")
        if tag == "a":
            self.links.append(values.get("href") or "")
        elif tag == "link" or "src" in values:
            self.loads.append(values.get("href") or values.get("src") or "")


def page(path: str) -> Read:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    return Read(answer.content.decode())


@pytest.mark.parametrize("path", ["/", "/api/v1/docs"])
def test_a_page_loads_its_own_style_and_nothing_else(db: None, path: str) -> None:
    read = page(path)
    assert read.loads == ["data:,", "/pages.css"]
    assert not read.tags & {"script", "iframe", "img", "object", "embed", "form"}
    css = Client().get("/pages.css")
    assert (css.status_code, b"url(" in css.content, b"@import" in css.content) == (200, False, False)


@pytest.mark.parametrize("path", ["/", "/api/v1/docs"])
def test_every_link_of_a_page_leads_somewhere(db: None, path: str) -> None:
    Zone.objects.create(code="howard", name="Howard University")
    read = page(path)
    nowhere = [
        link
        for link in read.links
        if (link.startswith("#") and link[1:] not in read.ids)
        or (link.startswith("/") and Client().get(link, follow=True).status_code != 200)
    ]
    assert nowhere == []
    assert len(read.ids) == len(set(read.ids))


def test_the_start_page_says_what_this_is_and_who_is_here(db: None) -> None:
    Zone.objects.create(code="howard", name="Howard University")
    Zone.objects.create(code="wrlc", name="A network", kind=Zone.Kind.NETWORK)
    text = Client().get("/").content.decode()
    assert "<h1>Interlend</h1>" in text
    assert "<strong>Ready.</strong>" in text
    assert ("Howard University" in text, "A network" in text) == (True, False)


def test_the_reference_names_every_operation(db: None) -> None:
    read = page("/api/v1/docs")
    operations = [
        each["operationId"] for methods in document()["paths"].values() for each in methods.values()
    ]
    assert [name for name in operations if name not in read.ids] == []


def test_names_of_institutions_are_text_and_not_markup(db: None) -> None:
    Zone.objects.create(code="howard", name="<script>alert(1)</script>")
    assert "script" not in page("/").tags
