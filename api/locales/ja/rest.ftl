# APIの利用者に返す理由
precondition-required = 変更には、もとにした版のETagをIf-Matchで送ってください。
not-an-etag = If-Matchの値を確認してください。
staff-needed = だれの予約かをstaff_idで送ってください。
legs-needed = Web会議は、2つ以上の庁舎をlegsで送ってください。
times-needed = 開始と終了(starts_atとends_at)を送ってください。
offset-needed = { $field }は、+09:00のような時差を付けて送ってください。
loan-needed = 貸出しの番号か備品番号を送ってください。
file-too-large = 1つのファイルは10MBまでです。
year-out-of-range = { $field }は、{ NUMBER($first, useGrouping: 0) }年から{ NUMBER($last, useGrouping: 0) }年までの日付で送ってください。
window-too-long = 庁舎の予約を一度に見られるのは{ $days }日分までです。
