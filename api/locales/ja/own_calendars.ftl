# 自分のカレンダー
nav-own_calendars = 自分の予定
own-calendars-title = 自分の予定
own-calendars-explained = ふだん使っているカレンダーを登録すると、割り当てで別の時間や日をご案内するときに、会議などの予定がある時間を避けます。ご自分で指定した時間は、予定と重なっていてもそのまま申請できます。
own-calendars-private = 保存するのは予定の時間だけです。件名や場所は保存しません。ほかの職員には表示しません。
own-calendars-given = 登録したカレンダー
own-calendars-none = 登録したカレンダーはありません。
own-calendars-read_from = { $host }から読み込みます。
own-calendars-read_file = ファイルから読み込みました。
own-calendars-read_at = 最終の読込み: { $at }
own-calendars-times = 予定がある時間: { $count }件
own-calendars-stale = 最近の読込みができませんでした。前に読み込んだ予定をそのまま使っています。
own-calendars-left_out = 読み込めなかった予定があります。ほかの予定は読み込みました。
own-calendars-remove = 登録をやめる
own-calendars-remove_question = このカレンダーの登録をやめますか。読み込んだ予定の時間も消えます。
own-calendars-removed = カレンダーの登録をやめました。
own-calendars-taken = カレンダーを登録しました。
own-calendars-not_taken = 登録できませんでした。
own-calendars-busy = 予定がある時間(2週間)
own-calendars-by_address = アドレスで登録する
own-calendars-by_file = ファイルで登録する
own-calendars-label = 名前
    .hint = 例: 仕事の予定表
own-calendars-address = カレンダーのアドレス
    .hint = カレンダーの「共有」や「公開」の画面にある、https:// で始まるアドレスです。4時間ごとに読み直します。
own-calendars-file = カレンダーのファイル
    .hint = .ics のファイルです。5MBまで。新しくするときは、登録をやめてから、もう一度登録してください。
own-calendars-give = 登録する

own-calendar-label = カレンダーの名前を入力してください。
own-calendar-address = このアドレスは登録できません。https:// で始まるアドレスを入力してください。
own-calendar-too_many = 登録できるカレンダーは{ $max }個までです。使わないものの登録をやめてから、もう一度お試しください。
own-calendar-port = ポート番号{ $port }のアドレスは登録できません。番号の付かないアドレスを入力してください。
own-calendar-unknown_host = 「{ $host }」が見つかりません。アドレスを確認してください。
own-calendar-private = 「{ $host }」は庁内などの閉じたネットワークの中にあるため、読み込めません。ファイルで登録してください。
own-calendar-redirects = アドレスの転送が{ $max }回を超えました。転送先のアドレスを直接入力してください。
own-calendar-unreachable = 「{ $host }」に接続できませんでした。時間をおいて、もう一度お試しください。
own-calendar-status = カレンダーを受け取れませんでした(応答: { $status })。カレンダーが公開されているか確認してください。
own-calendar-packed = 圧縮された応答のため、読み込めません。ファイルで登録してください。
own-calendar-cut_off = 受信が途中で切れました。もう一度お試しください。

## 読み込んだカレンダーの問題

incoming-too_large = ファイルが大きすぎます。{ $max }MBまでのファイルを選んでください。期間を短くして書き出すと小さくなります。
incoming-empty = ファイルが空です。カレンダーを書き出し直してください。
incoming-not_calendar = { $line }行目: カレンダーのファイルではありません。拡張子が .ics のファイルを選んでください。
incoming-cut_off = { $line }行目: { $component }の途中で終わっています。ファイルが途中で切れていないか確認してください。
incoming-wrong_end = { $line }行目: { $component }の終わりが、始まりと合っていません。カレンダーを書き出し直してください。
incoming-too_deep = { $line }行目: 入れ子が深すぎます。カレンダーを書き出し直してください。
incoming-too_many = { $line }行目: 予定は{ $max }件までです。期間を短くして書き出してください。
incoming-too_many_lines = { $line }行目: { $max }行までのファイルを選んでください。
incoming-too_much = 読み込みに時間がかかりすぎるため、中止しました。期間を短くして書き出してください。
incoming-too_many_times = { $line }行目: 予定がある時間が多すぎるため、ここから後は読み込みませんでした。
incoming-no_property = { $line }行目: 「{ $value }」を読み取れません。この行は使いませんでした。
incoming-no_start = { $line }行目: 始まりの時刻(DTSTART)がありません。
incoming-time = { $line }行目: { $field }の「{ $value }」は日時として読み取れません。
incoming-year = { $line }行目: { $field }の「{ $value }」は扱える年の範囲(1970年から9800年まで)にありません。
incoming-zone = { $line }行目: タイムゾーン「{ $value }」が分かりません。
incoming-mixed = { $line }行目: 始まりと終わりの一方だけが時刻のない日付です。
incoming-end = { $line }行目: 終わり({ $value })が始まりより前です。
incoming-too_long = { $line }行目: 1年を超える予定は使えません。
incoming-duration = { $line }行目: 長さ「{ $value }」を読み取れません。
incoming-range = { $line }行目: 「これ以降すべて」の変更は使えません。
incoming-rule = { $line }行目: 繰返し「{ $value }」を読み取れません。
incoming-rule_part = { $line }行目: 繰返し「{ $value }」に使えない指定があります。
incoming-rule_frequency = { $line }行目: 繰返しは、毎日・毎週・毎月・毎年のものだけ使えます(「{ $value }」)。
incoming-rule_too_long = { $line }行目: 繰返し「{ $value }」は回数が多すぎます。

## 部屋のこれまでの予定表

room-calendar-title = これまでの予定表の取込み
room-calendar-choose = ファイルを選ぶ
room-calendar-take = 選んだ時間を利用不可にする
room-calendar-explained = これまで使っていた予定表(.ics)を読み込み、これからの予定の時間を利用不可にします。読み込む前に内容を確認できます。
room-calendar-file_hint = .ics のファイルです。5MBまで。
room-calendar-entries = これからの予定({ $count }件)
room-calendar-is_there = 登録済み
room-calendar-none = これからの予定はありません。
room-calendar-taken = { $count }件の時間を利用不可にしました。重なっている予約: { $affected }件
room-calendar-too_many = 予定が{ $count }件あります。一度に取り込めるのは{ $max }件までです。期間を短くして書き出してください。
