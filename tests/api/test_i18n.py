"""Both languages say the same things, and sentences are filled in as the office writes."""

from __future__ import annotations

import logging
import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import get_args

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from api import catalogue
from api.catalogue import LOCALES_FOLDER
from api.formatting import TOKYO, Locale
from api.i18n import LOCALES, MessageError, Translator, choose_locale
from api.pages.board_view import State
from scheduler.domain.actor import Role
from scheduler.domain.interval import Interval
from scheduler.domain.reason import Reason
from scheduler.domain.states import MACHINES, UnitStatus

START = datetime(2026, 7, 1, 15, 45, tzinfo=TOKYO)
END = datetime(2026, 7, 1, 17, 15, tzinfo=TOKYO)


class References(Visitor):
    """The variables a pattern is filled in with, and the messages it is made from."""

    def __init__(self, pattern: ast.Pattern) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()
        self.visit(pattern)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:
        attribute = f".{node.attribute.name}" if node.attribute else ""
        self.messages.add(f"{node.id.name}{attribute}")


def entries(locale: Locale) -> list[ast.EntryType]:
    parser = FluentParser()
    return [
        entry
        for path in sorted((LOCALES_FOLDER / locale).glob("*.ftl"))
        for entry in parser.parse(path.read_text(encoding="utf-8")).body
    ]


def messages(locale: Locale) -> dict[str, frozenset[str]]:
    """Each message and each of its attributes with the variables it needs, also through other messages."""
    patterns: dict[str, ast.Pattern] = {}
    for entry in entries(locale):
        if isinstance(entry, ast.Message):
            patterns |= {f"{entry.id.name}.{attribute.id.name}": attribute.value for attribute in entry.attributes}
            patterns |= {entry.id.name: entry.value} if entry.value else {}

    def variables(name: str) -> frozenset[str]:
        references = References(patterns[name])
        return frozenset(references.variables).union(*(variables(other) for other in references.messages))

    return {name: variables(name) for name in patterns}


def test_both_languages_have_the_same_messages_with_the_same_variables() -> None:
    assert messages("ja") == messages("en")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_catalogue_can_be_read_and_says_each_thing_once(locale: Locale) -> None:
    names = [entry.id.name for entry in entries(locale) if isinstance(entry, ast.Message)]

    assert [entry.content for entry in entries(locale) if isinstance(entry, ast.Junk)] == []
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_both_languages_have_the_same_files() -> None:
    ja, en = ({path.name for path in (LOCALES_FOLDER / locale).glob("*.ftl")} for locale in LOCALES)

    assert ja == en
    assert "ui.ftl" in ja


def test_one_spelling_of_official_words() -> None:
    """Nouns keep their okurigana (取消し, 貸出し), ranges their wave dash, refusals never say 却下."""
    text = "".join(path.read_text(encoding="utf-8") for path in (LOCALES_FOLDER / "ja").glob("*.ftl"))

    assert re.findall(r"却下|(?:貸し出し|取り消し)(?!ま|て|た)|～|不正な|エラー", text) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_state_role_and_cell_has_a_word(locale: Locale) -> None:
    translator = Translator(locale, strict=True)
    states = {f"state-{noun}-{state}" for noun, machine in MACHINES.items() for state in machine.values()}
    starts = {f"state-{noun}-{state}" for noun, machine in MACHINES.items() for state, _ in machine}
    units = {f"state-unit-{status}" for status in UnitStatus}
    cells = {f"board-{state}" for state in get_args(State) if state != "blank"}
    roles = {f"role-{role}" for role in Role}

    missing = {name for name in states | starts | units | cells | roles if not translator.has(name)}

    assert missing == set()


