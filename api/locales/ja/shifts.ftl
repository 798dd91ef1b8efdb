# 時差出勤: what an operation refuses, and why a wish was not met.

## Seasons, terms and coverage

season-id = 期間の番号「{ $text }」は使えません。英小文字と数字、ハイフンで20文字以内にしてください(例: 2026-summer)。
season-name = 名前を{ $limit }文字以内で入力してください。
season-patterns = 勤務パターンの時期「{ $text }」は使えません。次のいずれかを選んでください: { $allowed }
season-too-long = 時差出勤の期間は{ $days }日までです。
season-overlaps = { DAY($first) }から{ DAY($last) }の期間と日が重なっています。
season-exists = 「{ $season }」はすでにあります。別の番号にしてください。
season-not-open = この期間は、いまは変更できません。担当者にお問い合わせください。
terms-unit = 選ぶ単位「{ $text }」は使えません。次のいずれかを選んでください: { $allowed }
terms-share = 時差出勤の上限は、0から1までの割合で入力してください({ $share })。
terms-rest = 勤務の間隔は0分から{ $max }分までです({ $minutes }分)。
coverage-weekdays = { $row }行目: 曜日を選んでください。
coverage-order = { $row }行目: 終わりの時刻を始まりの時刻より後にしてください。
coverage-grid = { $row }行目: 時刻は{ $minutes }分単位で入力してください。
coverage-staff = { $row }行目: 人数は0以上で、望ましい人数は最少人数以上にしてください({ $max }人まで)。
coverage-basis = { $row }行目: 種類は次のいずれかを選んでください: { $allowed }

## Wishes

wish-kind = 希望の種類「{ $text }」は使えません。
wish-weight = 希望の強さは1から{ $max }までです。
wish-outside-season = 希望の日は{ DAY($first) }から{ DAY($last) }までの間にしてください。
wish-pattern = 勤務パターン「{ $text }」はありません。
wishes-closed = 希望の受付は{ $due }に終わりました。担当者にご相談ください。

## Planning

nobody-to-plan = 計画する職員がいません。所属を確認してください。
