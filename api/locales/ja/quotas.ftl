# 割り当て枠(グループごとの上限)
nav-quotas = 割り当て枠
quotas-title = 割り当て枠
quotas-explained = 台数の少ないものを、所属や庁舎のグループで分け合うための枠です。枠の分を先に割り当て、余ったものは枠を超えた申請にも回します。使われない枠のために空きが残ることはありません。
quotas-list = 割り当て枠の一覧
quotas-none = 割り当て枠はまだありません。
quotas-new = 新しい割り当て枠
quotas-add = 枠を加える
quotas-end = 枠を終える
quotas-end_question = この枠を終えますか? 次の計画案から数えなくなります。
quotas-code = 記号
quotas-code_hint = 英数字と「-」「_」で20字まで。あとで変えられません。
quotas-name = 名称
quotas-name_en = 名称(英語)
quotas-kind = 種類
quotas-most = 上限
quotas-measure = 数え方
quotas-group = 対象
quotas-offices = 庁舎
quotas-offices_hint = 選ばないときは、すべての庁舎が対象です。
quotas-departments = 所属
quotas-departments_hint = 選ばないときは、すべての所属が対象です。いくつか選ぶと、その所属で1つの枠を分け合います。
quotas-grades = 職
quotas-grounds = 事由
quotas-everyone = すべて
quotas-ended = { $at }に終わりました
quotas-in_force = 使用中
quotas-not_saved = 枠を加えられませんでした
measure-at_once = 同じ時間に
measure-per_day = 1日に
measure-per_week = 1週間に(月曜日から)
measure-per_month = 1か月に
measure-per_round = 1回の受付回に
grade-head = 所属長
grade-chief = 主査・係長など
grade-staff = 一般の職員
grade-fixed_term = 会計年度任用職員
message-quota_added = 割り当て枠を加えました。次の計画案から使います。
message-quota_ended = 割り当て枠を終えました。
quota-used = このグループの{ LABEL("kind", $kind) }の割り当て分({ $total }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 })は、{ INTERVAL($start, $end) }にすでに使われています(予約済み{ $booked }、ほかの申請{ $others })。
W_QUOTA_EXCEEDED = このグループの{ LABEL("kind", $kind) }の割り当て分({ $total }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 })を超えています(予約済み{ $booked })。
quota-code = 記号「{ $text }」は使えません。英数字と「-」「_」で20字までにしてください。
quota-code-taken = 記号「{ $code }」の枠はすでにあります。別の記号にしてください。
quota-name = 名称を入力してください。
quota-most = 上限は0から{ $most }までの数です。
quota-unknown = { LABEL("quota-field", $column) }: 「{ $text }」は選べません。一覧から選んでください。
quota-missing = { LABEL("quota-field", $column) }が空欄です。一覧から選んでください。
quota-field-code = 記号
quota-field-kind = 種類
quota-field-measure = 数え方
quota-field-grades = 職
quota-field-grounds = 事由
quota-field-office_ids = 庁舎
quota-field-department_ids = 所属
