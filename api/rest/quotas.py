"""Quotas: agreed, looked at, ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Code
from api.rest.local_time import in_tokyo
from api.rest.preconditions import Versioned
from scheduler.domain.actor import Role
from scheduler.quotas import queries
from scheduler.quotas.operations import QuotaTerms, add_quota, end_quota
from scheduler.quotas.queries import Quota

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
Several = Annotated[list[Code], msgspec.Meta(max_length=500)]


class QuotaIn(Body, kw_only=True):
    """At most `most` units for a group. An empty list does not narrow: every office, section, grade, ground."""

    code: Code
    name_ja: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    name_en: Annotated[str, msgspec.Meta(max_length=80)] = ""
    kind: Literal["seat", "mobile_pc", "tablet", "web_kit", "web_room"]
    measure: Literal["at_once", "per_day", "per_week", "per_month", "per_round"]
    most: Annotated[int, msgspec.Meta(ge=0, le=9999)]
    office_ids: Several = msgspec.field(default_factory=list)
    department_ids: Several = msgspec.field(default_factory=list)
    grades: list[Literal["head", "chief", "staff", "fixed_term"]] = msgspec.field(default_factory=list)
    grounds: list[Literal["child", "care", "commute35"]] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class QuotaAdded:
    quota_id: int


@post("/quotas", opt=KEEPERS, tags=["Quotas"], summary="Add a quota", sync_to_thread=True)
def add(data: JSONBody[QuotaIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent) -> Response[QuotaAdded]:
    """From the next plan on: shares are served first, what they leave goes to everybody."""
    terms = QuotaTerms(
        code=data.code,
        name_ja=data.name_ja,
        name_en=data.name_en,
        kind=data.kind,
        measure=data.measure,
        most=data.most,
        office_ids=data.office_ids,
        department_ids=data.department_ids,
        grades=data.grades,
        grounds=data.grounds,
    )

    def work(tx: Any) -> QuotaAdded:
        return QuotaAdded(add_quota(tx, terms, actor=actor, now=now))

    return idempotent.run(work, location="/api/v1/quotas/{quota_id}")


@get("/quotas", opt=KEEPERS, tags=["Quotas"], summary="All quotas", sync_to_thread=True)
def list_quotas(services: GivenServices, actor: GivenActor) -> list[Quota]:
    """Those in force first."""
    with services.database.read() as tx:
        return in_tokyo(list(queries.quotas(tx, actor=actor)))


@get("/quotas/{quota_id:int}", opt=KEEPERS, tags=["Quotas"], summary="One quota", sync_to_thread=True)
def one_quota(services: GivenServices, actor: GivenActor, quota_id: FromPath[int]) -> Quota:
    """What was agreed; it never changes, it only ends."""
    with services.database.read() as tx:
        return in_tokyo(queries.one(tx, quota_id, actor=actor))


@post(
    "/quotas/{quota_id:int}/end", opt=KEEPERS, tags=["Quotas"], summary="End a quota", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def end(actor: GivenActor, now: GivenNow, quota_id: FromPath[int], idempotent: GivenIdempotent) -> Response[Versioned]:
    """The next plan does not count it; ending it twice does nothing."""
    return idempotent.run(lambda tx: Versioned(end_quota(tx, quota_id, actor=actor, now=now)))


ROUTES = (add, list_quotas, one_quota, end)
