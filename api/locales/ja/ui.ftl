# Words of the screens: labels, buttons, states, messages.

## Product

product-name = 席取り Sekitori
product-short = 席取り

## Glossary: the one name of each thing (the id after label- is its name in the code)

label-staff_member = 職員
label-staff_id = 職員番号
label-department = 所属
label-department_head = 所属長
label-bureau = 部局
label-team = 担当
label-manager = 管理職
label-fixed_term_staff = 会計年度任用職員
label-head_office = 県庁
label-branch_office = 総合支庁
label-sub_branch_office = 地域振興局
label-field_office = 出先機関
label-office = 庁舎
label-closed_day = 閉庁日
label-home_office = 勤務先
label-satellite_office = サテライトオフィス
label-seat = 席
label-mobile_pc = 貸出用モバイルPC
label-tablet = タブレット
label-web_conference = Web会議
label-web_kit = Web会議セット
label-web_room = 会議室
label-conference_leg = 参加拠点
label-booking = 予約
label-request = 申請
label-approve = 承認する
label-decline = 承認しない
label-allocation = 割り当て
label-allocation_result = 割り当て結果
label-confirm = 確定
label-cancel = 取消し
label-change = 変更
label-waitlist = 空き待ち
label-alternative = 代わりの案
label-checkout = 貸出し
label-return = 返却
label-due_at = 返却期限
label-ledger = 台帳
label-asset_number = 備品番号
label-home_telework = 在宅勤務
label-mobile_work = モバイルワーク
label-business_trip = 出張
label-direct_start = 直行
label-direct_return = 直帰
label-staggered_hours = 時差出勤
label-yukatsu = ゆう活
label-early_shift = 早出
label-late_shift = 遅出
label-shift_pattern = 勤務パターン
label-shift_assignment = 勤務の割り振り
label-start_of_day = 始業
label-end_of_day = 終業
label-break_time = 休憩
label-lunch_duty = 昼当番
label-counter = 窓口
label-minimum_staff = 最少人数
label-preference = 希望
label-unavailability = 選べない時間
label-annual_leave = 年次有給休暇
label-rest_day = 週休日
label-holiday = 休日
label-leave_on_time_day = 定時退庁日
label-no_overtime_day = NO残業デー
label-lights_out_check = 消灯確認
label-light_down_day = ライトダウンデー
label-light_down_week = ライトダウンウィーク
label-overtime = 時間外勤務
label-advance_order = 事前命令
label-verification_sheet = 検証シート
label-disaster_response = 災害対応
label-rest_interval = 勤務間インターバル
label-rebalancing = 再配置
label-courier_run = 庁内便
label-target_stock = 必要台数
label-safety_stock = 予備
label-personnel_change = 人事異動
label-fiscal_year = 年度
label-calendar_feed = カレンダー連携
label-check_in = 利用開始
label-unit = 機材
label-pool = 区分
label-round = 受付回
label-proposal = 計画案
label-apply = 確定する
label-pin = 固定
label-reason = 理由
label-rule = 規則
label-closure = 利用不可
label-transfer = 保管換え

## Words beside the glossary that forms and tables need

label-date = 日付
label-day = 日
label-week = 週
label-month = 月
label-start = 開始
label-end = 終了
label-time = 時間
label-kind = 種類
label-attributes = 設備・条件
label-quantity = 数
label-people = 人数
label-purpose = 用途
label-note = 備考
label-state = 状態
label-name = 名称
label-place = 場所
label-password = パスワード
label-new_password = 新しいパスワード
label-code = 確認コード
label-role = 権限
label-conf_system = 会議システム
label-overtime_order_no = 事前命令の番号
label-participants = 参加人数
label-host = 主催
label-repeat = 繰り返し
label-priority = 優先順位
label-seats_free = 空き
label-count = 件数
label-all = すべて
label-none = なし
label-today = 今日
label-file = ファイル
label-row = 行
label-field = 項目
label-problem = 確認すること
label-who = だれが
label-when = いつ
label-what = 何を
label-language = ことば
label-address = アドレス
label-details = くわしく

## Kinds of things that are asked for and booked

kind-seat = 席
kind-mobile_pc = 貸出用モバイルPC
kind-tablet = タブレット
kind-web_kit = Web会議セット
kind-web_room = 会議室
kind-web_conference = Web会議
kind-bundle = 席とモバイルPC
need-room = 会議室
need-kit_or_room = Web会議セットまたは会議室
need-seat = 席
need-mobile_pc = 貸出用モバイルPC
need-tablet = タブレット
conf_system-lgwan = LGWAN系
conf_system-internet = インターネット系
conf_system-both = 両方
booking_unit-slot15 = 15分単位
booking_unit-half_day = 半日単位
booking_unit-day = 1日単位

