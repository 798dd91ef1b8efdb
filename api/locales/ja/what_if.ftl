# 試算(もしも)と検証
what-if-unknown = 「{ $text }」は選べません。一覧から選んでください。
what-if-count = 増減は1から{ $most }までの数です。
what-if-percent = 増やす割合は1%から{ $most }%までです。
what-if-bonus = 加点は0から{ $most }までの数です。
what-if-extra = 加える申請は{ $most }件までです。
what-if-no-base = もとになる計画案がありません。確定した計画案か、この受付回の計画案を選んでください。
what-if-not-applied = 試算は確定できません。受付回で計画案を作ってください。
what-if-unreadable = { $line }行目「{ $text }」を読み取れません。
plan-not-finished = 計画案{ $plan }はまだできていません。
verify-unreadable = 保存した内容を読み取れません({ $text })。
verify-input = 入力の照合番号(SHA-256): 記録は{ $stored }、計算し直すと{ $found }です。
verify-seed = 抽選番号: 公開したのは{ $stored }、計画案が使ったのは{ $found }です。
verify-rules = 割り当て{ $served }件を規則に照らしました。違反は{ $count }件です。{ $text }
verify-tier = 目的「{ LABEL("goal", $name) }」: 記録は{ $stored }、計算し直すと{ $found }です。
verify-figures = 画面に出した数字と状態({ LABEL("solved", $status) })は、保存した計画案と照らし合わせました。
verify-bound = 重みの合計{ $value }に対する上限: 記録は{ $bound }、保存した証明書から計算すると{ $proven }です。
verify-searched = 上限のうち{ $difference }は、証明書ではなく探索(分枝限定法)で下げたものです。もう一度解いて確かめるには、管理者にご依頼ください(sekitori round verify --solve)。
verify-no_certificate = この計画案には上限の証明書がありません。上限{ $bound }は探索(分枝限定法)によるものです。
verify-weights = 重みを計算し直しました: { $count }件のうち、公開した式と違うものは{ $wrong }件です。
verify-no_refusals = この計画案には、割り当てられなかった回数の記録がありません。重みは確かめられません。
verify-refusals = 割り当てられなかった回数を数え直しました: { $count }件のうち、計画のあとで変わったものは{ $differ }件です。
verify-answers = 理由と代わりの案を作り直しました: { $count }件のうち、記録と違うものは{ $wrong }件です。{ $wrong ->
    [0] {""}
   *[other] (最初は番号{ $first })
 }
verify-remedies = 割り当てられなかった申請に役立つこと({ $count }件)のうち{ $checked }件を、保存した証拠の案で確かめました。合わないものは{ $wrong }件です。
verify-again = もう一度解きました({ LABEL("solved", $status) }): 重みの合計は記録が{ $stored }、今回が{ $found }です。
verify-again_same = どちらも最もよいことを確かめました。割り当て{ $count }件を1件ずつ比べました。
goal-entitled = 枠の中の割り当て
goal-served = 割り当てた重み
goal-cost = 希望からのずれ
goal-stability = 前の案からの変更
goal-packing = 余分に使う機材
goal-lot = 抽選
what_if-title = もしもの試算
what_if-explained = 台数、開館時間、重み、申請の数などを変えたら割り当てがどう変わるかを試します。受付回と予約は何も変わらず、試算を確定することもできません。
what_if-base_stored = この受付回は確定済みです。確定した計画案と同じ申請と在庫をもとに試算します。
what_if-base_now = いま集まっている申請と在庫をもとに試算します。
what_if-new = 新しい試算
what_if-name = 試算の名称
what_if-stock = 台数・席数の増減
what_if-stock_hint = 減らすときは「-2」のように入力します。
what_if-closures = 使えない時間
what_if-hours = 席・会議室を使える時間
what_if-hours_hint = 貸出用のPCとタブレットには関わりません。
what_if-weights = 重みの加点
what_if-weights_hint = 空欄は、いまの加点のままです。
what_if-growth = 申請を増やす
what_if-growth_hint = 実際の申請から、受付回の抽選番号で選んで写します。
what_if-extra = 加える申請の一覧
what_if-extra_hint = 1行目に「staff_id,kind,office_id,start,end」、2行目から1件ずつ入力します。例: S000123,seat,YG-HQ,2026-07-06 13:00,2026-07-06 17:00
what_if-count = 増減
what_if-percent = 割合(%)
what_if-seconds = 計算時間(秒)
what_if-more_rows = 行を増やす
what_if-try = 試算する
what_if-not_tried = 試算できませんでした
what_if-list = これまでの試算
what_if-none = 試算はまだありません。
what_if-compare = 計画案と比べる
what_if-see = 結果を見る
what_if-at = 試算した日時
what_if-different = 変えたこと
what_if-nothing = 何も変えていません。
what_if-everything = すべて
what_if-every_office = すべての庁舎
what_if-office_empty = すべての庁舎
what_if-kind_empty = すべての種類
what_if-more_units = { OFFICE($office) }の{ LABEL("kind", $kind) }{ $attributes }を{ $count }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }増やす
what_if-fewer_units = { OFFICE($office) }の{ LABEL("kind", $kind) }{ $attributes }を{ $count }{ $kind ->
    [seat] 席
    [web_room] 室
   *[other] 台
 }減らす
