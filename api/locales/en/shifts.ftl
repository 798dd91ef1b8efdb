# Staggered hours: what an operation refuses, and why a wish was not met.

## Seasons, terms and coverage

season-id = “{ $text }” cannot be the id of a season. Use small letters, digits and hyphens, at most 20 (e.g. 2026-summer).
season-name = Enter a name of at most { $limit } characters.
season-patterns = There is no set of patterns “{ $text }”. Choose one of these: { $allowed }
season-too-long = A season has at most { $days } days.
season-overlaps = The days overlap with the season from { DAY($first) } to { DAY($last) }.
season-exists = There is a season “{ $season }” already. Choose another id.
season-not-open = This season cannot be changed now. Please ask the office in charge.
terms-unit = “{ $text }” is no unit of choice. Choose one of these: { $allowed }
terms-share = Enter the share that may work staggered hours as a part of 1, from 0 to 1 ({ $share }).
terms-rest = The rest between days is from 0 to { $max } minutes ({ $minutes }).
coverage-weekdays = Row { $row }: choose the weekdays.
coverage-order = Row { $row }: the end must be later than the start.
coverage-grid = Row { $row }: enter times in steps of { $minutes } minutes.
coverage-staff = Row { $row }: the minimum is 0 or more and the preferred number not below it (at most { $max }).
coverage-basis = Row { $row }: choose one of these kinds: { $allowed }

## Wishes

wish-kind = There is no kind of wish “{ $text }”.
wish-weight = The strength of a wish is from 1 to { $max }.
wish-outside-season = Choose days from { DAY($first) } to { DAY($last) }.
wish-pattern = There is no pattern “{ $text }”.
wishes-closed = Wishes were taken until { $due }. Please ask the office in charge.

## Planning

shift-seconds = Give the solver from 1 to { $max } seconds for a section.
nobody-to-plan = There is nobody to plan for. Check the section.
shifts-contradict = No plan can be made because rules or pinned days contradict each other. Check the pins (staff numbers: { $staff }).
shifts-not-solved = No plan could be made. Try again; if it happens again, tell the administrator.
shift-curfew = Nobody works after { $limit } on { DAY($day) }, so hours until { $end } cannot be chosen.

## Why a wish was not met

unmet-cap = { $most ->
        [0] Your section is too small for anybody to work other hours than the standard ones.
        [1] On { DAY($day) } one person works other hours than the standard ones, which is as many as may.
       *[other] On { DAY($day) } { $most } people work other hours than the standard ones, which is as many as may.
    }
unmet-short = On { DAY($day) } from { $start } to { $end } { LABEL("shift-basis", $basis) } needs { $least }. With your wish there would be { $count }.
unmet-whoever-cap = { $most ->
        [0] The limit for your section is 0.
       *[other] Whatever the others work, the limit of { $most } could not be kept.
    }
unmet-whoever-need = Whatever the others work, { LABEL("shift-basis", $basis) } could not have the { $least } it needs from { $start } to { $end }.
unmet-others = Others who wished for the same day came first, by the strength of their wishes and by what they were given before.
unmet-preferred = With your wish there would be more hours with fewer people than preferred.
unmet-variety = With your wish the pattern would change more often within the week.
unmet-not-found = No plan with your wish was found in the time there was. Please ask the head of your section.
unmet-many-rules = Your wish is against several rules at once.
unmet-begun = This day has begun already.
unmet-pinned = The head of your section has pinned this day.
unmet-period = In this period one pattern is kept.
unmet-rest = There would not be enough rest between this day and the next or the one before.
unmet-own-rule = Your wish is against a rule of your own work. Please ask the head of your section.
wish-not-offered = The pattern “{ $pattern }” you wished for is not offered in this season.
wish-against-fixed = A fixed pattern is registered for this day.
wish-against-unavailable = You are registered as unavailable for that pattern on this day.

## What would help

help-one-more = One more person that day would make it possible.
help-cap = A limit of { $most } would make it possible.
help-need = A minimum of { $least } for { LABEL("shift-basis", $basis) } from { $start } to { $end } would make it possible.
help-swap = { $count ->
        [1] An exchange with the one person who works those hours that day would make it possible.
       *[other] An exchange with one of { $count } people who work those hours that day would make it possible.
    }
