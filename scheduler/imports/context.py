"""What the office knows already, as the reader of files needs it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from scheduler.db import tables
from scheduler.interchange.context import Context, OfficeFact, PatternFact, StaffFact
from scheduler.offices.queries import closed_days


def known(tx: Connection) -> Context:
    """Everything a row may refer to, and the digests of the requests that are stored."""
    office, staff, unit, pool = tables.office, tables.staff_member, tables.unit, tables.pool
    units = select(unit.c.asset_number, pool.c.kind).join(pool, pool.c.id == unit.c.pool_id)
    requests = dict(tx.execute(select(tables.request.c.code, tables.request.c.content_digest)).all())
    patterns = tx.execute(select(tables.shift_pattern))
    return Context(
        offices={
            row.office_id: OfficeFact(row.name_ja, row.lat, row.lon)
            for row in tx.execute(select(office.c.office_id, office.c.name_ja, office.c.lat, office.c.lon))
        },
        departments=dict(tx.execute(select(tables.department.c.department_id, tables.department.c.office_id)).all()),
        staff={
            row.staff_id: StaffFact(row.office_id, row.department_id, row.security_training_on)
            for row in tx.execute(select(staff))
        },
        resources=dict(tx.execute(units).all()),
        meetings=frozenset(tx.execute(select(tables.meeting.c.meeting_id)).scalars()),
        patterns={row.pattern_id: PatternFact(row.start, row.end, row.in_force) for row in patterns},
        requests=frozenset(requests),
        closed=closed_days(tx),
        stored={"requests": {code: digest for code, digest in requests.items() if digest is not None}},
    )
