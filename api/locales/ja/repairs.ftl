# 利用できなくなった予約の移し替え
repairs-title = 予約の移し替え案
repairs-propose = 移し替え案を作る
repairs-propose_again = 作り直す
repairs-explained = 重なる予約を、動く人がいちばん少なくなるように移します。貸出し中・利用中・固定した予約は動かしません。ほかの方は、動かしてよいと答えた予約だけです。確定するまで何も変わりません。
repairs-solving = 移し替え案を作っています。
repairs-failed = 移し替え案を作れませんでした。もう一度お試しください。
repairs-superseded = 新しい案があります。この案は使えません。
repairs-applied = この案のとおりに移しました。
repairs-apply = この案で確定する
repairs-apply_question = この案のとおりに予約を移しますか?
repairs-figures = 移る予約{ $moves }件、うちほかの方の予約{ $others }件、移せない予約{ $lost }件です。
repairs-fewest = { $proven ->
    [yes] これより少ない移動で同じだけ残すことはできません。
   *[no] 時間や庁舎が変わる移動は、少なくとも{ $fewest }件必要です。
 }
repairs-moves = 移る予約
repairs-moves_none = 移る予約はありません。
repairs-before = いま
repairs-after = 移す先
repairs-who = 予約した人
repairs-displaced = 利用できなくなった予約
repairs-other = 動かしてよいと答えた予約
repairs-lost = 移す先がない予約
repairs-lost_none = 移す先がない予約はありません。
repairs-lost_explained = 確定すると予約を取り消して、代わりの案をご本人にお知らせして、空き待ちにします。
repairs-alternatives = この案を作ったときに空いていた代わりの案
repairs-no_alternative = ありませんでした。
repairs-by_hand = 担当者が対応する予約
repairs-by_hand-in_use = 利用中・貸出し中です。動かしません。
repairs-by_hand-kept = 固定されているか、すでに始まっているため、動かしません。
repairs-latest = 移し替え案({ $created })を見る
message-repair_applied = 予約{ $moved }件を移しました。移す先がなかった{ $lost }件は空き待ちにしました。
stale-repair = 案を作ったあとで、予約が変わりました。何も移していません。もう一度、案を作ってください。
closure-lifted-since = 利用不可が解除されました。
closed-since = { OFFICE($office) }の{ $start }からの場所が使えなくなりました。代わりの案を選ぶか、空きをお待ちください。
booking-lost = { OFFICE($office) }の{ $start }からの{ LABEL("kind", $kind) }が使えなくなり、予約を取り消しました。{ $alternatives ->
    [0] 空きが出たらお知らせします。
   *[other] 代わりの案が{ $alternatives }件あります。空きが出たときもお知らせします。
 }
