# Equipment between offices: what there is and should be, orders, packing, receiving.

closure-transfer = Being moved
closure-of-transfer = This item is being moved. It can be used once it is received, or the transfer is cancelled.

## Why an order is refused, and what would do

transfer-no-units = Enter at least one asset number.
transfer-too-many = At most { $most } items go in one order. Please order several times.
transfer-number-unknown = There is no item { $asset_number }. Check the number.
transfer-mixed = { $one } and { $other } are of different kinds, or in different offices. Order them separately.
transfer-kind-fixed = { LABEL("kind", $kind) } cannot be moved. Loan PCs, tablets and web-meeting kits can.
transfer-same-office = It is in { OFFICE($office) } already. Choose another office.
transfer-carrier-unknown = Choose the courier, or that somebody takes it along.
transfer-note-too-long = The note may have { $longest } characters at most.
transfer-day-past = It is too late to send on { $day }. Choose a later day.
transfer-day-closed = Offices are closed on { $day }. { $next } would do.
transfer-arrival-early = The arrival ({ $due }) is too early. It has to be after the day of sending ({ $day }).
transfer-no-courier = No courier runs between { OFFICE($from) } and { OFFICE($to) }. Choose to take it along, and say when it arrives.
transfer-no-courier-that-day = No courier runs from { OFFICE($from) } to { OFFICE($to) } on { $day }. The next one leaves on { $next }.
transfer-courier-full = The courier of { $day } takes { $left } more ({ $count } ordered). Send fewer, or with the next one on { $next }.
transfer-storage-full = { OFFICE($office) } has room for { $room } of the kind { LABEL("kind", $kind) } ({ $there } now). { $left } more would fit.
transfer-underway = { $asset_number } is being moved already (transfer { $transfer }). Order it once it has arrived.
transfer-unit-out = { $asset_number } is lent out (due { $due }). { $proposal ->
    [none] Order it once it is back.
   *[other] { $proposal } could go at once.
 }
transfer-unit-not-usable = { $asset_number } cannot be used, for repair or another reason. { $proposal ->
    [none] Order it once it can be used.
   *[other] { $proposal } could go.
 }
transfer-unit-needed = { $asset_number } is booked until { $until }, and no other item can take its place. { $proposal ->
    [none] Order it after that, or move the booking first.
   *[other] { $proposal } could go.
 }
transfer-unit-awaited = { $asset_number } is booked at the office it was to go to, until { $until }. Move that booking first.
transfer-priority-reason = Say why the office comes first, in at most { $longest } characters.

## Why a number cannot be packed or received

transfer-not-in-order = { $asset_number } is not part of transfer { $transfer }. { $meant ->
    [none] Nothing is left to do.
   *[other] These are: { $meant }
 }
transfer-nothing-packed = Nothing has been packed yet. Cancel the transfer if nothing is to be sent.
transfer-not-on-its-way = { $asset_number } is not on its way. Check the number.
transfer-of-another = { $asset_number } belongs to another transfer ({ $transfer }). Receive it there.
transfer-already-here = { $asset_number } belongs to { OFFICE($office) } already.

## Notices

transfer-differences = Transfer { $transfer } to { OFFICE($office) } differs from the order in { $count ->
    [one] one item
   *[other] { $count } items
 }. Please check.

## States and outcomes

state-transfer-ordered = To be packed
state-transfer-packed = To be sent
state-transfer-in_transit = On its way
state-transfer-received = Received
state-transfer-cancelled = Cancelled
state-transfer-overdue = Late
outcome-open = To do
outcome-packed = Packed
outcome-good = Received
outcome-damaged = Damaged
outcome-incomplete = Parts are missing
outcome-missing = Did not arrive
outcome-extra = Not ordered
outcome-left_out = Not sent
outcome-cancelled = Cancelled
carrier-courier = Courier
carrier-own = Taken along (no courier)

## Pages

transfers-title = Rebalancing
transfers-explained = The equipment of each office beside the number it should have in reserve. An office that is short can get some from one that has more.
transfers-stock = Items and reserve of each office
transfers-usable = Usable
transfers-lent = of them lent out
transfers-leaving = To be sent
transfers-coming = To come
transfers-in_repair = In repair
transfers-missing = Missing
transfers-reserve = Reserve
transfers-room = Room for
transfers-level = Beside the reserve
transfers-short = { $count } short
transfers-over = No room for { $count }
transfers-enough = Enough
transfers-not_counted = No reserve is set
transfers-bar = { $expected } with those to come. The reserve is { $reserve }, and there is room for { $room }.
transfers-no_stock = There is no equipment yet.
transfers-export = Save as CSV
transfers-running = Transfers under way
transfers-none_running = No transfer is under way.
transfers-all = Show those that are over as well
transfers-only_running = Show only those under way
transfers-number = Number
transfers-from = From
transfers-to = To
transfers-way = By
transfers-leaves_on = Leaves on
transfers-due_at = Expected
transfers-units = Items
transfers-new = Order a transfer
transfers-new_hint = The items cannot be booked from now until they are expected to arrive; after that they can be booked at the office that receives them.
transfers-choose_units = Items to send
transfers-choose_from = Choose the office and the kind to see its items.
transfers-nothing_to_send = This office has nothing to send.
transfers-show_units = Show the items
transfers-due_day = Day of arrival (without courier)
transfers-due_time = Time of arrival
transfers-order = Order
transfers-not_done = This was not done
transfers-one = Transfer { $number }
transfers-steps_ordered = Ordered
transfers-steps_packed = Packed
transfers-steps_in_transit = Sent
transfers-steps_received = Received
transfers-pack = Pack
transfers-pack_hint = Scan or type the number on the item. With the last one the transfer is ready to be sent.
transfers-leave_rest = The rest is not sent
transfers-leave_rest_question = Items that are not packed yet stay where they are. Go on?
transfers-dispatch = It has left
transfers-receive = Receive
transfers-receive_hint = Scan or type the number on the item. Items that were not ordered are recorded in the same way.
transfers-close_receipt = The rest did not arrive
transfers-close_receipt_question = Items that were not received are recorded as missing. Go on?
transfers-cancel = Cancel the transfer
transfers-cancel_question = The transfer is cancelled and the items stay where they are. Go on?
transfers-priority = Offices that come first (disasters)
transfers-priority_hint = Offices that come first are at the top of the lists.
transfers-priority_reason = Why it comes first
transfers-priority_set = Let it come first
transfers-priority_end = End this
transfers-comes_first = First
transfers-since = Since { $at }: { $reason }
message-transfer_ordered = The transfer is ordered. It is expected at { $due }.
message-transfer_packed = { $unit } is packed; { $count } to go.
message-transfer_all_packed = Everything is packed. Press "It has left" once it has.
message-transfer_dispatched = It is noted that it has left.
message-transfer_received = { $unit } is received; { $count } to come.
message-transfer_extra = { $unit } was not ordered. It is recorded.
message-transfer_extra_needed = { $unit } was not ordered, and is booked where it came from. Please send it back.
message-transfer_all_received = Everything is received.
message-transfer_missing = { $count } missing items are recorded.
message-transfer_cancelled = The transfer is cancelled.
