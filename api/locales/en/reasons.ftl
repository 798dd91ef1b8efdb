# Why something could not be, and what to look at
E_IN_THE_PAST = It would already be over ({ $end }). Choose a time to come.
E_BEYOND_HORIZON = Bookings are possible { $days } days ahead (until { DAY($last) }).
E_NOT_SUITABLE = Your duties are not registered as suitable for work at home. Ask your section head.
E_MONTHLY_LIMIT = You already have { $used } days at home in month { $month } (limit { $limit }).
W_OUTSIDE_HOURS = This is outside working hours ({ TIMES($start, $end) }). Check the advance overtime order.
full = { LABEL("kind", $kind) } at { OFFICE($office) }: all are booked { INTERVAL($start, $end) }.
unit-taken = Somebody else was first. Please search again.
person-has-seat = You already have a seat elsewhere at that time.
too-long = One booking may last 62 days at most.
handed-out-at-desk = { LABEL("kind", $kind) }: please fetch it at the desk.
all-taken = { LABEL("kind", $kind) } at { OFFICE($office) } ({ $total }): all are taken { INTERVAL($start, $end) } (booked { $booked }, other requests { $others }, of which { $higher } with higher priority).
no-such-unit = { OFFICE($office) } has no { LABEL("kind", $kind) } that fits{ $system ->
    [lgwan] {" "}(LGWAN)
    [internet] {" "}(internet)
   *[other] {""}
 }. Nothing can be granted there before one is provided.
no-unit-with = { OFFICE($office) } has no { LABEL("kind", $kind) } with all of this: { ATTRIBUTES($attributes) }. With fewer conditions, or once one is provided, it can be considered.
too-few-units = { LABEL("kind", $kind) } at { OFFICE($office) }: { $total } fit, and { $quantity } were asked for. Up to { $total } can be considered.
has-begun = The time asked for (from { $start }) had begun before the proposal was made.
remedy-units = With { $count } more { LABEL("kind", $kind) } at { OFFICE($office) } { INTERVAL($start, $end) } this could have been granted without taking anything from anybody.
remedy-units_behind = With { $count } more { LABEL("kind", $kind) } at { OFFICE($office) } { INTERVAL($start, $end) } this would be possible, but { $ahead ->
    [one] another request would come first.
   *[other] { $ahead } other requests would come first.
 }
remedy-units_unsure = With { $count } more { LABEL("kind", $kind) } at { OFFICE($office) } { INTERVAL($start, $end) } this would be possible without taking anything from anybody. Other requests may come first.
remedy-units_also = As well as that, { $count } more { LABEL("kind", $kind) } at { OFFICE($office) } { INTERVAL($start, $end) } would be needed.
remedy-such_units = With { $count } more { LABEL("kind", $kind) } that meets the conditions, at { OFFICE($office) } { INTERVAL($start, $end) }, this could have been granted without taking anything from anybody. Other requests may come first.
remedy-such_units_also = As well as that, { $count } more { LABEL("kind", $kind) } that meets the conditions would be needed at { OFFICE($office) } { INTERVAL($start, $end) }.
remedy-others_move = { INTERVAL($start, $end) } at { OFFICE($office) } would be possible if { $count ->
    [one] another request
   *[other] { $count } other requests
 } moved to another time or unit. Please ask the person in charge.
remedy-displaces = Granting this would mean refusing other requests of priority { NUMBER($weight) } or more together (this one has { NUMBER($own) }).
instead-later = It can be booked { $minutes } minutes later.
instead-earlier = It can be booked { $minutes } minutes earlier.
instead-office = It can be booked for the same time at { OFFICE($office) }.
instead-day = It can be booked on { DAY($day) }.
instead-other = It can be booked at another time or place.
instead-as_asked = It can be booked as you asked by now.
rejected-by-hand = Left out by the person in charge. Please ask them.
no-option = No time and place agreed with the rules.
own-days-used = The monthly limit of days at home is reached.
own-other-request = You have another request or booking at that time.
round-overlaps = The days overlap with the round of { DAY($first) } to { DAY($last) }. Apply that round first.
round-too-long = A round may have { $days } days at most.
still-solving = A proposal is being made. Please wait until it is done.
plan-not-open = This proposal is already "{ LABEL("state-plan", $state) }". Open the latest one.
request-changed = Request { $request } was changed or cancelled after the proposal was made.
already-begun = The time of request { $request } ({ $start }) has begun.
unit-no-longer-free = { $unit }, proposed for request { $request }, has been taken since.
no-date-left = No date fits the repetition. Check the period and the exceptions.
request-granted = { LABEL("kind", $kind) } on { $start } is yours.
request-refused = { LABEL("kind", $kind) } on { $start } could not be granted. See the reasons and alternatives.
no-files = Choose a file.
import-over = This import is over. Choose the files again.
account-without-person = The account { $login } has no staff number.
job-crashed = The work stopped halfway. Please run it again; tell the administrator if it goes on.
recurrence-frequency = Choose every day, every week or every month.
recurrence-interval = The interval of a repetition is 1 to 52.
recurrence-excluded = Check the exceptions.
recurrence-endless = Enter the last day of the repetition.
recurrence-two-ends = End a repetition by a date or by a number, not both.
recurrence-count = A repetition may have 400 dates at most.
recurrence-until = Check the last day of the repetition.
