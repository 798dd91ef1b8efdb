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

nobody-to-plan = There is nobody to plan for. Check the section.
