# Equipment between offices: what there is and should be, orders, packing, receiving.

closure-transfer = 保管換え
closure-of-transfer = 保管換えの途中の機材です。受け取るか、保管換えを取り消すと、利用できるようになります。

## Why an order is refused, and what would do

transfer-no-units = 備品番号を1つ以上入力してください。
transfer-too-many = 一度に指定できるのは{ $most }台までです。分けて指示してください。
transfer-number-unknown = 備品番号{ $asset_number }は登録されていません。番号を確認してください。
transfer-mixed = { $one }と{ $other }は、種別か今ある庁舎が異なります。別々に指示してください。
transfer-kind-fixed = { LABEL("kind", $kind) }は移せません。移せるのは、貸出用モバイルPC、タブレット、Web会議セットです。
transfer-same-office = すでに{ OFFICE($office) }にあります。別の庁舎を選んでください。
transfer-carrier-unknown = 運び方は、庁内便か持参から選んでください。
transfer-note-too-long = 備考は{ $longest }文字以内で入力してください。
transfer-day-past = { $day }はもう発送できません。今日より後の日を選んでください。
transfer-day-closed = { $day }は閉庁日です。{ $next }なら発送できます。
transfer-arrival-early = 到着の予定({ $due })が早すぎます。発送日({ $day })より後の日時にしてください。
transfer-no-courier = { OFFICE($from) }と{ OFFICE($to) }の間に庁内便はありません。「持参など」を選び、到着の予定を入力してください。
transfer-no-courier-that-day = { $day }は、{ OFFICE($from) }から{ OFFICE($to) }への庁内便がありません。次の便は{ $next }です。
transfer-courier-full = { $day }の庁内便に載せられるのは、あと{ $left }台です(指示: { $count }台)。台数を減らすか、次の便({ $next })にしてください。
transfer-storage-full = { OFFICE($office) }に保管できる{ LABEL("kind", $kind) }は{ $room }台までです(今{ $there }台)。あと{ $left }台なら移せます。
transfer-underway = { $asset_number }は、保管換え{ $transfer }で移動中です。届いてから指示してください。
transfer-unit-out = { $asset_number }は貸出し中です(返却期限: { $due })。{ $proposal ->
    [none] 返却されてから指示してください。
   *[other] { $proposal }なら今すぐ移せます。
 }
transfer-unit-not-usable = { $asset_number }は修理中などで使えません。{ $proposal ->
    [none] 使えるようになってから指示してください。
   *[other] { $proposal }なら移せます。
 }
transfer-unit-needed = { $asset_number }には{ $until }までの予約があり、ほかの台に替えられません。{ $proposal ->
    [none] その後に指示するか、先に予約を移してください。
   *[other] { $proposal }なら移せます。
 }
transfer-unit-awaited = { $asset_number }は、移す先の庁舎で{ $until }まで予約されています。先にその予約を移してください。
transfer-priority-reason = 優先する理由を{ $longest }文字以内で入力してください。

## Why a number cannot be packed or received

transfer-not-in-order = { $asset_number }は保管換え{ $transfer }に含まれていません。{ $meant ->
    [none] 残っている台はありません。
   *[other] 残りは次のとおりです: { $meant }
 }
transfer-nothing-packed = まだ1台も梱包していません。すべてやめる場合は、保管換えを取り消してください。
transfer-not-on-its-way = { $asset_number }は移動中ではありません。番号を確認してください。
transfer-of-another = { $asset_number }は、別の保管換え{ $transfer }の機材です。その画面で受け取ってください。
transfer-already-here = { $asset_number }は、もともと{ OFFICE($office) }の機材です。

## Notices

transfer-differences = 保管換え{ $transfer }({ OFFICE($office) })に、指示と異なる点が{ $count }件ありました。確認してください。

## States and outcomes

state-transfer-ordered = 梱包待ち
state-transfer-packed = 発送待ち
state-transfer-in_transit = 移動中
state-transfer-received = 受取済み
state-transfer-cancelled = 取消し
state-transfer-overdue = 到着が遅れています
outcome-open = これから
outcome-packed = 梱包済み
outcome-good = 受け取りました
outcome-damaged = 壊れています
outcome-incomplete = 付属品が足りません
outcome-missing = 届いていません
outcome-extra = 指示にない機材
outcome-left_out = 送りませんでした
outcome-cancelled = 取消し
carrier-courier = 庁内便
carrier-own = 持参など(庁内便を使わない)

