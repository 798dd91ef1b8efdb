# Why the stock or the desk says no: one sentence for each code, with what to do next.

## The stock

unit-name-missing = 機材の名称を入力してください。
unit-name-too-long = 機材の名称は{ $longest }文字までで入力してください。
unit-kind-unknown = 種類「{ $kind }」は登録できません。種類を選び直してください。
unit-attribute-malformed = 設備・条件「{ $attribute }」は登録できません。半角の英小文字・数字・下線で入力してください。
unit-conf-system-unknown = 会議システム「{ $conf_system }」は登録できません。選び直してください。
unit-booking-unit-unknown = 予約の単位「{ $booking_unit }」は登録できません。選び直してください。
unit-sizes = 人数は1名以上、次の利用までの間隔は0分以上にしてください(人数: { $people }、間隔: { $turnaround_min })。
unit-is-out = { $asset_number }は貸出し中です(返却期限: { $due })。返却を受け付けるか、紛失を届け出てから変更してください。
asset-number-malformed = 備品番号「{ $asset_number }」は登録できません。半角の英数字・ピリオド・ハイフン・下線で、40文字までで入力してください。
asset-number-taken = 備品番号{ $asset_number }は、ほかの機材が使っています。番号を確認してください。
closure-subject = 利用不可にする対象を、機材1つ、庁舎、庁舎の中の1種類のうちから1つ選んでください。
closure-reason-unknown = 利用不可の理由「{ $reason_code }」は登録できません。選び直してください。
closure-reason-too-long = 利用不可の理由は{ $longest }文字までで入力してください。
closure-past = この期間は{ $end }に終わっています。期間を確認してください。
closure-lifted = この利用不可は{ $at }に解除済みです。

## The desk: handing out

loan-too-early = まだ貸し出せません。{ $opens }から貸し出せます。
loan-too-late = この予約は{ $end }に終わっています。使うときは、新しく予約してください。
loan-not-approved = 所属長の承認がまだのため、貸し出せません。承認を受けてから貸し出してください。
loan-no-training = 情報セキュリティ研修の受講が確認できないため、貸し出せません。受講後に貸し出してください。
loan-none-reserved = { $asset_number }には、これから貸し出す予約がありません。職員番号から予約をさがしてください。
unit-still-out = { $asset_number }はまだ返却されていません(返却期限: { $due })。{ $proposal ->
    [none] 同じ区分に空いている機材はありません。
   *[other] 代わりに{ $proposal }を貸し出せます。
}
unit-not-usable = { $asset_number }は修理中などで貸し出せません。{ $proposal ->
    [none] 同じ区分に空いている機材はありません。
   *[other] 代わりに{ $proposal }を貸し出せます。
}
unit-other-pool = { $asset_number }は、予約した{ $planned }と区分が違うため、代わりに貸し出せません。同じ区分の機材を選んでください。
unit-not-free = { $asset_number }はほかの予約があるか、いま貸し出せないため、代わりにできません。別の機材を選んでください。

## The desk: taking back

loan-none-out = { $asset_number }は貸出し中ではありません。備品番号を確認してください。
return-note-missing = 壊れているところ、または足りないものを入力してください。
return-note-too-long = 返却時の記録は{ $longest }文字までで入力してください。
