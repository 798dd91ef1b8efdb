# 割り当てられない理由と注意
E_IN_THE_PAST = 終了({ $end })がすでに過ぎています。これからの時間を選んでください。
E_BEYOND_HORIZON = 予約できるのは{ $days }日先({ DAY($last) })までです。
E_NOT_SUITABLE = 在宅勤務に適した業務として登録されていません。所属長に相談してください。
E_MONTHLY_LIMIT = 在宅勤務は、{ $month }月にすでに{ $used }日の予約・申請があります(上限{ $limit }日)。
W_OUTSIDE_HOURS = 勤務時間外({ TIMES($start, $end) })の予約です。時間外勤務の事前命令を確認してください。
full = { OFFICE($office) }の{ LABEL("kind", $kind) }は、{ INTERVAL($start, $end) }にすべて予約されています。
unit-taken = ほかの方が先に予約しました。もう一度さがしてください。
person-has-seat = 同じ時間に、すでに別の席を予約しています。
too-long = 一度に予約できるのは62日までです。
handed-out-at-desk = { LABEL("kind", $kind) }は貸出し窓口で受け取ってください。
all-taken = { OFFICE($office) }の{ LABEL("kind", $kind) }({ $total }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 })は、{ INTERVAL($start, $end) }にすべて使われます(予約済み{ $booked }、ほかの申請{ $others }、うち優先度の高い申請{ $higher })。
no-such-unit = { OFFICE($office) }には、条件に合う{ LABEL("kind", $kind) }がありません{ $system ->
    [lgwan] (LGWAN系)
    [internet] (インターネット系)
   *[other] {""}
 }。1{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }備えられるまでは、割り当てられません。
no-unit-with = { OFFICE($office) }には、次の条件に合う{ LABEL("kind", $kind) }がありません: { ATTRIBUTES($attributes) }。条件を減らすか、条件に合うものが備えられると、割り当ての対象になります。
too-few-units = { OFFICE($office) }の条件に合う{ LABEL("kind", $kind) }は、全部で{ $total }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }です(申請: { $quantity })。この数までなら割り当ての対象になります。
has-begun = 希望の時間({ $start }から)は、計画案を作る前に始まっています。
remedy-units = { OFFICE($office) }の{ LABEL("kind", $kind) }が{ INTERVAL($start, $end) }にあと{ $count }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }あれば、ほかの方の分を減らさずにご用意できました。
remedy-units_behind = { OFFICE($office) }の{ LABEL("kind", $kind) }が{ INTERVAL($start, $end) }にあと{ $count }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }あればご用意できますが、その分は、先に選ばれるほかの申請{ $ahead }件に回ります。
remedy-units_unsure = { OFFICE($office) }の{ LABEL("kind", $kind) }が{ INTERVAL($start, $end) }にあと{ $count }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }あれば、ほかの方の分を減らさずにご用意できます。ただし、ほかの申請が先に選ばれることもあります。
remedy-units_also = あわせて、{ OFFICE($office) }の{ LABEL("kind", $kind) }も{ INTERVAL($start, $end) }にあと{ $count }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }必要です。
remedy-such_units = { OFFICE($office) }に、申請の条件に合う{ LABEL("kind", $kind) }が{ INTERVAL($start, $end) }にあと{ $count }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }あれば、ほかの方の分を減らさずにご用意できました。ただし、ほかの申請が先に選ばれることもあります。
remedy-such_units_also = あわせて、{ OFFICE($office) }に、申請の条件に合う{ LABEL("kind", $kind) }も{ INTERVAL($start, $end) }にあと{ $count }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }必要です。
remedy-others_move = { INTERVAL($start, $end) }の{ OFFICE($office) }なら、ほかの申請{ $count }件を別の時間や台に移せばご用意できます。担当者にご相談ください。
remedy-displaces = この申請をお受けすると、優先度の合計で{ NUMBER($weight) }以上のほかの申請をお断りすることになります(この申請は{ NUMBER($own) })。
instead-later = { $minutes }分あとなら予約できます。
instead-earlier = { $minutes }分早ければ予約できます。
instead-office = 同じ時間に{ OFFICE($office) }なら予約できます。
instead-day = { DAY($day) }なら予約できます。
instead-other = 時間や場所を変えれば予約できます。
instead-as_asked = いまは申請のとおりに予約できます。
rejected-by-hand = 担当者の判断で見送りました。担当者にお問い合わせください。
no-option = 規則に合う時間・場所がありませんでした。
own-days-used = 在宅勤務の1か月の上限日数に達しています。
own-other-request = 同じ時間に、ご自身の別の申請または予約があります。
round-overlaps = { DAY($first) }から{ DAY($last) }の受付回と日が重なっています。先にその受付回を確定してください。
round-too-long = 受付回は{ $days }日までです。
still-solving = いま計画案を作っています。終わるまでお待ちください。
plan-not-open = この計画案はすでに「{ LABEL("state-plan", $state) }」です。最新の計画案を開いてください。
request-changed = 申請{ $request }が、計画のあとで変更または取り消されました。
already-begun = 申請{ $request }の時間({ $start })がすでに始まっています。
unit-no-longer-free = 申請{ $request }に割り当てた{ $unit }が、計画のあとで使えなくなりました。
no-date-left = 繰り返しの条件に合う日がありません。期間と除く日を確認してください。
request-granted = { $start }の{ LABEL("kind", $kind) }を確保しました。
request-refused = { $start }の{ LABEL("kind", $kind) }は割り当てできませんでした。理由と代わりの案を確認してください。
no-files = ファイルを選んでください。
import-over = この取込みはすでに終わっています。もう一度ファイルを選んでください。
account-without-person = この利用者({ $login })には職員番号がありません。
job-crashed = 処理が途中で止まりました。もう一度実行してください。続くときは管理者に連絡してください。
recurrence-frequency = 繰り返しは、毎日・毎週・毎月から選んでください。
recurrence-interval = 繰り返しの間隔は1から52までです。
recurrence-excluded = 除く日を確認してください。
recurrence-endless = 繰り返しの終わりの日を入力してください。
recurrence-two-ends = 繰り返しの終わりは、日付か回数のどちらかだけにしてください。
recurrence-count = 繰り返しは400回までです。
recurrence-until = 繰り返しの終わりの日を確認してください。
