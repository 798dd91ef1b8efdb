"""Quotas for those who run rounds: the list, the form for a new one, and ending one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.i18n import Translator
from api.language import translator_of
from api.naming import OFFICES
from api.pages.board import KINDS
from api.pages.forms import Form, GivenForm
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.domain.actor import Actor, Role
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.offices.queries import Department, departments
from scheduler.quotas import queries
from scheduler.quotas.operations import GRADES, GROUNDS, MEASURES, QuotaTerms, add_quota, end_quota
from scheduler.quotas.queries import Quota

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
LONGEST_NAME = 80
NARROWING = ("office_ids", "department_ids", "grades", "grounds")


@get("/quotas", opt={"nav": ("nav-quotas", 55), **KEEPERS}, include_in_schema=False, sync_to_thread=True)
def quotas(request: AnyRequest, services: GivenServices, actor: GivenActor) -> Response[str]:
    return _quotas(request, services, actor, Form({}), ())


def _quotas(
    request: AnyRequest, services: Services, actor: Actor, form: Form, reasons: Sequence[Reason]
) -> Response[str]:
    words = translator_of(request)
    with services.database.read() as tx:
        found = queries.quotas(tx, actor=actor)
        sections = {item.department_id: _section(item, words) for item in departments(tx)}
    values = {name: form.text(name) for name in ("code", "name_ja", "name_en", "kind", "most", "measure")}
    return page(
        request,
        "quotas/list.html",
        status_code=422 if reasons else 200,
        quotas=[(item, _group(item, sections, words)) for item in found],
        reasons=reasons,
        values={**values, "measure": values["measure"] or "at_once"},
        chosen={name: form.texts(name) for name in NARROWING},
        kinds=[(name, words.t(f"kind-{name}")) for name in KINDS],
        measures=[(name, words.t(f"measure-{name}")) for name in MEASURES],
        offices=OFFICES.choices(words.locale),
        sections=sorted(sections.items(), key=lambda item: item[1]),
        grades=[(name, words.t(f"grade-{name}")) for name in GRADES],
        grounds=[(name, words.t(f"ground-{name}")) for name in GROUNDS],
    )


def _section(item: Department, words: Translator) -> str:
    names = (item.bureau_ja, item.section_ja) if words.locale == "ja" else (item.bureau_en, item.section_en)
    return " ".join(filter(None, (*names, item.unit_no)))


def _group(item: Quota, sections: dict[str, str], words: Translator) -> list[str]:
    """Whom the quota counts, in words; nothing when it counts everybody."""
    parts = (
        [OFFICES.name(office_id, words.locale) for office_id in item.office_ids],
        [sections.get(key, key) for key in item.department_ids],
        [words.t(f"grade-{name}") for name in item.grades],
        [words.t(f"ground-{name}") for name in item.grounds],
    )
    return ["、".join(part) if words.locale == "ja" else ", ".join(part) for part in parts if part]


@post("/quotas", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def add(
    request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow, form: GivenForm
) -> Response[Any]:
    terms = QuotaTerms(
        code=form.text("code"),
        name_ja=form.text("name_ja")[:LONGEST_NAME],
        name_en=form.text("name_en")[:LONGEST_NAME],
        kind=form.text("kind"),
        measure=form.text("measure"),
        most=form.number("most", -1),
        office_ids=form.texts("office_ids"),
        department_ids=form.texts("department_ids"),
        grades=form.texts("grades"),
        grounds=form.texts("grounds"),
    )
    try:
        with services.database.write() as tx:
            add_quota(tx, terms, actor=actor, now=now)
    except Refused as refused:
        return _quotas(request, services, actor, form, refused.reasons)
    return see_other("/quotas", note=Note("success", "message-quota_added"))


@post("/quotas/{quota_id:int}/end", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def end(services: GivenServices, actor: GivenActor, now: GivenNow, quota_id: FromPath[int]) -> Response[Any]:
    with services.database.write() as tx:
        end_quota(tx, quota_id, actor=actor, now=now)
    return see_other("/quotas", note=Note("success", "message-quota_ended"))


ROUTES = (quotas, add, end)
