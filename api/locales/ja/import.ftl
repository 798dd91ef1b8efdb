# Files: what was refused, ignored or doubted. A message's id is the issue's code; beside the values named here every
# sentence may use $row, $line and $column.

column-name = { $column ->
       [office_id] 庁舎コード
       [name_ja] 名称
       [name_en] 名称（英語）
       [office_type] 庁舎区分
       [region] 地域
       [parent_office_id] 上位庁舎コード
       [municipality_code] 市区町村コード
       [municipality_ja] 市区町村
       [address_ja] 所在地
       [lat] 緯度
       [lon] 経度
       [satellite_fy] サテライト開設年度
       [open_time] 開庁時刻
       [close_time] 閉庁時刻
       [provenance] 出典
       [dept_id] 所属コード
       [bureau_ja] 部局
       [bureau_en] 部局（英語）
       [section_ja] 所属
       [section_en] 所属（英語）
       [unit_no] 担当
       [kind] 種別
       [headcount] 人数
       [has_counter] 窓口の有無
       [counter_open] 窓口開始時刻
       [counter_close] 窓口終了時刻
       [min_staff] 最少人数
       [min_staff_lunch] 最少人数（昼）
       [min_staff_peak] 最少人数（繁忙時）
       [busy_months] 繁忙月
       [max_shifted_fraction] 時差出勤の上限割合
       [staff_id] 職員番号
       [role] 職
       [home_municipality_code] 居住地コード
       [home_municipality_ja] 居住地
       [commute_km] 通勤距離
       [commute_min] 通勤時間
       [commute_mode] 通勤手段
       [child_before_jhs] 中学校就学前の子
       [child_eligible_until] 子の対象期限
       [caregiver] 介護
       [telework_suitable] 在宅勤務に適した業務
       [security_training_on] 情報セキュリティ研修受講日
       [eligible_2017] 2017年度の対象
       [earliest_start] 最早始業時刻
       [latest_end] 最遅終業時刻
       [short_time] 短時間勤務
       [resource_id] 備品番号
       [capacity] 定員
       [attributes] 属性
       [conf_system] 会議システム
       [movable] 移動可
       [turnaround_min] 準備時間
       [booking_unit] 予約単位
       [status] 状態
       [closure_id] 利用不可番号
       [start] 開始
       [end] 終了
       [reason_ja] 理由
       [reason_code] 理由コード
       [date] 日付
       [scope] 対象
       [leave_by] 退庁時刻
       [lights_out_check] 消灯確認時刻
       [curfew] 利用終了時刻
       [from_office_id] 出発庁舎コード
       [to_office_id] 到着庁舎コード
       [km] 距離
       [minutes] 所要時間
       [minutes_winter] 所要時間（冬）
       [mode] 移動手段
       [basis] 根拠
       [days] 曜日
       [from_time] 開始時刻
       [to_time] 終了時刻
       [preferred_staff] 望ましい人数
       [meeting_id] 会議番号
       [host_dept_id] 主催所属コード
       [title_ja] 会議名
       [branch_attendees] 出先からの出席者数
       [is_peak] 集中日
       [request_id] 申請番号
       [series_id] 繰り返し番号
       [submitted_at] 申請日時
       [purpose] 目的
       [use_dates] 使用日
       [flex_earlier_min] 繰上げ可能時間
       [flex_later_min] 繰下げ可能時間
       [alt_office_ids] 代替庁舎コード
       [alt_dates] 代替日
       [quantity] 数量
       [required_attributes] 必要な属性
       [rrule] 繰り返し規則
       [exdates] 除外日
       [priority] 優先順位
       [eligibility] 対象区分
       [saved_min] 短縮時間
       [approver_id] 承認者職員番号
       [approval] 承認
       [cancelled_at] 取消日時
       [outside_hours] 時間外
       [overtime_order_no] 時間外勤務命令番号
       [note_ja] 備考
       [may_move] 移動可
       [may_wait] 空き待ち
       [participants] 参加人数
       [need] 必要な設備
       [is_host] 主催
       [pattern_id] 勤務パターン
       [season] 時期
       [in_force_yamagata] 施行中
       [break_start] 休憩開始
       [break_end] 休憩終了
       [work_min] 勤務時間（分）
       [preference_id] 希望番号
       [date_from] 開始日
       [date_to] 終了日
       [weekdays] 曜日
       [weight] 重み
       [reason] 理由
       [as_of] 基準日
       [on_hand] 保有数
       [usable] 使用可能数
       [in_repair] 修理中
       [safety_stock] 予備
       [storage_capacity] 保管できる数
       [office_a] 庁舎コード1
       [office_b] 庁舎コード2
       [lead_days] 日数
       [capacity_items] 1便の個数
       [week_start] 週の初日
       [units] 台数
       [requested] 申請数
       [granted] 貸出数
       [refused] お断り数
       [peak_concurrent] 最大同時利用数
       [used_hours] 利用時間
       [returned_late] 返却遅れ
       [month] 月
       [capacity_days] 使用可能日数
       [used_days] 使用日数
       [refused_days] 不足日数
      *[other] { $column }
    }

