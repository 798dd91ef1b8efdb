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

shift-seconds = 計算の時間は、1つの所属につき1秒から{ $max }秒までにしてください。
nobody-to-plan = 計画する職員がいません。所属を確認してください。
shifts-contradict = 規則や固定した勤務が互いに合わないため、計画案を作れません。固定を見直してください(職員番号: { $staff })。
shifts-not-solved = 計画案を作れませんでした。もう一度実行してください。続くときは管理者に連絡してください。
shift-curfew = { DAY($day) }は{ $limit }以降の勤務ができないため、{ $end }までの勤務は選べません。

## Why a wish was not met

unmet-cap = { $most ->
        [0] この所属は人数が少ないため、標準と違うパターンの人を置けません。
       *[other] { DAY($day) }は、標準と違うパターンの人が上限({ $most }人)に達しています。
    }
unmet-short = { DAY($day) }の{ $start }〜{ $end }は、{ LABEL("shift-basis", $basis) }に{ $least }人必要です。希望どおりにすると{ $count }人になります。
unmet-whoever-cap = { $most ->
        [0] 標準と違うパターンの人の上限は、この所属では0人です。
       *[other] ほかの人の勤務を変えても、上限({ $most }人)を守れません。
    }
unmet-whoever-need = ほかの人の勤務を変えても、{ $start }〜{ $end }の{ LABEL("shift-basis", $basis) }に必要な{ $least }人をそろえられません。
unmet-others = 同じ日を希望したほかの人を先にしました。希望の強さと、これまでに通った希望をもとに決めています。
unmet-preferred = 希望どおりにすると、望ましい人数に足りない時間が増えます。
unmet-variety = 希望どおりにすると、1週間のなかで勤務パターンの変更が増えます。
unmet-not-found = 時間内の計算では、希望どおりの組合せが見つかりませんでした。所属長にご相談ください。
unmet-many-rules = いくつもの規則に合わないため、希望どおりにできません。
unmet-begun = この日の勤務はすでに始まっています。
unmet-pinned = この日の勤務は所属長が固定しています。
unmet-period = この期間は、同じ勤務パターンを続ける決まりです。
unmet-rest = 前後の日との間に、決められた休息の時間がとれません。
unmet-own-rule = ご自身の勤務の決まりに合いません。所属長にご相談ください。
wish-not-offered = 希望の勤務パターン「{ $pattern }」は、この期間にはありません。
wish-against-fixed = この日は、決まった勤務パターンが登録されています。
wish-against-unavailable = この日は、希望の勤務パターンが「選べない」と登録されています。

## What would help

help-one-more = この日にもう1人いれば、希望どおりにできます。
help-cap = 上限を{ $most }人にすれば、希望どおりにできます。
help-need = { $start }〜{ $end }の{ LABEL("shift-basis", $basis) }の最少人数を{ $least }人にすれば、希望どおりにできます。
help-swap = { $count ->
        [1] この日にその勤務の人1人と交換すれば、希望どおりにできます。
       *[other] この日にその勤務の人のうち{ $count }人のだれかと交換すれば、希望どおりにできます。
    }
