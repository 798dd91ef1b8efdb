"""Every code the import can give: a file that brings it about, and a sentence in both languages for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import scheduler
from api.i18n import LOCALES, Translator
from scheduler.domain.reason import Reason
from scheduler.interchange.context import Context
from scheduler.interchange.entities import ENTITIES
from scheduler.interchange.files import read_file
from scheduler.interchange.writing import write_csv

BAD = Path(__file__).parents[2] / "data" / "bad"
SOURCES = Path(scheduler.__file__).parent

REQUEST = "request_id,submitted_at,staff_id,kind,office_id,start,end"
SEAT = "QB1,2026-06-24 9:00,S000302,seat,YG-HQ,2026-07-01 15:00,2026-07-01 17:15"
PC = "QB1,2026-06-24 9:00,S000092,mobile_pc,YG-HQ,2026-06-30 16:00,2026-07-02 10:00"
WISH = "preference_id,staff_id,date_from,date_to,weekdays,kind,pattern_id,weight"
PATTERN = "pattern_id,name_ja,start,end"
STOCK = "as_of,office_id,kind,on_hand,usable,in_repair,safety_stock,storage_capacity"
DEMAND = "week_start,office_id,kind,units,requested,granted,refused"
HELD = "month,dept_id,office_id,kind,units,capacity_days,used_days"
COVERAGE = "dept_id,from_time,to_time,min_staff,preferred_staff"

MADE_UP = {
    "E_UNKNOWN_FILE": ("upload.csv", "colour,size\nred,4"),
    "E_UNCLOSED_QUOTE": ("holidays.csv", 'date,name_ja\n2026-07-20,"海の日'),
    "E_QUOTE": ("holidays.csv", 'date,name_ja\n2026-07-20,"海"の日'),
    "E_DUPLICATE_COLUMN": ("holidays.csv", "date,date,name_ja\n"),
    "W_FILE_NOT_USED": ("municipalities.csv", ""),
    "W_EMPTY_ROW": ("holidays.csv", "date,name_ja\n,\n"),
    "E_EMPTY": ("holidays.csv", "date,name_ja\n2026-07-20,\n"),
    "E_BAD_RRULE": ("requests.csv", f"{REQUEST},rrule\n{SEAT},FREQ=SECONDLY;COUNT=9"),
    "E_OFF_GRID": ("requests.csv", f"{REQUEST}\n{SEAT.replace('17:15', '17:20')}"),
    "W_NO_TRAINING": ("requests.csv", f"{REQUEST},approval\n{PC},approved"),
    "E_HOST_COUNT": ("conference_legs.csv", "request_id,office_id,participants,is_host\nQ0000001,YG-HQ,3,0"),
    "E_PATTERN_MINUTES": ("shift_patterns.csv", f"{PATTERN}\nX1,長い日,8:00,17:15"),
    "E_PATTERN_NOT_IN_FORCE": ("shift_preferences.csv", f"{WISH}\nP1,S000302,2026-07-02,2026-07-02,TH,prefer,L0930,3"),
    "E_PERIOD_TOO_LONG": ("shift_preferences.csv", f"{WISH}\nP1,S000302,2026-07-02,2028-07-02,TH,leave,*,3"),
    "E_TIME_OFF_GRID": ("coverage.csv", f"{COVERAGE}\nD0001,8:30,12:10,2,3"),
    "E_BELOW_MINIMUM": ("coverage.csv", f"{COVERAGE}\nD0001,8:30,12:00,3,2"),
    "E_PARTS_EXCEED": ("stock.csv", f"{STOCK}\n2026-07-01,YG-HQ,tablet,5,4,2,1,9"),
    "E_NO_MATCHING_DAY": ("shift_preferences.csv", f"{WISH}\nP1,S000302,2026-07-02,2026-07-02,FR,prefer,Y0730,3"),
    "E_UNKNOWN_DEPARTMENT": ("staff.csv", "staff_id,dept_id,office_id\nS900001,D9999,YG-HQ"),
    "E_UNKNOWN_RESOURCE": ("closures.csv", "closure_id,resource_id,start,end,reason_code\nC1,X-1,{0},{1},works"),
    "E_UNKNOWN_MEETING": ("requests.csv", f"{REQUEST},meeting_id\n{SEAT},M99999"),
    "E_UNKNOWN_PATTERN": ("shift_preferences.csv", f"{WISH}\nP1,S000302,2026-07-02,2026-07-02,TH,prefer,Z0000,3"),
    "E_UNKNOWN_REQUEST": ("conference_legs.csv", "request_id,office_id,participants,is_host\nQ9,YG-HQ,3,1"),
}
"""For the codes that no file of tests/data/bad gives."""

VARIANTS = (
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('17:15', '15:00')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('YG-HQ', 'Nowhere')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('QB1', 'QB' + '1' * 30)}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('QB1', 'Q B')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT}\n{SEAT.replace('YG-HQ', 'YG-MRY')}\n{SEAT.replace('17:15', '17:00')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('2026-07-01 15:00', '2026-07-01')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('2026-07-01 15:00', '2026-07-01 soon')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('2026-07-01 15:00', '1700-07-01 15:00')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('2026-07-01 15:00', '令和8年2月30日 15:00')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('2026-07-01 15:00', '令和0年2月3日 15:00')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('2026-07-01 15:00', '平成1年1月1日 15:00')}"),
    ("requests.csv", f"{REQUEST}\n{SEAT.replace('2026-07-01 15:00', 'someday 15:00')}"),
    ("offices.csv", "office_id,name_ja,office_type,region,municipality_code,lat,lon\nX,x,hq,村山,6201,38,140"),
    ("coverage.csv", f"{COVERAGE}\nD0001,12:00,8:30,1,1"),
    ("stock.csv", f"{STOCK}\n2026-07-01,YG-HQ,tablet,5,4,1,10,9"),
    ("demand_history.csv", f"{DEMAND}\n2026-06-29,YG-HQ,tablet,5,4,3,2"),
    ("section_equipment.csv", f"{HELD}\n2026-06-01,D0001,YG-HQ,mobile_pc,2,40,41"),
    ("offices.csv", "office_id,name_ja,office_type,region,lat,lon,open_time,close_time\nX,x,hq,村山,38,140,9:00,9:00"),
)
"""The other wordings of sentences that have several."""


def all_codes() -> set[str]:
    files = [*(SOURCES / "interchange").rglob("*.py"), SOURCES / "domain" / "request_rules.py"]
    return {code for path in files for code in re.findall(r'"([EW]_[A-Z0-9_]+)"', path.read_text(encoding="utf-8"))}


def files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(BAD.iterdir()):
        if path.name != "expected.csv":
            yield path.name, path.read_bytes()
    for name, text in (*MADE_UP.values(), *VARIANTS):
        yield name, text.format("2026-07-01 9:00", "2026-07-01 10:00").encode()


@pytest.fixture(scope="module")
def reasons(context: Context) -> list[Reason]:
    """All that these files are told."""
    exported = write_csv(("id",), [{"id": "𠮷"}], encoding="cp932").issues
    found = [issue for name, data in files() for issue in read_file(name, data, context).report.issues]
    return [issue.reason for issue in (*found, *exported)]


def test_every_code_comes_about(reasons: list[Reason]) -> None:
    assert {reason.code for reason in reasons} == all_codes()


@pytest.mark.parametrize("code", sorted(MADE_UP))
def test_the_file_made_up_for_a_code_gives_it(code: str, context: Context) -> None:
    name, text = MADE_UP[code]
    data = text.format("2026-07-01 9:00", "2026-07-01 10:00").encode()
    assert read_file(name, data, context).report.codes == {code}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_code_has_a_sentence(locale: str, reasons: list[Reason]) -> None:
    translator = Translator("ja" if locale == "ja" else "en", strict=True)
    for reason in reasons:
        sentence = translator.sentence(reason)
        assert sentence != reason.code
        assert "  " not in sentence


def test_every_column_has_a_name_in_japanese() -> None:
    translator = Translator("ja", strict=True)
    for entity in ENTITIES.values():
        for column in entity.columns:
            assert translator.t("column-name", column=column.name) != column.name


def test_labels_of_an_entity_are_told_apart() -> None:
    for entity in ENTITIES.values():
        assert len(entity.by_alias) == sum(1 + len(column.aliases) for column in entity.columns)
        assert not entity.by_alias.keys() & entity.by_name.keys()
