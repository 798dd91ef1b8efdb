# The waiting list and what is offered to it
nav-waiting = Waiting list
waiting-title = Waiting list
waiting-offers = Places for you
waiting-offers_none = Nothing waits for your answer.
waiting-offers_explained = Something became free. Take it or leave it before the time is over; after that it goes to the next person.
waiting-until = Please answer by { $until }.
waiting-asked_for = You asked for: { INTERVAL($start, $end) } { OFFICE($office) }
waiting-moves = { $count ->
    [one] If you take it, one other person who agreed to it is moved.
   *[other] If you take it, { $count } other people who agreed to it are moved.
 }
waiting-accept = Take it
waiting-decline = Leave it
waiting-withdraw = Take the offer back
waiting-decline_question = Leave this place to the next person? You will not be asked about it again; you go on waiting for others.
waiting-mine = What you wait for
waiting-mine_none = You are not waiting for anything.
waiting-ahead = { $together ->
    [1] Nobody else waits for the same.
   *[other] { $together } people wait for the same kind and time; { $ahead } of them come before you.
 }
waiting-barred = As it is, nothing that becomes free can serve this, and it does not count before others.
waiting-no_promise = The order is a guide, not a promise: it depends on when and where something becomes free.
waiting-has_offer = A place is offered
waiting-since = Since { $since }
waiting-stop = Stop waiting
waiting-stop_question = Stop waiting for this?
waiting-start = Wait for a place
waiting-list = Everybody who waits
waiting-list_none = Nobody waits at the moment.
waiting-turn = Turn
waiting-since_label = Waiting since
waiting-when = Wanted for
waiting-show = Show
waiting-any = All
waiting-serve = Look for a place
waiting-serving = Looking for a place for this request. If there is one, its person is told.
waiting-open_offers = Offers that wait for an answer
waiting-expires = Answer by
waiting-movers = People moved
waiting-consent = Helping others to fit in
waiting-may_move = I may be moved to another place or time so that others fit in
waiting-may_move_hint = Only within what you said would do when you asked. You are told when it happens.
waiting-may_wait = If there is no place for me, I want to wait for one
waiting-save = Save
message-offer_accepted = It is yours: the booking is made.
message-offer_declined = Left to the next person. You will be told when something else becomes free.
message-offer_withdrawn = The offer was taken back.
message-waiting = You will be told when something becomes free.
message-not_waiting = You no longer wait for it.
message-agreed = Saved.
home-offers = { $count ->
    [one] A place became free for you
   *[other] { $count } places became free for you
 }

offer-made = { LABEL("kind", $kind) } at { OFFICE($office) } is free for you ({ INTERVAL($start, $end) }). Please answer by { $until }.
offer-ran-out = { LABEL("kind", $kind) } on { $start }: the time to answer is over, and it goes to the next person. You go on waiting for others.
offer-withdrawn = { LABEL("kind", $kind) } on { $start } is no longer free. You go on waiting.
offer-expired = The time to answer ({ $at }) is over. You will be told when something else becomes free.
booking-moved = Your booking ({ LABEL("kind", $kind) }) was moved. Before: { INTERVAL($start, $end) } { OFFICE($office) } { $units } → now: { INTERVAL($new_start, $new_end) } { OFFICE($new_office) } { $new_units }
booking-changed-since = A booking ({ LABEL("kind", $kind) }) from { $start } has changed since.
place-no-longer-free = A place at { OFFICE($office) } from { $start } can no longer be used.
waits-only-refused = Only a request that was refused and has not begun can wait.
round-is-over = The round of that day is over. You will be told when something becomes free.
stale-offer = Other bookings have changed since this was offered, so it cannot be taken. Nothing has changed; another place is looked for.
not-waiting = Request { $request } is not waiting.
