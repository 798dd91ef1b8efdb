# Pages of staggered hours: one's own shifts, seasons, plans of sections
nav-shifts = Shifts
nav-seasons = Staggered hours

## One's own shifts
shifts-title = My shifts
shifts-no_season = There is no season of staggered hours yet.
shifts-settled = Settled shifts
shifts-none_settled = Nothing is settled for these weeks yet. Once it is, it shows here and in the calendars you subscribe to.
shifts-met = As wished
shifts-unmet = Not as wished
shifts-swap = Swap
shifts-away = Away
shifts-wishes = Wishes
shifts-no_wishes = No wishes yet. On days without a wish you work the usual hours.
shifts-wish_new = New wish
shifts-wish_until = Accepted until { $until }. A new wish for the same days takes the place of the old one.
shifts-wish_keep = Send this wish
shifts-wish_withdraw = Withdraw
shifts-wishes_closed = Wishes are closed. Speak with the head of your section about changes.
shifts-kind = What you wish
shifts-kind_prefer = I would like to work these hours
shifts-kind_unavailable = I cannot work these hours
shifts-kind_fixed = Fixed hours
shifts-kind_leave = Leave
shifts-kind_away = On a trip
shifts-weekdays = Weekdays
shifts-weight = How much it matters
shifts-weight_1 = If possible
shifts-weight_3 = Normal
shifts-weight_5 = Very much
shifts-list_comma = {", "}
shifts-swaps = Swaps
shifts-swap_people = Asked by ⇄ asked
shifts-swap_answer = Answer
shifts-swap_agree = Agree
shifts-swap_refuse = Decline
shifts-swap_withdraw = Withdraw
swap_form-title = Swap your shift on { DAY($day) }
swap_form-explained = You work { $start }–{ $end }. Only colleagues are shown with whom every rule is kept and enough people are there. It is done when your colleague agrees and the head of your section approves.
swap_form-whom = With
swap_form-ask = Ask for the swap
swap_form-nobody = There is nobody to swap with on this day.
swap_form-no_shift = Your shift of this day is not settled yet, or you are away.
swap_form-not_asked = It could not be asked
swap_form-back = Back to my shifts
message-wish_kept = Your wish has been received.
message-wish_withdrawn = Your wish has been withdrawn.
message-swap_asked = Your colleague has been asked. Please wait for the answer.
message-swap_done = Recorded.

## Seasons
seasons-title = Staggered hours
seasons-list = Seasons
seasons-none = There is no season yet.
seasons-name = Name
seasons-name_en = Name (English)
seasons-new = New season
seasons-id = Number
seasons-id_hint = Small letters, digits and hyphens, 20 at most (2026-summer)
seasons-first_day = First day
seasons-last_day = Last day
seasons-patterns = Patterns
seasons-set_summer = Those of summer
seasons-set_winter = Those of winter
seasons-set_all = Only those of the whole year
seasons-open = Open for wishes
seasons-wishes_until = Wishes until
seasons-close = Close wishes
seasons-close_question = Close the time for wishes? Until shifts are published it can be opened again.
seasons-reopen = Open again
seasons-plan = Plan every section
seasons-plan_again = Plan again
seasons-publish = { $count ->
    [one] Publish the proposal of one section
   *[other] Publish the proposals of { $count } sections
 }
seasons-publish_question = Publish the proposals of all sections and tell the people?
seasons-end = End the season
seasons-end_question = End this season? Published shifts stay as they are.
seasons-making = Plans are being made
seasons-sections = Plans by section
seasons-no_plans = There are no plans yet.
seasons-made = Sections planned
seasons-met = Wishes met
seasons-short_days = Days short of people
seasons-proven = Sections proven best
seasons-back = Back to the season
message-season_opened = The season is open for wishes.
message-shifts_published = Published the shifts of { $plans } sections and told { $people } people.

## A section's plan
shift_plans-not_done = It could not be done
shift_plans-quality = Quality
shift_plans-proven = Proven: no plan is better
shift_plans-gap = May be up to { $percent }% better
shift_plans-short_by = { $count } short
shift_plans-short = { $count ->
    [one] On one day there are too few people whoever works which shift
   *[other] On { $count } days there are too few people whoever works which shift
 }
shift_plans-short_span = { $start }–{ $end } { $basis }: { $have } of { $least }
shift_plans-shifted_days = Days on other than usual hours
shift_plans-others_changed = Because { $staff } is away { $count } others change (fewer than { $bound } is not possible).
shift_plans-publish = Publish this plan
shift_plans-publish_question = Publish this plan and tell the people?
shift_plans-again = Plan again
shift_plans-whole = Show all days (for print)
shift_plans-part = Show two weeks
shift_plans-curve = People at work on { DAY($day) }
shift_plans-grid = People and days
shift_plans-legend = Numbers are the start of work. ● pinned, △ not as wished. Choose a day for its curve, a shift to change it.
shift_plans-present = Present
shift_plans-shifted = shifted { $count } of { $cap }
shift_plans-pinned = pinned
shift_plans-unmet = not as wished
shift_plans-swaps = Swaps asked for
shift_plans-absence = Somebody is away
shift_plans-absence_explained = Choose who and when: a proposal is made that changes as few others as possible. Nothing changes before you publish it.
shift_plans-absence_ask = Make a proposal
shift_plans-compare = Compare with plan { $number }
curve-at_work = at work
curve-minimum = minimum
curve-preferred = preferred
curve-is_short = short
curve-short = { $count ->
    [one] At one time there are too few people.
   *[other] At { $count } times there are too few people.
 }
curve-enough = There are enough people all day.
curve-short_span = { $start }–{ $end }: { $minimum } needed, { $at_work } at work.
curve-as_table = As a table
curve-time = Time
curve-nobody = Nobody is at work on this day.
shift_cell-wished = Wished: { $pattern }
shift_cell-allowed = This is possible.
shift_cell-forbidden = This is not possible
shift_cell-short = This leaves too few people
shift_cell-despite = Change it knowing that there will be too few people
shift_cell-cover = { $start }–{ $end } { $basis }: { $before } → { $after } (minimum { $least })
shift_cell-save = Change and pin
shift_cell-pin = Pin it as it is
shift_cell-unpin = Unpin
shift_cell-back = Back to the grid
shift_cell-not_kept = It could not be changed
shift-plan-changed = Somebody else changed this plan first. Look at what it is now, then change it again.
message-shift_save = Changed and pinned.
message-shift_pin = Pinned.
message-shift_unpin = Unpinned. The next plan may change it.
shift_compare-title = Plan { $a } and plan { $b }
shift_compare-figures = Figures of the two plans
shift_compare-figure = Figure
shift_compare-difference = Difference
shift_compare-short = Short (people × quarter hours)
shift_compare-worst_off = Unmet weight of the person worst off
shift_compare-people = People whose shifts change
shift_compare-days = Days changed
shift_compare-what = What changes
shift_compare-gain = as wished now
shift_compare-loss = no longer as wished
shift_compare-same = Nobody's shifts change.
shift_compare-cover = Days short of people (people × quarter hours)
shift_compare-back = Back to the plan