## States (state-<noun>-<value>)

state-request-waiting = 割り当て待ち
state-request-granted = 割り当て済み
state-request-refused = 割り当てできませんでした
state-request-cancelled = 取消し済み
state-approval-pending = 承認待ち
state-approval-approved = 承認済み
state-approval-declined = 承認されませんでした
state-booking-offered = 空きのお知らせ中
state-booking-confirmed = 確定
state-booking-in_use = 利用中
state-booking-completed = 利用終了
state-booking-cancelled = 取消し済み
state-offer-open = 返事待ち
state-offer-accepted = 受け取りました
state-offer-declined = 見送りました
state-offer-expired = 期限が過ぎました
state-offer-withdrawn = 空きがなくなりました
state-loan-reserved = 貸出し予定
state-loan-issued = 貸出し中
state-loan-overdue = 返却期限切れ
state-loan-returned = 返却済み
state-loan-lost = 紛失
state-loan-cancelled = 取消し済み
state-round-open = 受付中
state-round-closed = 受付終了
state-round-proposed = 計画案あり
state-round-applied = 確定済み
state-plan-solving = 計算中
state-plan-proposed = 計画案
state-plan-applied = 確定済み
state-plan-superseded = 古い計画案
state-plan-failed = 計算できませんでした
state-unit-active = 利用できます
state-unit-repair = 修理中
state-unit-lost = 紛失
state-unit-retired = 廃棄済み
difference-new = 新しい予約
difference-same = 変わりません
difference-changed = 変わります
difference-lost = なくなります
decision-none = そのまま
decision-pinned = 固定
decision-rejected = 見送り
closure-works = 工事
closure-power = 停電
closure-access = 立入不可
closure-reserved = 別の行事で使用
closure-repair = 修理

## People

role-staff = 職員
role-counter_staff = 窓口担当
role-facilities = 機材・席の担当
role-manager = 管理職
role-admin = システム管理者
post-head = 所属長
post-chief = 主査
post-staff = 職員
post-fixed_term = 会計年度任用職員
ground-child = 子育て
ground-care = 介護
ground-commute35 = 通勤35km以上

## The board: what a cell says

board-free = 空き
board-mine = 自分の予約
board-confirmed = 確定
board-in_use = 利用中
board-overdue = 返却期限切れ
board-pending = 承認待ち
board-proposal = 計画案
board-away = 休み・選べない時間
board-closed = 利用不可
board-legend = 記号の意味
board-keys = 矢印キーでマスを移動し、Enterキーで開きます。
board-book = { $what }を{ $when }に予約する
board-continues = この前後にも続きます
board-empty = 表示するものがありません。
board-scroll = 横に動かせる表

## Navigation

nav-main = メインメニュー
nav-home = ホーム
nav-book = 予約する
nav-board = 予約ボード
nav-bookings = 自分の予約
nav-requests = 申請
nav-approvals = 承認
nav-rounds = 受付回
nav-desk = 貸出し窓口
nav-loans = 貸出し
nav-resources = 席・機材
nav-shifts = 時差出勤
nav-lights_out = 消灯確認
nav-transfers = 再配置
nav-feeds = カレンダー連携
nav-reports = 実績
nav-import = 取込み
nav-accounts = 利用者
nav-policies = 規則
nav-audit = 操作の記録
nav-settings = 設定
nav-help = 使い方
nav-api = API

## Actions: buttons are verbs

