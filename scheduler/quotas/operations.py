"""Agree on a quota and end it. What it says is never changed: plans made under it have to be understood later."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from scheduler.audit.operations import record
from scheduler.db.tables import department, office, quota
from scheduler.db.tables.allocating import QUOTA_MEASURES
from scheduler.db.tables.resources import KINDS
from scheduler.db.versions import change, load
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason
from scheduler.errors import Refused

GRADES = ("head", "chief", "staff", "fixed_term")
GROUNDS = ("child", "care", "commute35")
MEASURES = QUOTA_MEASURES
COUNTED_KINDS = KINDS
LARGEST = 9_999
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")


@dataclass(frozen=True, slots=True)
class QuotaTerms:
    """What is agreed: at most `most` units of the kind, for whom and where; an empty sequence does not narrow."""

    code: str
    name_ja: str
    name_en: str
    kind: str
    measure: str
    most: int
    office_ids: Sequence[str] = ()
    department_ids: Sequence[str] = ()
    grades: Sequence[str] = ()
    grounds: Sequence[str] = ()


def add_quota(tx: Connection, terms: QuotaTerms, *, actor: Actor, now: datetime) -> int:
    """The next round keeps to it; returns its id.

    Raises:
        Refused: a code that is taken, or a value that nobody knows.
    """
    permission.require(permission.may_run_rounds(actor), "add-quota")
    problems = _problems(tx, terms)
    if problems:
        raise Refused(*problems)
    values = {
        "code": terms.code,
        "name_ja": terms.name_ja,
        "name_en": terms.name_en or terms.name_ja,
        "kind": terms.kind,
        "office_ids": sorted(set(terms.office_ids)),
        "department_ids": sorted(set(terms.department_ids)),
        "grades": sorted(set(terms.grades)),
        "grounds": sorted(set(terms.grounds)),
        "measure": terms.measure,
        "most": terms.most,
    }
    quota_id = int(tx.execute(insert(quota).values(values).returning(quota.c.id)).scalar_one())
    record(tx, actor=actor, now=now, action="add", noun="quota", key=quota_id, after=values)
    return quota_id


def end_quota(
    tx: Connection, quota_id: int, *, expected_version: int | None = None, actor: Actor, now: datetime
) -> int:
    """From the next plan on it does not count; ending it twice does nothing. Returns its version."""
    permission.require(permission.may_run_rounds(actor), "end-quota")
    before = load(tx, quota, quota_id, lock=True)
    if before.ended_at is not None:
        return int(before.version)
    version = change(tx, quota, quota_id, expected=expected_version, ended_at=now)
    record(tx, actor=actor, now=now, action="end", noun="quota", key=quota_id, before={"code": before.code})
    return version


def _problems(tx: Connection, terms: QuotaTerms) -> list[Reason]:
    offices = tx.execute(select(office.c.office_id)).scalars().all()
    departments = tx.execute(select(department.c.department_id)).scalars().all()
    found = [
        *_unknown("kind", [terms.kind], COUNTED_KINDS),
        *_unknown("measure", [terms.measure], MEASURES),
        *_unknown("grades", terms.grades, GRADES),
        *_unknown("grounds", terms.grounds, GROUNDS),
        *_unknown("office_ids", terms.office_ids, offices),
        *_unknown("department_ids", terms.department_ids, departments),
    ]
    if not _CODE.fullmatch(terms.code):
        found.append(Reason("quota-code", {"text": terms.code}))
    elif tx.execute(select(quota.c.id).where(quota.c.code == terms.code)).first() is not None:
        found.append(Reason("quota-code-taken", {"code": terms.code}))
    if not terms.name_ja.strip():
        found.append(Reason("quota-name"))
    if not 0 <= terms.most <= LARGEST:
        found.append(Reason("quota-most", {"most": LARGEST}))
    return found


def _unknown(column: str, given: Sequence[str], known: Sequence[str]) -> list[Reason]:
    return [
        Reason("quota-unknown", {"column": column, "text": text})
        if text
        else Reason("quota-missing", {"column": column})
        for text in given
        if text not in known
    ]
