"""Being somebody at the doors, without typing a password each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from litestar.types import RouteHandlerType

from api.security.authentication import session_cookie_name
from api.security.csrf import FORM_FIELD, HEADER
from api.wiring import Services
from scheduler.accounts import operations, queries, sessions
from scheduler.accounts.sessions import NewSession
from scheduler.db.transaction import Database
from scheduler.domain.actor import Role, Source, system_actor
from tests import builders

BASE_URL = "http://127.0.0.1:8000"
# What `open_door` takes for the present moment.
NOW = builders.at("2026-06-30 9:00")
PASSWORD = "correct horse battery"
LOGINS = {role: f"S00001{number}" for number, role in enumerate(Role)}
_SYSTEM = system_actor(Source.COMMAND)


def add_people(database: Database) -> None:
    """One office and section; one staff member with an account for each role."""
    with database.write() as tx:
        builders.office(tx, name_ja="県庁", name_en="Head office")
        # The first row of every table belongs to nobody here: routes are called with the id 1.
        operations.create(tx, actor=_SYSTEM, now=builders.LONG_AGO, login="nobody", password=PASSWORD)
        for role, login in LOGINS.items():
            builders.staff_member(tx, login)
            operations.create(
                tx,
                actor=_SYSTEM,
                now=builders.LONG_AGO,
                login=login,
                password=PASSWORD,
                staff_id=login,
                roles=[] if role is Role.STAFF else [role],
            )


@dataclass(frozen=True)
class Door:
    """A client of one installation."""

    client: TestClient[Litestar]
    services: Services

    def session(self, role: Role = Role.STAFF) -> NewSession:
        """A fresh session of the account with that role."""
        with self.services.database.write() as tx:
            account = queries.by_login(tx, actor=_SYSTEM, login=LOGINS[role])
            return sessions.create(tx, account_id=account.account_id, now=self.services.clock.now())

    def as_program(self, role: Role = Role.STAFF) -> Caller:
        """Somebody's program: a bearer token."""
        return Caller(self.client, {"Authorization": f"Bearer {self.session(role).token}"})

    def as_browser(self, role: Role = Role.STAFF, *, with_csrf: bool = True) -> Caller:
        """Somebody's browser: a cookie, and the session's token as its forms carry it."""
        opened = self.session(role)
        name = session_cookie_name(secure=self.services.settings.secure_cookies)
        token = {HEADER: opened.csrf_token} if with_csrf else {}
        return Caller(self.client, {"Cookie": f"{name}={opened.token}", **token}, opened.csrf_token)

    def anonymous(self) -> Caller:
        return Caller(self.client, {})


@dataclass(frozen=True)
class Caller:
    """One person or program; redirects are not followed."""

    client: TestClient[Litestar]
    headers: dict[str, str]
    csrf_token: str = ""

    def request(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> Response:
        self.client.cookies.clear()
        everything = {**self.headers, **(headers or {})}
        return self.client.request(method, path, headers=everything, follow_redirects=False, **options)

    def get(self, path: str, **options: Any) -> Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Response:
        return self.request("POST", path, **options)

    def delete(self, path: str, **options: Any) -> Response:
        return self.request("DELETE", path, **options)

    def post_form(self, path: str, **fields: str) -> Response:
        """As a page's form does: the token in a field instead of a header."""
        headers = {name: value for name, value in self.headers.items() if name != HEADER}
        bare = Caller(self.client, headers)
        return bare.post(path, data={FORM_FIELD: self.csrf_token, **fields})


@dataclass(frozen=True, order=True)
class RouteCase:
    """One method of one route, with an address that matches it."""

    method: str
    template: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def routes_of(app: Litestar) -> dict[RouteCase, RouteHandlerType]:
    """Every method of every HTTP route but OPTIONS, which Litestar answers itself."""
    samples = {"int": "1", "float": "1", "uuid": "00000000-0000-4000-8000-000000000001", "date": "2026-07-01"}
    found: dict[RouteCase, RouteHandlerType] = {}
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        parts = [
            part if isinstance(part, str) else samples.get(part.full.partition(":")[2], "x")
            for part in route.path_components
        ]
        for handler in route.route_handlers:
            for method in handler.http_methods:
                if method != "OPTIONS":
                    found[RouteCase(str(method), route.path_format or "/", "/" + "/".join(parts))] = handler
    return dict(sorted(found.items()))