## The file as a whole

E_ENCODING = 文字コードを判別できません。UTF-8またはShift_JISのCSVで保存し直してください。
E_DELIMITER = 区切り文字がセミコロンです。カンマ区切りで保存し直してください。
E_MISSING_COLUMN = 必須の列がありません: { $names }
E_DUPLICATE_COLUMN = 「{ column-name }」列が2回あります。1つにしてください。
E_UNKNOWN_FILE = 何のデータか判別できません。ファイル名か1行目の列名を確認してください。
E_UNCLOSED_QUOTE = { $line }行目の引用符（"）が閉じられていません。確認してください。
E_QUOTE = { $line }行目の引用符（"）の後に余分な文字があります。確認してください。
W_ENCODING_CP932 = 文字コードをShift_JIS（CP932）として読み込みました。
W_BOM = UTF-8（BOM付き）として読み込みました。
W_DELIMITER = タブ区切りとして読み込みました。
W_HEADER_ALIAS = 列名を読み替えました: { $names }
W_UNKNOWN_COLUMN = 「{ $column }」列は読み込みませんでした。
W_NO_ROWS = データ行がありません（0件）。
W_FILE_NOT_USED = このファイルは使わないため、読み込みませんでした。

## Rows

E_COLUMN_COUNT = { $line }行目の列数が{ $found }です（正しくは{ $expected }）。
E_DUPLICATE_ID = { $where ->
        [stored] { column-name }{ $id }は異なる内容で登録済みです。
       *[file] { column-name }{ $id }が異なる内容で{ $count }回使われています（{ $first }行目、{ $second }行目{ $count ->
            [2] {""}
           *[other] ほか
        }）。
    }
W_DUPLICATE_SAME = { $where ->
        [stored] 同じ内容が登録済みです。読み込みませんでした。
       *[file] 同じ内容の行が2回あります。1件として取り込みました。
    }
W_EMPTY_ROW = 空の行は読み込みませんでした。

## Cells

E_EMPTY = { column-name }を入力してください。
E_ID_FORMAT = { $problem ->
        [newline] { $column }に改行が含まれています。
        [length] { column-name }「{ $text }」は長すぎます。20文字以内で入力してください。
        [shape] { column-name }「{ $text }」の形式を確認してください。
       *[letters] { column-name }「{ $text }」に使えない文字があります。英数字と - _ . で入力してください。
    }
E_BAD_DATE = { $problem ->
        [no_such_day] { $year }年{ $month }月{ $day }日は存在しない日付です。
        [impossible] 「{ $text }」は存在しない日付です。
        [outside] 「{ $text }」は扱える年（{ NUMBER($first, useGrouping: 0) }年〜{ NUMBER($last, useGrouping: 0) }年）の範囲外です。
       *[unreadable] { column-name }「{ $text }」を日付として読み取れません。2026-07-01のように入力してください。
    }
E_BAD_ERA = { $problem ->
        [after] 「{ $text }」はありません（{ $era }は{ $last }まで）。{ $instead }ではありませんか。
        [before] 「{ $text }」はありません（{ $era }は{ $first }から）。
       *[year] 「{ $text }」の{ $era }の年を確認してください。
    }
E_BAD_TIME = { $problem ->
        [midnight] { column-name }に24:00は使えません。翌日の0:00と入力してください。
        [missing] { column-name }「{ $text }」に時刻がありません。
        [outside] { column-name }「{ $text }」の時刻は存在しません。
       *[unreadable] { column-name }「{ $text }」を時刻として読み取れません。15:00のように入力してください。
    }
E_BAD_NUMBER = { column-name }は半角の数字で入力してください（「{ $text }」）。
E_RANGE = { column-name }は{ NUMBER($min, useGrouping: 0) }から{ NUMBER($max, useGrouping: 0) }までの数で入力してください（「{ $text }」）。
E_UNKNOWN_CODE = { column-name }「{ $text }」は使えません。次のいずれかを入力してください: { $allowed }
E_BAD_RRULE = { column-name }「{ $text }」は使えません（{ $value }）。
E_TOO_LONG = { column-name }は{ $limit }文字以内で入力してください（{ NUMBER($length, useGrouping: 0) }文字）。
W_WIDTH = 全角の英数字を半角に直して読み込みました（{ $text } → { $read }）。
W_FORMULA_TEXT = { column-name }「{ $text }」は数式のように見えます。文字として取り込みました。