def test_a_reason_becomes_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_catalogue(
        monkeypatch, tmp_path, 'late = { LABEL("kind", $kind) }は{ INTERVAL($start, $end) }に使えません。\n'
    )
    write_label(tmp_path)

    sentence = Translator("ja", strict=True).sentence(Reason("late", {"kind": "seat", "start": START, "end": END}))

    assert sentence == "席は7月1日(水)15:45〜17:15に使えません。"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{ $start }", "7月1日(水)15:45"),
        ("{ TIMES($start, $end) }", "15:45〜17:15"),
        ("{ DAY($start) }", "7月1日(水)"),
        ("{ CLOCK($end) }", "17:15"),
        ("{ DURATION($minutes) }", "1時間35分"),
        ("{ $day }", "7月2日(木)"),
        ("{ $clock }", "8:30"),
        ("{ $length }", "1時間30分"),
        ("{ $interval }", "7月1日(水)15:45〜17:15"),
        ("{ $offices }", "県庁、村山総合支庁"),
        ("{ $moments }", "7月1日(水)15:45、7月1日(水)17:15"),
        ("{ $count }件", "1,204件"),
        ("{ $is_late ->\n    [true] はい\n   *[false] いいえ\n }", "はい"),
    ],
)
def test_parameters_are_shown_as_the_office_writes_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pattern: str, expected: str
) -> None:
    write_catalogue(monkeypatch, tmp_path, f"message = {pattern}\n")

    shown = Translator("ja", strict=True).t(
        "message",
        start=START,
        end=END,
        minutes=95,
        day=date(2026, 7, 2),
        clock=time(8, 30),
        length=timedelta(minutes=90),
        interval=Interval(START, END),
        offices=("県庁", "村山総合支庁"),
        moments=[START, END],
        count=1204,
        is_late=True,
    )

    assert shown == expected


def test_plurals_follow_the_language() -> None:
    english, japanese = Translator("en", strict=True), Translator("ja", strict=True)

    assert [english.t("count-seat", count=count) for count in (1, 2)] == ["1 seat", "2 seats"]
    assert [japanese.t("count-seat", count=count) for count in (1, 2)] == ["1席", "2席"]


def test_sentences_carry_no_invisible_marks() -> None:
    assert Translator("ja", strict=True).t("travel-by-car", minutes=12) == "車で約12分"


@pytest.mark.parametrize("message_id", ["no-such-message", "error-404.no-such-attribute"])
def test_a_missing_message_is_an_error_in_tests_and_a_logged_id_in_production(
    message_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(MessageError, match=message_id):
        Translator("ja", strict=True).t(message_id)
    with caplog.at_level(logging.ERROR):
        shown = Translator("ja").t(message_id)

    assert shown == message_id
    assert message_id in caplog.text


def test_a_missing_parameter_is_an_error_in_tests_and_logged_in_production(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(MessageError, match="minutes"):
        Translator("ja", strict=True).t("travel-by-car")
    with caplog.at_level(logging.ERROR):
        shown = Translator("ja").t("travel-by-car")

    assert shown.startswith("車で約")
    assert "minutes" in caplog.text


def test_a_label_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_catalogue(monkeypatch, tmp_path, 'message = { LABEL("kind", $kind) }\n')

    with pytest.raises(MessageError, match="kind-boat"):
        Translator("ja", strict=True).t("message", kind="boat")


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(TypeError):
        Translator("ja").t("travel-by-car", minutes=object())


@pytest.mark.parametrize(
    ("wished", "accepted", "expected"),
    [
        ("en", "ja", "en"),
        ("EN-gb", None, "en"),
        (None, "en-GB,en;q=0.9,ja;q=0.8", "en"),
        (None, "fr,ja;q=0.5", "ja"),
        ("fr", None, "ja"),
        ("", "", "ja"),
        (None, None, "ja"),
    ],
)
def test_the_language_of_an_answer(wished: str | None, accepted: str | None, expected: Locale) -> None:
    assert choose_locale(wished, accepted) == expected


def write_catalogue(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    monkeypatch.setattr(catalogue, "LOCALES_FOLDER", folder)
    monkeypatch.setattr("api.i18n.load_bundle", catalogue.load_bundle.__wrapped__)
    (folder / "ja").mkdir()
    (folder / "ja" / "test.ftl").write_text(text, encoding="utf-8")


def write_label(folder: Path) -> None:
    (folder / "ja" / "labels.ftl").write_text("kind-seat = 席\n", encoding="utf-8")
