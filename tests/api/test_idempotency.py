"""A request that is sent twice acts once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response as HttpResponse
from litestar import Litestar, Response, post
from litestar.params import JSONBody
from litestar.testing import TestClient
from sqlalchemy import func, insert, select

from api.app import create_app
from api.idempotency import GivenIdempotent
from api.wiring import Services
from scheduler.clock import Clock
from scheduler.db import tables
from scheduler.db.transaction import Database
from scheduler.domain.actor import Role
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.settings import Settings
from tests.api.doors import BASE_URL, Door, add_people


@post("/api/v1/marks", sync_to_thread=True)
def mark(data: JSONBody[dict[str, str]], idempotent: GivenIdempotent) -> Response[dict[str, str]]:
    """Writes one row into the audit, or refuses after having written it."""

    def work(tx: Any) -> dict[str, str]:
        tx.execute(
            insert(tables.audit).values(at=idempotent.now, source="api", action="mark", noun="mark", key=data["key"])
        )
        if data["key"] == "refused":
            raise Refused(Reason("last-administrator"))
        if data["key"] == "broken":
            raise RuntimeError("broken")
        return {"marked": data["key"]}

    return idempotent.run(work)


@pytest.fixture
def marking(database: Database, settings: Settings, cheap_passwords: None) -> Iterator[Door]:
    """On both databases."""
    add_people(database)
    services = Services(settings, database, Clock())
    app: Litestar = create_app(services)
    app.register(mark)
    with TestClient(app, base_url=BASE_URL) as client:
        yield Door(client, services)


def marks(door: Door) -> int:
    with door.services.database.read() as tx:
        return tx.execute(select(func.count()).where(tables.audit.c.action == "mark")).scalar_one()


def test_one_key_acts_once(marking: Door) -> None:
    program = marking.as_program()

    def send(key: str | None = "k1", mark: str = "a") -> HttpResponse:
        headers = {"Idempotency-Key": key} if key else {}
        return program.post("/api/v1/marks", json={"key": mark}, headers=headers)

    first, second = send(), send()
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (201, {"marked": "a"})
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert marks(marking) == 1

    other = send(mark="b")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")
    assert send().json() == {"marked": "a"}
    assert marks(marking) == 1

    assert send(key="k2").status_code == 201
    assert send(key=None).status_code == send(key=None).status_code == 201
    assert marks(marking) == 4


def test_a_key_belongs_to_an_account(marking: Door) -> None:
    headers = {"Idempotency-Key": "k1"}
    for role in (Role.STAFF, Role.MANAGER):
        assert marking.as_program(role).post("/api/v1/marks", json={"key": "a"}, headers=headers).status_code == 201

    assert marks(marking) == 2


def test_a_refusal_is_repeated_and_leaves_nothing(marking: Door) -> None:
    program, headers = marking.as_program(), {"Idempotency-Key": "k1"}

    first, second = (program.post("/api/v1/marks", json={"key": "refused"}, headers=headers) for _ in "ab")

    assert first.status_code == second.status_code == 422
    assert first.json() == second.json()
    assert second.headers["content-type"].startswith("application/problem+json")
    assert second.headers["idempotency-replayed"] == "true"
    assert marks(marking) == 0


def test_what_broke_may_be_tried_again(marking: Door) -> None:
    program, headers = marking.as_program(), {"Idempotency-Key": "k1"}

    first, second = (program.post("/api/v1/marks", json={"key": "broken"}, headers=headers) for _ in "ab")

    assert (first.status_code, second.status_code) == (500, 500)
    assert "idempotency-replayed" not in second.headers
    assert marks(marking) == 0


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_a_length(marking: Door, key: str) -> None:
    answer = marking.as_program().post("/api/v1/marks", json={"key": "a"}, headers={"Idempotency-Key": key})

    assert answer.status_code == 400
    assert marks(marking) == 0


def test_many_senders_at_one_moment_act_once(marking: Door) -> None:
    headers = {**marking.as_program().headers, "Idempotency-Key": "k1"}
    start, answers = threading.Barrier(6), []

    def send() -> None:
        start.wait()
        answers.append(marking.client.post("/api/v1/marks", json={"key": "a"}, headers=headers))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [201] * 6
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert marks(marking) == 1