## Things that are not known

E_UNKNOWN_OFFICE = { $found ->
        [near] 庁舎コード「{ $text }」はありません。「{ $suggestion } { $suggestion_name }」ではありませんか。
       *[none] 庁舎コード「{ $text }」はありません。
    }
E_UNKNOWN_DEPARTMENT = 所属コード「{ $text }」は登録されていません。
E_UNKNOWN_STAFF = 職員番号「{ $text }」は登録されていません。
E_UNKNOWN_RESOURCE = 備品番号「{ $text }」は登録されていません。
E_UNKNOWN_MEETING = 会議番号「{ $text }」は登録されていません。
E_UNKNOWN_PATTERN = 勤務パターン「{ $text }」は登録されていません。
E_UNKNOWN_REQUEST = 申請番号「{ $text }」の申請がありません。

## Rules of the office

E_END_BEFORE_START = { $problem ->
        [same] 終了（{ $end }）が開始と同じです。
       *[before] 終了（{ $end }）が開始（{ $start }）より前です。
    }
E_PARTS_EXCEED = { $name ->
        [on_hand] 使用可能数と修理中の合計（{ $parts }）が保有数（{ $whole }）を超えています。確認してください。
        [requested] 貸出数とお断り数の合計（{ $parts }）が申請数（{ $whole }）を超えています。確認してください。
        [storage_capacity] 予備（{ $parts }）が保管できる数（{ $whole }）を超えています。確認してください。
       *[capacity_days] 使用日数（{ $parts }）が使用可能日数（{ $whole }）を超えています。確認してください。
    }
E_TIME_OFF_GRID = { column-name }は{ $minutes }分単位で入力してください（{ $time }）。
E_BELOW_MINIMUM = 望ましい人数（{ $preferred }人）は最少人数（{ $minimum }人）以上にしてください。
E_OFF_GRID = 時刻は{ $minutes }分単位で入力してください（{ $moment }）。
E_CURFEW = { $limit }を過ぎる予約はできません。災害対応の場合は「災害対応」を選んでください。
E_CLOSED_DAY = { $cause ->
        [weekend] { $day }は閉庁日です。
       *[holiday] { $day }は{ $name }のため閉庁日です。
    }
E_OWN_OFFICE = { $office }のサテライトオフィスは、{ $office }以外に勤務する職員が利用できます。
E_NO_TRAINING = 情報セキュリティ研修の受講後に申請できます。
W_NO_TRAINING = 情報セキュリティ研修を受講していません。利用日（{ $day }）までに受講が必要です。
W_SELF_OVERLAP = 同じ時間帯に別の場所の申請があります（{ $other }、{ $other_line }行目）。割り当てはどちらか一方です。
E_HOST_COUNT = 申請番号{ $request }の主催拠点が{ $count }か所です。1か所にしてください。
E_OUT_OF_JAPAN = 緯度・経度が日本の範囲外です。{ $swapped ->
        [yes] 緯度と経度が逆ではありませんか。
       *[no] 確認してください。
    }
W_TRAVEL_SPEED = { $from }→{ $to }の所要時間{ $minutes }分は速すぎます。確認してください。
W_TRAVEL_ASYMMETRIC = { $from }→{ $to }の所要時間（{ $minutes }分）が逆方向（{ $back }分）と異なります。確認してください。
E_PATTERN_MINUTES = 勤務時間が{ $found }分になります（正しくは{ $minutes }分）。始業・終業・休憩を確認してください。
E_PATTERN_LIGHTS_OUT = { $day }は{ $limit }に消灯を確認するため、{ $end }までの勤務は選べません。
E_PATTERN_NOT_IN_FORCE = 勤務パターン「{ $pattern }」は現在実施していません。
E_PERIOD_TOO_LONG = 期間は{ $max }日以内にしてください（{ $days }日）。
E_NO_MATCHING_DAY = { $start }から{ $end }までに、選んだ曜日がありません。
E_DEADLINE = 申請期限（{ $due }）を過ぎています。

## Export

E_EXPORT_CHAR = { $line }行目の{ column-name }に、{ $encoding }で保存できない文字があります: { $letters }。UTF-8で保存してください。
