# Why a change by hand, a publication, an absence or a swap is refused, and what it leaves short
shift-not-in-plan = { DAY($day) } of { $staff } is not in this plan.
shift-plan-not-open = This plan is "{ LABEL("state-shift_plan", $state) }" and cannot be changed. Open the latest one.
too-many-shift-changes = At most { $limit } days can be changed at once.
shift-away = { $staff } is on leave or on a trip on { DAY($day) }. To give them work, correct the leave first.
shift-not-allowed = On { DAY($day) } { $staff } can only be given { $allowed }. Other patterns can be given once they wish for them.
shift-pinned = { DAY($day) } of { $staff } is pinned. Unpin it first to change it.
shift-rest = On { DAY($day) } { $staff } would start less than { DURATION($minutes) } after the end of the day before. Give an earlier pattern the day before, or a later one on this day.
shift-changes-too-often = { $staff } would change patterns too often in the period from { DAY($day) }. Keep to one pattern in a period.
shift-rule = The days of { $staff } break a rule: { LABEL("shift-rule", $rule) }
shift-rule-succession = a shift follows one that it must not follow.
shift-rule-most-of = too many shifts of one kind.
shift-rule-minutes = the minutes worked are outside their bounds.
shift-rule-work-run = too few or too many days of work in a row.
shift-rule-off-run = too few or too many days off in a row.
shift-rule-weekends = too many weekends of work.
shift-rule-break-known = the break is none of the pattern's.
shift-rule-choice-allowed = a shift that cannot be given.
shift-too-many-shifted = On { DAY($day) } { $count } people would work another pattern than the standard one; at most { $most } of this section may. Give somebody else the standard pattern first.
shift-leaves-short = On { DAY($day) }, { $start }–{ $end }, { $count } would be there ({ LABEL("shift-basis", $basis) }: { $least } needed).
shift-basis-counter = counter
shift-basis-peak = peak hours
shift-basis-lunch = lunch duty
shift-basis-phone = telephone
shift-changed-by-hand = The plan was changed by hand, so the wish was not met. Ask the head of your section.

# States of seasons, plans and swaps
state-season-open = Open for wishes
state-season-closed = Wishes closed
state-season-published = Published
state-season-ended = Over
state-shift_plan-solving = Being made
state-shift_plan-proposed = Proposal
state-shift_plan-published = Published
state-shift_plan-superseded = Earlier proposal
state-shift_plan-failed = Could not be made
state-swap-asked = Waiting for the other's answer
state-swap-agreed = Waiting for the section head
state-swap-approved = Exchanged
state-swap-declined = Declined
state-swap-withdrawn = Withdrawn

# Why a plan cannot be published, and what people are told when their shifts change
stale-shift_plan = Something has changed since this plan was made, so nothing was published. Make the plan again.
nothing-to-publish = There is no plan that could be published.
shift-section-stale = { $section }:
shift-person-left = { $staff } no longer belongs to this section.
shift-person-joined = { $staff } has come to this section.
shift-away-since = { $staff } is on leave or on a trip on { DAY($day) } by now.
shift-back-since = { $staff } is no longer away on { DAY($day) }.
shift-choice-since = { $staff } can no longer work the pattern of this plan on { DAY($day) }.
shift-wishes-since = The wishes of { $count } people have changed since the plan was made.
shift-needs-since = How many people are needed has changed (from { DAY($day) }).
shifts-published-since = Shifts of this section were published or changed after this plan was made.
shift-plans-differ = Plans { $a } and { $b } are of different sections or seasons and cannot be compared.
shifts-published = Your shifts from { DAY($start) } to { DAY($end) } are set.
shifts-changed = Your shifts have changed on { $days } days, from { DAY($start) }.

# Swaps of shifts
swap-oneself = Nobody can swap with themselves. Choose a colleague.
swap-no-shift = { $staff } has no published shift on { DAY($day) }.
swap-other-section = { $staff } belongs to another section, so a swap is not possible.
swap-begun = The shift of { DAY($day) } has begun. Choose a day that is still ahead.
swap-same = Both work the same pattern on { DAY($day) }. Choose somebody with another one.
swap-open = A swap about { DAY($day) } is waiting for an answer already. Withdraw it first, or wait until it is settled.
swap-not-possible = The shift of { $staff } on { DAY($day) } cannot be swapped. Choose somebody else or another day.
swap-changed-since = The shift of { DAY($day) } has changed since the swap was asked for. Ask again.
shift-swapped = Exchanged with a colleague.
swap-asked = { $staff } asks you to swap shifts on { DAY($start) }.
swap-agreed = { $staff } agrees to swap shifts on { DAY($start) }. It waits for the head of your section.
swap-declined = { $staff } does not agree to swap shifts on { DAY($start) }. Nothing changes.
swap-withdrawn = { $staff } has withdrawn the swap of shifts on { DAY($start) }.
swap-to-decide = { $staff } asks for approval of a swap of shifts on { DAY($start) }.
swap-head_approved = The swap with { $staff } on { DAY($start) } is approved. Please look at your new shift.
swap-head_declined = The swap with { $staff } on { DAY($start) } is not approved. Nothing changes.

# Absences
absence-no-days = There is no day still to come in this plan from { DAY($first) } to { DAY($last) }. Check the days.
shift-stands-in = On { DAY($day) } the usual pattern was needed to stand in for somebody who is absent.

# Which patterns to offer
no-needs = No section of "{ $bureau }" has stated how many people it needs. Enter that first.

# Changes after publishing
shift_plans-revise = Change published shifts by hand
shift_plans-by_hand = Put together by people; whether it is the best was not worked out