## Pages

transfers-title = 再配置
transfers-explained = 各庁舎の貸出用機材を、必要な数(予備)と比べます。足りない庁舎へは、余っている庁舎から移せます。
transfers-stock = 庁舎ごとの台数と予備
transfers-usable = 使える台数
transfers-lent = うち貸出し中
transfers-leaving = 送る予定
transfers-coming = 届く予定
transfers-in_repair = 修理中
transfers-missing = 不明
transfers-reserve = 予備
transfers-room = 保管できる数
transfers-level = 予備との比較
transfers-short = { $count }台不足
transfers-over = 置き場が{ $count }台分不足
transfers-enough = 足りています
transfers-not_counted = 予備の数が未登録
transfers-bar = 届く予定を含めて{ $expected }台。予備は{ $reserve }台、保管できるのは{ $room }台です。
transfers-no_stock = 貸出用機材はまだ登録されていません。
transfers-export = CSVで保存する
transfers-running = 進行中の保管換え
transfers-none_running = 進行中の保管換えはありません。
transfers-all = 終わったものも表示する
transfers-only_running = 進行中のものだけを表示する
transfers-number = 番号
transfers-from = 送る庁舎
transfers-to = 受け取る庁舎
transfers-way = 運び方
transfers-leaves_on = 発送日
transfers-due_at = 到着の予定
transfers-units = 台数
transfers-new = 保管換えを指示する
transfers-new_hint = 送る機材は、指示した時から到着の予定まで予約できなくなり、到着の後は受け取る庁舎で予約できます。
transfers-choose_units = 送る機材
transfers-choose_from = 送る庁舎と種別を選んで、機材を表示してください。
transfers-nothing_to_send = この庁舎には、送れる機材がありません。
transfers-show_units = 機材を表示する
transfers-due_day = 到着の予定日(庁内便を使わない場合)
transfers-due_time = 到着の予定時刻
transfers-order = 指示する
transfers-not_done = できませんでした
transfers-one = 保管換え{ $number }
transfers-steps_ordered = 指示
transfers-steps_packed = 梱包
transfers-steps_in_transit = 発送
transfers-steps_received = 受取り
transfers-pack = 梱包する
transfers-pack_hint = 機材の番号を読み取るか、入力してください。最後の1台を梱包すると、発送待ちになります。
transfers-leave_rest = 残りは送らない
transfers-leave_rest_question = まだ梱包していない機材は送らず、元の庁舎に残します。よろしいですか。
transfers-dispatch = 発送した
transfers-receive = 受け取る
transfers-receive_hint = 届いた機材の番号を読み取るか、入力してください。指示にない機材も、番号を入力すると記録されます。
transfers-close_receipt = 残りは届いていない
transfers-close_receipt_question = まだ受け取っていない機材を「届いていません」として記録します。よろしいですか。
transfers-cancel = 保管換えを取り消す
transfers-cancel_question = 保管換えを取り消して、機材を元の庁舎に戻します。よろしいですか。
transfers-priority = 災害時などに優先する庁舎
transfers-priority_hint = 優先する庁舎は、一覧の先頭に表示されます。
transfers-priority_reason = 優先する理由
transfers-priority_set = 優先する
transfers-priority_end = 優先を終える
transfers-comes_first = 優先
transfers-since = { $at }から: { $reason }
message-transfer_ordered = 保管換えを指示しました。到着の予定は{ $due }です。
message-transfer_packed = { $unit }を梱包しました。残り{ $count }台です。
message-transfer_all_packed = すべて梱包しました。発送したら「発送した」を押してください。
message-transfer_dispatched = 発送を記録しました。
message-transfer_received = { $unit }を受け取りました。残り{ $count }台です。
message-transfer_extra = { $unit }は指示にない機材です。記録しました。
message-transfer_extra_needed = { $unit }は指示にない機材で、元の庁舎で予約されています。返送してください。
message-transfer_all_received = すべて受け取りました。
message-transfer_missing = 届いていない機材{ $count }台を記録しました。
message-transfer_cancelled = 保管換えを取り消しました。
