"""The OpenAPI document: valid, and complete in what it says of each operation."""

from __future__ import annotations

from typing import Any

from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from interlend.interfaces.api.document import document

Json = dict[str, Any]

REFUSALS = {"401", "403", "404", "409", "422", "503"}
REFUSALS_OF_POST = REFUSALS | {"400", "413"}


def operations() -> dict[str, Json]:
    return {
        f"{method.upper()} {path}": said
        for path, methods in document()["paths"].items()
        for method, said in methods.items()
    }


def test_it_is_valid_by_the_schema_of_openapi_3_1() -> None:
    assert document()["openapi"] == "3.1.0"
    assert [str(fault) for fault in OPENAPI_31_VALIDATOR.iter_errors(document())] == []


def test_every_reference_in_it_leads_somewhere() -> None:
    assert [each for each in references(document()) if not leads_somewhere(each)] == []


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does() -> None:
    names = [said["operationId"] for said in operations().values()]
    assert sorted(names) == sorted(set(names))
    assert [name for name, said in operations().items() if not said.get("description")] == []


def test_every_operation_documents_its_refusals_each_with_an_example() -> None:
    documented = {
        name: {status for status, answer in said["responses"].items() if has_example(answer)}
        for name, said in operations().items()
    }
    assert documented == {
        name: REFUSALS_OF_POST if name.startswith("POST") else REFUSALS for name in operations()
    }


def test_every_example_has_the_shape_of_its_refusal() -> None:
    shapes = document()["components"]["schemas"]
    examples = document()["components"]["examples"]
    for name, example in examples.items():
        shape = shapes["Invalid" if name == "NotReadable" else "Refusal"]
        assert set(shape.get("required", ())) <= set(example["value"]) <= set(shape["properties"]), name


def test_every_post_takes_an_idempotency_key_and_no_get_does() -> None:
    takes = {
        name
        for name, said in operations().items()
        if {"$ref": "#/components/parameters/IdempotencyKey"} in said["parameters"]
    }
    assert takes == {name for name in operations() if name.startswith("POST")}


def test_the_keys_are_described() -> None:
    described = document()["components"]["securitySchemes"]
    assert {name for each in document()["security"] for name in each} == set(described)


def has_example(answer: Json) -> bool:
    return any(content.get("examples") for content in answer.get("content", {}).values())


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [each for value in part.values() for each in references(value)]
    if isinstance(part, list):
        return [each for value in part for each in references(value)]
    return []


def leads_somewhere(reference: str) -> bool:
    part: Any = document()
    for name in reference.removeprefix("#/").split("/"):
        part = part.get(name, {})
    return bool(part)
