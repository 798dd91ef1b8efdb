"""A deterministic summer of a prefectural government: offices, staff, equipment, requests, shift wishes, stock.

    python -m benchmarks.prefecture --staff 4000 --out DIRECTORY

Real are the organisation, places, holidays and the rules of the pilot (`facts/README.md` says where each comes from);
fictional are every person (only numbers), every request and all equipment.  The same arguments give byte-identical
files on any machine: all randomness goes through `random.Random(int).random()`, whose sequence Python keeps, and each
table draws from its own stream of the seed, so that another table never changes it.
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.prefecture.calendar import build_calendar
from benchmarks.prefecture.conferences import build_conferences
from benchmarks.prefecture.departments import build_departments
from benchmarks.prefecture.device_requests import build_loans, build_tablets
from benchmarks.prefecture.places import build_places
from benchmarks.prefecture.request_book import RequestBook
from benchmarks.prefecture.resources import build_closures, build_resources
from benchmarks.prefecture.seat_requests import build_after_meetings, build_near_home, build_series
from benchmarks.prefecture.shifts import build_shifts
from benchmarks.prefecture.staff import build_staff
from benchmarks.prefecture.stock import build_assigned, build_history, build_stock
from benchmarks.prefecture.world import World

SEED = 20260701
FEWEST_STAFF = 200  # every office needs a few people


def make(folder: Path, staff: int, seed: int = SEED, demand: float = 1.0, yukatsu: float = 1.0) -> World:
    """Writes the tables and `manifest.json` (rows, bytes and SHA-256 of each) into the folder.

    `demand` multiplies the volume of requests, `yukatsu` the wish for early shifts.  ValueError below 200 staff.
    """
    if staff < FEWEST_STAFF:
        raise ValueError(f"at least {FEWEST_STAFF} staff")
    folder.mkdir(parents=True, exist_ok=True)
    world = World(staff, seed, demand, yukatsu, folder)
    build_places(world)
    build_calendar(world)
    build_departments(world)
    build_staff(world)
    _build_equipment(world)
    _build_requests(world)
    build_shifts(world)
    _build_stock(world)
    build_assigned(world)
    manifest = {"staff": staff, "seed": seed, "demand": demand, "yukatsu": yukatsu}
    text = json.dumps(
        {**manifest, "files": world.manifest, "stats": world.stats}, ensure_ascii=False, indent=1, sort_keys=True
    )
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return world


def _build_equipment(world: World) -> None:
    stream = world.stream("resources")
    build_resources(world, stream)
    build_closures(world, stream)


def _build_requests(world: World) -> None:
    book = RequestBook(world, world.stream("requests"))
    build_after_meetings(book)
    near = build_near_home(book)
    build_series(book, near)
    build_loans(book)
    build_tablets(book)
    build_conferences(book)
    book.write()


def _build_stock(world: World) -> None:
    stream = world.stream("stock")
    build_history(world, stream)
    build_stock(world, stream)
