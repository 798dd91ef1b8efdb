"""The OpenAPI document: complete, without contradictions, and true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from api.app import create_app
from api.security.access import access_of
from scheduler.domain.actor import Role
from tests.api.doors import Door, routes_of
from tests.api.test_security_routes import _unopened

APP = create_app(_unopened)
DOCUMENT: dict[str, Any] = APP.openapi_schema.to_schema()
METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = {
    f"{method.upper()} {path}": item[method]
    for path, item in DOCUMENT["paths"].items()
    for method in METHODS
    if method in item
}
# Their answers or bodies hold a secret, or they change nothing however often they are sent.
WITHOUT_KEY = {
    "POST /api/v1/sessions", "POST /api/v1/accounts", "POST /api/v1/feeds", "POST /api/v1/feeds/{feed_id}/rotate",
    "POST /api/v1/imports", "POST /api/v1/availability",
    "POST /api/v1/own-calendars/addresses", "POST /api/v1/own-calendars/files",
    "POST /api/v1/shift-plans/{plan_id}/try", "POST /api/v1/swaps/try",
}  # fmt: skip


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def headers_of(operation: dict[str, Any]) -> set[str]:
    return {item["name"] for item in operation.get("parameters", []) if item["in"] == "header"}


def test_every_route_of_the_api_is_described() -> None:
    routes = {f"{case.method} {case.template}" for case in routes_of(APP) if case.path.startswith("/api/v1/")}

    assert {name for name in routes - set(OPERATIONS) if "openapi.json" not in name} == set()


def test_no_schema_fits_everything() -> None:
    """Such as `{}` beside another choice: then nothing would fit exactly one of them."""

    def choices(node: Any) -> Iterator[list[Any]]:
        if isinstance(node, dict):
            yield from ([node["oneOf"]] if "oneOf" in node else [])
            for value in node.values():
                yield from choices(value)
        elif isinstance(node, list):
            for value in node:
                yield from choices(value)

    assert [found for found in choices(DOCUMENT) if {} in found] == []


def test_operation_ids_are_unique() -> None:
    counted = Counter(operation["operationId"] for operation in OPERATIONS.values())

    assert {name for name, times in counted.items() if times > 1} == set()


def test_nothing_is_referred_to_that_is_not_there() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    for reference in set(references(DOCUMENT)):
        node: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        assert node


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_says_what_it_does_and_what_can_go_wrong(name: str) -> None:
    operation = OPERATIONS[name]

    assert operation["summary"]
    assert operation["description"] != operation["summary"]
    assert len(operation["tags"]) == 1
    assert {"400", "401", "403", "404"} <= set(operation["responses"])
    for status, response in operation["responses"].items():
        if status >= "400":
            assert list(response["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name.startswith("POST")])
def test_post_takes_an_idempotency_key_unless_it_is_named_here(name: str) -> None:
    assert ("Idempotency-Key" in headers_of(OPERATIONS[name])) is (name not in WITHOUT_KEY)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name.startswith("PATCH")])
def test_patch_names_the_version_it_is_based_on(name: str) -> None:
    assert "If-Match" in headers_of(OPERATIONS[name])
    assert "428" in OPERATIONS[name]["responses"]


def test_times_are_read_with_an_offset_only() -> None:
    wish = next(schema for name, schema in DOCUMENT["components"]["schemas"].items() if name.split(".")[-1] == "WishIn")

    assert "2026-07-01T15:00:00+09:00" in str(wish["properties"]["starts_at"])


@pytest.mark.parametrize("body", [None, {}, []], ids=str)
def test_every_answer_is_one_of_those_described(door: Door, body: object) -> None:
    admin = door.as_program(Role.ADMIN)
    undescribed = {}
    for case, handler in routes_of(APP).items():
        operation = OPERATIONS.get(str(case))
        # A session that is ended would hide the rest.
        if operation is None or access_of(handler.opt) == "public" or case.template.endswith("/sessions/current"):
            continue
        options = {} if body is None or case.method in {"GET", "DELETE"} else {"json": body}
        answer = admin.request(case.method, case.path, headers={"If-Match": '"0"'}, **options)
        if str(answer.status_code) not in operation["responses"]:
            undescribed[str(case)] = (answer.status_code, answer.text)

    assert undescribed == {}
