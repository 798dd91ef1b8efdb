"""The words inside calendars. A calendar has one language for good, whoever's screen it was made on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Locale = Literal["ja", "en"]

WORDS: Mapping[Locale, Mapping[str, str]] = {
    "ja": {
        "seat": "サテライトオフィス席",
        "mobile_pc": "貸出用モバイルPC",
        "tablet": "タブレット",
        "web_conference": "Web会議",
        "bundle": "席とモバイルPC",
        "web_kit": "Web会議セット",
        "web_room": "会議室",
        "home_telework": "在宅勤務",
        "booked": "予約あり",
        "expected": "予約あり（予定）",
        "promised": "（機材は当日お渡しします）",
        "closed": "利用不可",
        "cancelled": "【取消】",
        "pick_up": "受け取り",
        "give_back": "返却",
        "places": "場所",
        "note": "備考",
        "my_calendar": "席取り：自分の予約",
        "my_description": "席取りの自分の予約です。このアドレスを知っている人は予定を見られます。",
        "unit_calendar": "席取り：",
        "unit_description": "予約の有無だけを表示します。",
        "empty": "予約はありません",
        "withdrawn": "この予定表は停止されました",
        "shortened": "件数が多いため、近い日付の予定だけを表示しています。",
        "separator": "、",
    },
    "en": {
        "seat": "Satellite office seat",
        "mobile_pc": "Loan PC",
        "tablet": "Tablet",
        "web_conference": "Web meeting",
        "bundle": "Seat and PC",
        "web_kit": "Web-meeting kit",
        "web_room": "Room",
        "home_telework": "Work at home",
        "booked": "Booked",
        "expected": "Booked (expected)",
        "promised": "(you will be given one on the day)",
        "closed": "Closed",
        "cancelled": "[Cancelled] ",
        "pick_up": "Pick up",
        "give_back": "Return",
        "places": "Places",
        "note": "Note",
        "my_calendar": "Sekitori: my bookings",
        "my_description": "Your bookings in Sekitori. Anyone who knows this address can see them.",
        "unit_calendar": "Sekitori: ",
        "unit_description": "Shows only whether it is booked.",
        "empty": "No bookings",
        "withdrawn": "This calendar was withdrawn",
        "shortened": "There are many: only the nearest in time are shown.",
        "separator": ", ",
    },
}
