"""The database's own refusal of a double booking, on both databases under the same names.

Guards are not part of the table metadata: SQLite's batch migrations silently drop triggers, so migrations call
`install` after every change of the guarded table, and a server whose guards are missing refuses to serve.
"""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from scheduler.domain.reason import Reason
from scheduler.errors import BookingConflict

UNIT_GUARD = "ex_allocation_unit_overlap"
PERSON_GUARD = "ex_allocation_person_overlap"
LENGTH_GUARD = "ck_allocation_length"
OVERLAP_COLUMNS = {UNIT_GUARD: "unit_id", PERSON_GUARD: "person_no"}
GUARDS = (UNIT_GUARD, PERSON_GUARD, LENGTH_GUARD)

# Nothing longer may be held (a guard of its own), so the overlap triggers need not look back further.
MAX_ALLOCATION_DAYS = 62
_REFUSALS = {UNIT_GUARD: "unit-taken", PERSON_GUARD: "person-has-seat", LENGTH_GUARD: "too-long"}


def install(connection: Connection) -> None:
    """Create the guards where they are missing."""
    for name in sorted(set(GUARDS) - set(present(connection))):
        statements = _postgresql(name) if connection.dialect.name == "postgresql" else _sqlite(name)
        for statement in statements:
            connection.execute(text(statement))


def remove(connection: Connection) -> None:
    """Drop the guards: for migrations that rebuild the guarded table, which must `install` them again."""
    for name in GUARDS:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"ALTER TABLE allocation DROP CONSTRAINT IF EXISTS {name}"))
        else:
            for event in ("insert", "update"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}_{event}"))


def present(connection: Connection) -> tuple[str, ...]:
    """The names of the guards that stand, complete."""
    if connection.dialect.name == "postgresql":
        query = "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass('allocation') AND contype IN ('x', 'c')"
        found = set(connection.execute(text(query)).scalars())
        return tuple(name for name in GUARDS if name in found)
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'allocation'"
    found = set(connection.execute(text(query)).scalars())
    return tuple(name for name in GUARDS if {f"{name}_insert", f"{name}_update"} <= found)


def conflict_of(error: DBAPIError) -> BookingConflict | None:
    """The conflict behind a database error, or None when the error is another one."""
    message = str(error.orig)
    for name, code in _REFUSALS.items():
        if name in message:
            return BookingConflict(Reason(code))
    return None


def _postgresql(name: str) -> tuple[str, ...]:
    if name == LENGTH_GUARD:
        longest = f"interval '{MAX_ALLOCATION_DAYS} days'"
        return (f"ALTER TABLE allocation ADD CONSTRAINT {name} CHECK (held_until - starts_at <= {longest})",)
    column = OVERLAP_COLUMNS[name]
    # A range of one integer gives equality to GiST without any extension.
    exclusion = (
        f"ALTER TABLE allocation ADD CONSTRAINT {name} EXCLUDE USING gist ("
        f"int4range({column}, {column}, '[]') WITH &&, tstzrange(starts_at, held_until) WITH &&) "
        f"WHERE (holds AND {column} IS NOT NULL)"
    )
    return (exclusion,)


def _sqlite(name: str) -> tuple[str, ...]:
    look_back = MAX_ALLOCATION_DAYS * 86_400
    refuse = f"BEGIN SELECT RAISE(ABORT, '{name}'); END"
    if name == LENGTH_GUARD:
        when = f"WHEN NEW.held_until - NEW.starts_at > {look_back}"
        return (
            f"CREATE TRIGGER {name}_insert BEFORE INSERT ON allocation {when} {refuse}",
            f"CREATE TRIGGER {name}_update BEFORE UPDATE OF starts_at, held_until ON allocation {when} {refuse}",
        )
    column = OVERLAP_COLUMNS[name]
    overlap = (
        f"SELECT 1 FROM allocation AS other WHERE other.{column} = NEW.{column} AND other.holds "
        f"AND other.starts_at < NEW.held_until AND other.starts_at > NEW.starts_at - {look_back} "
        f"AND other.held_until > NEW.starts_at"
    )
    holds = f"NEW.holds AND NEW.{column} IS NOT NULL"
    others = f"{overlap} AND other.id <> NEW.id"
    return (
        f"CREATE TRIGGER {name}_insert BEFORE INSERT ON allocation WHEN {holds} AND EXISTS ({overlap}) {refuse}",
        # Any column: setting `holds` alone can bring an old allocation back into the way of a new one.
        f"CREATE TRIGGER {name}_update BEFORE UPDATE ON allocation WHEN {holds} AND EXISTS ({others}) {refuse}",
    )
