"""Single changes on a summer that was applied, with the office's rules: `python -m benchmarks.changes [DIRECTORY]`.

Imports the directory (or makes one) and applies one round for the whole summer as `benchmarks.office` does; whoever was
refused waits. Then bookings are cancelled and units break, one after another: what became free is offered (and
accepted), and what is in the way is repaired. CPU seconds are of the search for each change, in this process and in the
solver's own.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from benchmarks import office
from benchmarks.office import NOW, OFFICE, Context
from benchmarks.prefecture import make
from scheduler.bookings import operations as bookings
from scheduler.db import schema, tables
from scheduler.db.engine import open_engine
from scheduler.db.transaction import Database
from scheduler.doctor.queries import examine
from scheduler.domain.interval import Interval
from scheduler.repairs import applying, operations
from scheduler.repairs.proposing import REPAIR
from scheduler.resources import operations as resources
from scheduler.waiting import answers
from scheduler.waiting.job import OFFER

AGREE = 0.3


class Costs:
    """CPU and wall seconds of each change."""

    def __init__(self) -> None:
        self.cpu: list[float] = []
        self.wall: list[float] = []

    def of(self, work: Callable[[], Any]) -> Any:
        started, clock = _cpu(), time.monotonic()
        result = work()
        self.cpu.append(_cpu() - started)
        self.wall.append(time.monotonic() - clock)
        return result

    def __str__(self) -> str:
        return ", ".join(
            f"{name} median {_at(values, 0.5):.2f} s, 95 % below {_at(values, 0.95):.2f} s"
            for name, values in (("CPU", self.cpu), ("wall", self.wall))
        )


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, nargs="?")
    parser.add_argument("--staff", type=int, default=4000, help="makes a prefecture of this size")
    parser.add_argument("--changes", type=int, default=100, help="how many bookings are cancelled")
    parser.add_argument("--outages", type=int, default=30, help="how many units break for a day")
    arguments = parser.parse_args()
    chance = random.Random(20260701)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(open_engine(f"sqlite:///{folder}/office.db"))
        schema.upgrade(database)
        if not arguments.directory:
            make(Path(folder) / "prefecture", arguments.staff)
        office.import_files(database, arguments.directory or Path(folder) / "prefecture")
        plan_id = office.propose(database, 120.0)
        office.apply(database, plan_id)
        _agree(database, chance)
        _cancel(database, chance, arguments.changes)
        _break(database, chance, arguments.outages)
        with database.read() as tx:
            print(f"findings of the doctor: {len(examine(tx))}")


def _agree(database: Database, chance: random.Random) -> None:
    with database.write() as tx:
        ids = tx.execute(select(tables.booking.c.id).order_by(tables.booking.c.id)).scalars().all()
        agreed = [booking_id for booking_id in ids if chance.random() < AGREE]
        tx.execute(update(tables.booking).where(tables.booking.c.id.in_(agreed)).values(may_move=True))
        waiting = select(func.count()).where(tables.occurrence.c.waits_since.is_not(None))
        print(f"{len(ids)} bookings, {len(agreed)} may be moved; {tx.execute(waiting).scalar_one()} dates wait")


def _cancel(database: Database, chance: random.Random, changes: int) -> None:
    costs, offered, moved = Costs(), 0, 0
    for _ in range(changes):
        with database.write() as tx:
            confirmed = select(tables.booking.c.id).where(tables.booking.c.state == "confirmed")
            ids = tx.execute(confirmed.order_by(tables.booking.c.id)).scalars().all()
            bookings.cancel(tx, chance.choice(ids), actor=OFFICE, now=NOW)
        for offer in _offers(database, costs):
            offered, moved = offered + 1, moved + bool(offer.moves)
            with database.write() as tx:
                answers.accept(tx, offer.id, actor=OFFICE, now=NOW)
    print(
        f"{changes} cancellations, {len(costs.cpu)} searches: {offered} offers, {moved} with people who move; {costs}"
    )


def _offers(database: Database, costs: Costs) -> list[Any]:
    """What the queued searches offer."""
    while True:
        with database.write() as tx:
            queued = select(tables.job).where(tables.job.c.kind == "offer", tables.job.c.state == "queued")
            row = tx.execute(queued.order_by(tables.job.c.created_at).limit(1)).one_or_none()
            if row is None:
                return list(tx.execute(select(tables.offer).where(tables.offer.c.state == "open")).all())
            tx.execute(update(tables.job).where(tables.job.c.id == row.id).values(state="done"))
        _run(database, OFFER, row.id, row.payload, costs)


def _run(database: Database, kind: Any, job_id: str, payload: dict[str, Any], costs: Costs) -> None:
    context: Any = Context(database, job_id)
    found = costs.of(lambda: kind.steps[0](context, payload))
    kind.steps[1](context, found)


def _break(database: Database, chance: random.Random, outages: int) -> None:
    costs, moved, others, lost = Costs(), 0, 0, 0
    for _ in range(outages):
        with database.write() as tx:
            held = (
                select(tables.allocation.c.unit_id, tables.allocation.c.starts_at)
                .where(tables.allocation.c.holds, tables.allocation.c.starts_at > NOW + timedelta(days=1))
                .order_by(tables.allocation.c.id)
            )
            unit_id, start = chance.choice(tx.execute(held).all())
            day = Interval(start - timedelta(hours=1), start + timedelta(days=1))
            closure_id = resources.add_closure(
                tx, actor=OFFICE, now=NOW, interval=day, reason_code="repair", reason_ja="", unit_id=unit_id
            ).closure_id
            repair_id, job_id = operations.request_repair(tx, closure_id, actor=OFFICE, now=NOW)
        _run(database, REPAIR, job_id, {"seconds": 30.0}, costs)
        with database.write() as tx:
            result = tx.execute(select(tables.repair.c.result).where(tables.repair.c.id == repair_id)).scalar_one()
            done = applying.apply_repair(tx, repair_id, actor=OFFICE, now=NOW)
        moved, lost = moved + done.moved, lost + done.lost
        others += sum(move["booking_id"] not in result["displaced"] for move in result["moves"])
    print(f"{outages} outages: {moved} bookings moved ({others} of others), {lost} without a place; {costs}")


if __name__ == "__main__":
    main()