action-sign_in = ログインする
action-sign_out = ログアウト
action-book = 予約する
action-request = 申請する
action-change = 変更する
action-cancel = 取り消す
action-withdraw = 申請を取り下げる
action-approve = 承認する
action-decline = 承認しない
action-check_in = 利用を開始する
action-finish = 利用を終える
action-issue = 貸し出す
action-take_back = 返却を受け付ける
action-report_lost = 紛失を届け出る
action-open_round = 受付を始める
action-close_round = 受付を締め切る
action-propose = 計画案を作る
action-propose_again = 計画案を作り直す
action-apply = 確定する
action-publish = 公開する
action-pin = 固定する
action-unpin = 固定を外す
action-reject = 見送る
action-stop = 計算を止める
action-search = さがす
action-show = 表示する
action-filter = しぼり込む
action-clear = 条件を消す
action-save = 保存する
action-add = 追加する
action-edit = 編集する
action-delete = 削除する
action-confirm = 確認する
action-continue = 次へ進む
action-back = 戻る
action-previous = 前へ
action-next = 次へ
action-today = 今日
action-close = 閉じる
action-keep = 何もしないで戻る
action-retry = もう一度試す
action-refresh = 更新する
action-import = 取り込む
action-check_file = 内容を確認する
action-export = 書き出す
action-download = ダウンロードする
action-print = 印刷する
action-copy = コピーする
action-create_feed = アドレスを作る
action-reissue = アドレスを作り直す
action-revoke = 使えなくする
action-wait = 空き待ちに入れる
action-choose = これにする
action-details = くわしく見る
action-home = ホームへ戻る

## Around every page

frame-skip = 本文へ移動する
frame-menu = メニュー
frame-languages = 表示することば
frame-language-ja = 日本語
frame-language-en = English
frame-signed_in_as = ログイン中: { $who }
frame-messages = お知らせ
frame-old_browser = このブラウザーでは正しく表示できません。Microsoft Edgeの通常モードで開いてください。
frame-tone-success = 完了
frame-tone-info = お知らせ
frame-tone-warning = 注意
frame-tone-error = 確認してください

## Forms

form-required = 必須
form-optional = 任意
form-errors = 入力内容を確認してください({ $count }件)
form-choose = 選んでください
input-date = 日付を「2026年7月1日」や「2026/7/1」のように入力してください。
input-date-era = 元号と年を確認してください。その元号の期間にない日付です。
input-time = 時刻を「8:30」のように24時間で入力してください。
input-required = 入力してください。
input-order = 終了は開始より後にしてください。

## Confirmation before something that cannot be undone

confirm-title = 確認

## Tables, pages, steps, empty places

table-scroll = 横に動かせる表: { $caption }
pages-label = ページの移動
steps-label = 手順
steps-current = 現在の手順
steps-done = 完了
empty-title = まだ何もありません。

## Progress of a job

progress-label = 進みぐあい
progress-percent = { $percent }%
progress-unreachable = 通信できません。つながり次第、表示を更新します。
progress-manual = 自動で更新されない場合は、「更新する」を押してください。

## An address to copy

copy-done = コピーしました。
copy-failed = コピーできませんでした。アドレスを選択してコピーしてください。
feed-secret = このURLを知っている人は予定を見られます。ほかの人に教えないでください。

## Counts and distances

count-seat = { $count }席
count-device = { $count }台
count-room = { $count }室
count-person = { $count }名
count-item = { $count }件
count-day = { $count }日
count-time = { $count }回
count-office = { $count }か所
travel-by-car = 車で約{ $minutes }分
travel-saved = 移動時間の短縮: { DURATION($minutes) }

## Messages every page may need

message-stale = ほかの方が先に変更しました。最新の内容を表示します。
message-saved = 保存しました。
message-signed_out = ログアウトしました。
message-offline = 通信できません。入力内容はこの画面に残っています。

## Pages for what went wrong (error-<status>)

error-400 = 送られた内容を読み取れませんでした
    .body = 前の画面に戻り、入力内容を確認してからもう一度送ってください。
error-403 = この操作の権限がありません
    .body = 必要な場合は、所属長またはシステム管理者に相談してください。
error-404 = ページが見つかりません
    .body = アドレスが変わったか、取り消された可能性があります。メニューから探してください。
error-409 = ほかの方が先に変更しました
    .body = 今回の操作は行っていません。前の画面に戻り、最新の内容を確認してからもう一度操作してください。
error-413 = 送られたファイルが大きすぎます
    .body = 10MBまでのファイルを送ってください。
error-429 = 操作が続いたため、少しお待ちください
    .body = 1分ほど待ってから、もう一度操作してください。
error-500 = 処理を完了できませんでした
    .body = 入力した内容は保存されていない可能性があります。時間をおいてもう一度お試しください。続くときは、下の番号をシステム管理者に知らせてください。
error-503 = ただいま準備中です
    .body = しばらく待ってから、もう一度開いてください。
error-reference = 問い合わせ番号: { $reference }

## The description of the API

api-title = APIの説明
api-noscript = この画面の表示にはJavaScriptが必要です。説明の元データは次のアドレスにあります。
