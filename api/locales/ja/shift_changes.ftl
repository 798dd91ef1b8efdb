# 勤務の割り振りを手で変えるとき、確定するとき、急な休みや交換のときの理由
shift-not-in-plan = { $staff }の{ DAY($day) }は、この計画案にありません。
shift-plan-not-open = この計画案は「{ LABEL("state-shift_plan", $state) }」のため、変更できません。最新の計画案を開いてください。
too-many-shift-changes = 一度に変更できるのは{ $limit }日分までです。
shift-away = { $staff }は、{ DAY($day) }は休みか出張です。勤務を入れるには、先に休みの登録を直してください。
shift-not-allowed = { $staff }の{ DAY($day) }に選べるのは、{ $allowed }だけです。ほかのパターンは、ご本人が希望を入れると選べます。
shift-pinned = { $staff }の{ DAY($day) }は固定されています。変えるには、先に固定を外してください。
shift-rest = { $staff }の{ DAY($day) }は、前の日の終業から{ DURATION($minutes) }空いていません。前の日を早いパターンにするか、この日を遅いパターンにしてください。
shift-changes-too-often = { $staff }は、{ DAY($day) }からの期間にパターンを変える回数が多すぎます。同じ期間は同じパターンにしてください。
shift-rule = { $staff }の勤務が規則に合いません: { LABEL("shift-rule", $rule) }
shift-rule-succession = 続けてはいけない勤務が続いています。
shift-rule-most-of = 同じ種類の勤務が多すぎます。
shift-rule-minutes = 勤務時間の合計が範囲を外れています。
shift-rule-work-run = 続けて勤務する日数が範囲を外れています。
shift-rule-off-run = 続けて休む日数が範囲を外れています。
shift-rule-weekends = 勤務する週末が多すぎます。
shift-rule-break-known = 休憩の時間がパターンにありません。
shift-rule-choice-allowed = 選べない勤務です。
shift-too-many-shifted = { DAY($day) }は、標準と違うパターンの人が{ $count }人になります。この所属では{ $most }人までです。ほかの人を標準のパターンに戻すと選べます。
shift-leaves-short = { DAY($day) }の{ $start }〜{ $end }は、{ LABEL("shift-basis", $basis) }に{ $least }人必要ですが、{ $count }人になります。
shift-basis-counter = 窓口
shift-basis-peak = 混み合う時間
shift-basis-lunch = 昼当番
shift-basis-phone = 電話
shift-changed-by-hand = 担当者が計画案を直したため、希望のパターンになりませんでした。所属長にお尋ねください。

# 期間、計画案、交換の状態
state-season-open = 希望受付中
state-season-closed = 受付終了
state-season-published = 確定済み
state-season-ended = 終了
state-shift_plan-solving = 作成中
state-shift_plan-proposed = 計画案
state-shift_plan-published = 確定済み
state-shift_plan-superseded = 以前の案
state-shift_plan-failed = 作成できませんでした
state-swap-asked = 相手の返事待ち
state-swap-agreed = 所属長の承認待ち
state-swap-approved = 交換済み
state-swap-declined = 不成立
state-swap-withdrawn = 取下げ

# 確定できない理由と、勤務が変わったお知らせ
stale-shift_plan = 計画案を作った後に変わったことがあるため、確定できません。何も確定していません。計画案を作り直してください。
nothing-to-publish = 確定できる計画案がありません。
shift-section-stale = { $section }:
shift-person-left = { $staff }は、この所属の職員ではなくなりました。
shift-person-joined = { $staff }が、この所属の職員になりました。
shift-away-since = { $staff }の{ DAY($day) }は、休みか出張になりました。
shift-back-since = { $staff }の{ DAY($day) }は、休みや出張ではなくなりました。
shift-choice-since = { $staff }の{ DAY($day) }は、この計画案のパターンを選べなくなりました。
shift-wishes-since = { $count }人の希望が、計画案を作った後に変わりました。
shift-needs-since = 必要な人数が変わりました({ DAY($day) }から)。
shifts-published-since = 計画案を作った後に、この所属の勤務が確定または変更されました。
shift-plans-differ = 計画案{ $a }と{ $b }は、所属か期間が違うため比べられません。
shifts-published = { DAY($start) }から{ DAY($end) }までの勤務が決まりました。
shifts-changed = { DAY($start) }からの勤務が{ $days }日分変わりました。

# 勤務の交換
swap-oneself = 自分自身とは交換できません。ほかの職員を選んでください。
swap-no-shift = { $staff }の{ DAY($day) }の勤務は、まだ決まっていないか、休みです。
swap-other-section = { $staff }とは所属が違うため、交換できません。
swap-begun = { DAY($day) }の勤務はすでに始まっています。これからの日を選んでください。
swap-same = { DAY($day) }は、二人とも同じパターンです。違うパターンの人を選んでください。
swap-open = { DAY($day) }については、返事か承認を待っている交換がすでにあります。先にそれを取り下げるか、終わるのをお待ちください。
swap-not-possible = { $staff }の{ DAY($day) }の勤務は交換できません。ほかの人か、ほかの日を選んでください。
swap-changed-since = { DAY($day) }の勤務が、交換を申し込んだ後に変わりました。もう一度、申し込んでください。
shift-swapped = ほかの職員と交換しました。
swap-asked = { $staff }から、{ DAY($start) }の勤務の交換の申込みがあります。
swap-agreed = { $staff }が、{ DAY($start) }の勤務の交換に同意しました。所属長の承認を待っています。
swap-declined = { $staff }が、{ DAY($start) }の勤務の交換を断りました。勤務は変わりません。
swap-withdrawn = { $staff }が、{ DAY($start) }の勤務の交換を取り下げました。
swap-to-decide = { $staff }から、{ DAY($start) }の勤務の交換の承認依頼があります。
swap-head_approved = { $staff }との{ DAY($start) }の勤務の交換が承認されました。新しい勤務をご確認ください。
swap-head_declined = { $staff }との{ DAY($start) }の勤務の交換は承認されませんでした。勤務は変わりません。

# 急な休み
absence-no-days = { DAY($first) }から{ DAY($last) }までに、この計画案のこれからの日がありません。日を確認してください。
shift-stands-in = { DAY($day) }は、急な休みの人の代わりに、標準のパターンをお願いしました。

# パターンの提案
no-needs = 「{ $bureau }」の所属には、必要な人数がまだ登録されていません。先に登録してください。

# 確定した後の修正
shift_plans-revise = 確定した勤務を手で直す
shift_plans-by_hand = 人が直した計画案です(これが最善かどうかは計算していません)
