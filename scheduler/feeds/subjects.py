"""What a calendar can be about, how it is written, and what it is called.

person: staff number    unit: id of the unit       office: id of the office     group: office:kind (YG-HQ:web_room)
section: department id  policy: all, or a section  round: id of the round
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import Connection, select

from scheduler.db.tables import account, department, office, pool, round_, unit
from scheduler.db.tables.resources import KINDS
from scheduler.errors import NotFound
from scheduler.feeds.views import Scope
from scheduler.feeds.wording import WORDS, Locale

ASCII_NAME = 40


@dataclass(frozen=True, slots=True)
class SubjectName:
    """Names of a subject; `code` is how an address spells it."""

    ja: str
    en: str
    code: str

    def in_(self, locale: Locale) -> str:
        return self.ja if locale == "ja" else self.en


def name_of(tx: Connection, scope: Scope, subject: str) -> SubjectName:
    """Raises NotFound when there is no such thing."""
    match scope:
        case "person":
            found = _person(tx, subject)
        case "unit":
            found = _unit(tx, subject)
        case "office":
            found = _office(tx, subject)
        case "group":
            found = _group(tx, subject)
        case "section":
            found = _section(tx, subject)
        case "policy":
            found = SubjectName("", "", "all") if subject == "all" else _section(tx, subject)
        case "round":
            found = _round(tx, subject)
    if found is None:
        raise NotFound(scope, subject)
    return found


def office_of(tx: Connection, scope: Scope, subject: str) -> str:
    """The office in which a unit, a group or an office stands. Raises NotFound."""
    if scope != "unit":
        return subject.partition(":")[0]
    query = select(pool.c.office_id).join(unit, unit.c.pool_id == pool.c.id).where(unit.c.id == _number(subject))
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound("unit", subject)
    return str(found)


def file_name(scope: Scope, name: SubjectName) -> str:
    """What an address and a file end with: readable, ASCII, short."""
    spelled = re.sub(r"[^A-Za-z0-9]+", "-", f"{scope}-{name.code}").strip("-").lower()
    return f"{spelled[:ASCII_NAME]}.ics"


def _person(tx: Connection, subject: str) -> SubjectName | None:
    query = select(account.c.id).where(account.c.staff_id == subject)
    # The address does not tell whose it is to whoever sees it in a list.
    return SubjectName(subject, subject, "calendar") if tx.execute(query).first() else None


def _unit(tx: Connection, subject: str) -> SubjectName | None:
    query = select(unit.c.name_ja, unit.c.asset_number).where(unit.c.id == _number(subject))
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    return SubjectName(f"{row.name_ja}（{row.asset_number}）", row.asset_number, row.asset_number)


def _office(tx: Connection, subject: str) -> SubjectName | None:
    row = tx.execute(select(office.c.name_ja, office.c.name_en).where(office.c.office_id == subject)).one_or_none()
    return SubjectName(row.name_ja, row.name_en, subject) if row else None


def _group(tx: Connection, subject: str) -> SubjectName | None:
    office_id, _, kind = subject.partition(":")
    there = _office(tx, office_id)
    if there is None or kind not in KINDS:
        return None
    return SubjectName(f"{there.ja} {WORDS['ja'][kind]}", f"{there.en}: {WORDS['en'][kind]}", f"{office_id}-{kind}")


def _section(tx: Connection, subject: str) -> SubjectName | None:
    query = select(department.c.section_ja, department.c.section_en).where(department.c.department_id == subject)
    row = tx.execute(query).one_or_none()
    return SubjectName(row.section_ja, row.section_en, subject) if row else None


def _round(tx: Connection, subject: str) -> SubjectName | None:
    query = select(round_.c.name_ja, round_.c.name_en).where(round_.c.id == _number(subject))
    row = tx.execute(query).one_or_none()
    return SubjectName(row.name_ja, row.name_en, subject) if row else None


def _number(subject: str) -> int:
    return int(subject) if subject.isdecimal() and len(subject) < 10 else -1
