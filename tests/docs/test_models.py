"""Every table has its heading in `docs/models`, and every field its line."""

from __future__ import annotations

from functools import cache

import pytest
from django.apps import apps
from django.db import models

from tests.docs.pages import ROOT, tables_by_heading

FOLDER = ROOT / "docs/models"
MODELS = [model for model in apps.get_models() if model.__module__.startswith("interlend.")]


@cache
def documented() -> dict[str, list[str]]:
    """Heading of a table → its fields, over all pages."""
    return {
        heading: fields for page in FOLDER.glob("*.md") for heading, fields in tables_by_heading(page).items()
    }


def fields_of(model: type[models.Model]) -> set[str]:
    own = {*model._meta.get_fields(), *model._meta.private_fields}
    return {field.name for field in own if field.concrete or field.many_to_many} - {
        field.name for field in own if field.auto_created and not field.concrete
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_stands_on_the_page_of_its_room(model: type[models.Model]) -> None:
    assert model.__name__ in tables_by_heading(FOLDER / f"{model._meta.app_label}.md")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_its_line(model: type[models.Model]) -> None:
    headings = [parent.__name__ for parent in model.__mro__]
    described = {name for heading in headings for name in documented().get(heading, ())}
    assert fields_of(model) - described - {"id"} == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_line_is_about_a_field_that_is_gone(model: type[models.Model]) -> None:
    assert set(documented()[model.__name__]) - fields_of(model) == set()


def test_no_page_describes_a_table_that_is_gone() -> None:
    known = {parent.__name__ for model in MODELS for parent in model.__mro__}
    assert set(documented()) - known == set()
