# Why the stock or the desk says no: one sentence for each code, with what to do next.

## The stock

unit-name-missing = Enter a name for the item.
unit-name-too-long = The name may have { $longest } characters at most.
unit-kind-unknown = The kind “{ $kind }” is not known. Choose another.
unit-attribute-malformed = The attribute “{ $attribute }” cannot be used. Write it in lower-case letters, digits and underscores.
unit-conf-system-unknown = The meeting system “{ $conf_system }” is not known. Choose another.
unit-booking-unit-unknown = The booking unit “{ $booking_unit }” is not known. Choose another.
unit-sizes = An item is for 1 person or more, with 0 minutes or more between uses (people: { $people }, minutes: { $turnaround_min }).
unit-is-out = { $asset_number } is out on loan (due { $due }). Take it back, or report it lost, before changing this.
asset-number-malformed = The asset number “{ $asset_number }” cannot be used. Write up to 40 letters, digits, dots, hyphens and underscores.
asset-number-taken = Another item has the asset number { $asset_number }. Check the number.
closure-subject = Choose what is closed: one item, an office, or one kind of item in an office.
closure-reason-unknown = The reason “{ $reason_code }” is not known. Choose another.
closure-reason-too-long = The reason may have { $longest } characters at most.
closure-past = This time ended on { $end }. Check the dates.
closure-lifted = This closure was lifted on { $at }.

## The desk: handing out

loan-too-early = It is too early. It can be handed out from { $opens }.
loan-too-late = This booking ended on { $end }. Make a new booking to use the item.
loan-not-approved = The section head has not approved this yet. Hand it out after the approval.
loan-no-training = There is no record of the security training. Hand it out after the training.
loan-none-reserved = Nothing is waiting to be handed out on { $asset_number }. Look for the booking by staff number.
unit-still-out = { $asset_number } has not come back yet (due { $due }). { $proposal ->
    [none] No other item of the same pool is free.
   *[other] { $proposal } can be handed out instead.
}
unit-not-usable = { $asset_number } is in repair or cannot be used for another cause. { $proposal ->
    [none] No other item of the same pool is free.
   *[other] { $proposal } can be handed out instead.
}
unit-other-pool = { $asset_number } is of another pool than { $planned }, which was booked. Choose one of the same pool.
unit-not-free = { $asset_number } is booked by others or not available now. Choose another item.

## The desk: taking back

loan-none-out = { $asset_number } is not out on loan. Check the number.
return-note-missing = Say what is damaged or missing.
return-note-too-long = The note may have { $longest } characters at most.