what_if-closed_for = { OFFICE($office) }の{ $what }は{ $when }に使えない
what_if-hours_of = { $where }の席・会議室は{ $start }〜{ $end }に使える
what_if-bonus_of = 「{ $group }」の加点を{ $bonus }にする
what_if-growth_of = { $where }の{ LABEL("kind", $kind) }の申請を{ $percent }%増やす
what_if-wishes = 申請を{ $count }件加える
what_if-class-disaster = 災害対応
what_if-class-child = 育児・介護
what_if-class-commute = 通勤35km以上
what_if-class-meeting = 会議のあと
what_if-class-other = そのほか
what_if-class-refusal = 割り当てられなかった回数(1回あたり)
what_if-input_changed = もとの計画案を作ったあとで変わった申請・機材が{ $count }件あります。その分は今の内容で試算しています。
compare-title = 計画案の比較
compare-summary = 割り当ては{ $a }件から{ $b }件になります。新しく割り当てられるのは{ $gains }件、割り当てられなくなるのは{ $losses }件、場所や時間が変わるのは{ $moved }件です。
compare-a = もとの案
compare-b = 比べる案
compare-change = 差
compare-figures = 数字の比較
compare-by_kind = 種類ごとの割り当て
compare-by_office = 庁舎ごとの割り当て
compare-granted = 割り当て
compare-travel = 移動にかかる時間の合計(分)
compare-moved = 希望からずれる時間の合計(分)
compare-weight = 重みの合計
compare-weight_of = { $value }(上限{ $bound })
compare-other_weights = 重みの付け方が違うため、重みの合計は比べられません。
compare-gains = 新しく割り当てられる
compare-losses = 割り当てられなくなる
compare-sections = 所属ごとの増減
compare-nobody = ありません。
compare-first = { $count }件のうち、はじめの{ $shown }件です。
compare-back = 試算に戻る
compare-none = 違いはありません。
verify-title = 計画案の検証
verify-explained = 保存してある入力と結果だけから、計画案をもう一度確かめました。
verify-all_hold = すべて一致しました
verify-some_fail = 一致しないものがあります
verify-yes = 一致
verify-no = 不一致
verify-unknown = 確かめられません
verify-plan = 計画案を検証する
verify-made_by = 計算に使ったプログラム
input-number = 「{ $text }」は数として読み取れません。
progress-served = 割り当てた重み { $value } / 上限 { $bound }(差 { $gap })。割り当て: { $kinds }
compare-figure = 項目
solved-optimal = 最もよいことを確認
solved-feasible = よい案
solved-cancelled = 途中で終了
what_if-attributes_empty = 指定しない
