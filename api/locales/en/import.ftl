# Files: what was refused, ignored or doubted. A message's id is the issue's code; beside the values named here every
# sentence may use $row, $line and $column.

column-name = { $column }

## The file as a whole

E_ENCODING = The encoding is not one we can read. Save the file as CSV in UTF-8 or Shift_JIS.
E_DELIMITER = The columns are separated by semicolons. Save the file with commas.
E_MISSING_COLUMN = Required columns are missing: { $names }
E_DUPLICATE_COLUMN = The column { column-name } is there twice. Keep one.
E_UNKNOWN_FILE = We cannot tell what this file is about. Check its name or the column names in its first line.
E_UNCLOSED_QUOTE = Line { $line }: a quotation mark (") is not closed. Please check.
E_QUOTE = Line { $line }: there is text after a closing quotation mark ("). Please check.
W_ENCODING_CP932 = Read as Shift_JIS (CP932).
W_BOM = Read as UTF-8 with byte order mark.
W_DELIMITER = Read as tab-separated.
W_HEADER_ALIAS = Column names were mapped: { $names }
W_UNKNOWN_COLUMN = The column "{ $column }" was not read.
W_NO_ROWS = There are no rows (0).
W_FILE_NOT_USED = This file is not used and was not read.

## Rows

E_COLUMN_COUNT = Line { $line } has { $found } columns ({ $expected } expected).
E_DUPLICATE_ID = { $where ->
        [stored] { column-name } { $id } is stored with different content.
       *[file] { column-name } { $id } is used { $count } times with different content (lines { $first }, { $second }{ $count ->
            [2] {""}
           *[other] {", "}…
        }).
    }
W_DUPLICATE_SAME = { $where ->
        [stored] The same row is stored already; it was left out.
       *[file] The same row is there twice; it was taken once.
    }
W_EMPTY_ROW = An empty row was left out.

## Cells

E_EMPTY = Fill in { column-name }.
E_ID_FORMAT = { $problem ->
        [newline] { $column } contains a line break.
        [length] { column-name } "{ $text }" is too long: at most 20 characters.
        [shape] Check the form of { column-name } "{ $text }".
       *[letters] { column-name } "{ $text }" has characters that are not allowed: use letters, digits, - _ and .
    }
E_BAD_DATE = { $problem ->
        [no_such_day] There is no day { $year }-{ $month }-{ $day }.
        [impossible] There is no day "{ $text }".
        [outside] "{ $text }" is outside the years { NUMBER($first, useGrouping: 0) } to { NUMBER($last, useGrouping: 0) }.
       *[unreadable] { column-name } "{ $text }" cannot be read as a date. Write it like 2026-07-01.
    }
E_BAD_ERA = { $problem ->
        [after] There is no "{ $text }" ({ $era } ended on { $last }). Do you mean { $instead }?
        [before] There is no "{ $text }" ({ $era } began on { $first }).
       *[year] Check the year of { $era } in "{ $text }".
    }
E_BAD_TIME = { $problem ->
        [midnight] { column-name } cannot be 24:00. Write 0:00 of the next day.
        [missing] { column-name } "{ $text }" has no time of day.
        [outside] { column-name } "{ $text }": there is no such time of day.
       *[unreadable] { column-name } "{ $text }" cannot be read as a time. Write it like 15:00.
    }
E_BAD_NUMBER = { column-name } has to be a number in plain digits ("{ $text }").
E_RANGE = { column-name } has to be a number from { NUMBER($min, useGrouping: 0) } to { NUMBER($max, useGrouping: 0) } ("{ $text }").
E_UNKNOWN_CODE = { column-name } "{ $text }" is not known. Use one of: { $allowed }
E_BAD_RRULE = { column-name } "{ $text }" cannot be used ({ $value }).
E_TOO_LONG = { column-name } may have { $limit } characters at most (it has { NUMBER($length, useGrouping: 0) }).
W_WIDTH = Full-width characters were read as half-width ({ $text } → { $read }).
W_FORMULA_TEXT = { column-name } "{ $text }" looks like a formula. It was taken as text.

## Things that are not known

E_UNKNOWN_OFFICE = { $found ->
        [near] There is no office "{ $text }". Do you mean "{ $suggestion } { $suggestion_name }"?
       *[none] There is no office "{ $text }".
    }
E_UNKNOWN_DEPARTMENT = There is no section "{ $text }".
E_UNKNOWN_STAFF = There is no staff number "{ $text }".
E_UNKNOWN_RESOURCE = There is no item "{ $text }".
E_UNKNOWN_MEETING = There is no meeting "{ $text }".
E_UNKNOWN_PATTERN = There is no shift pattern "{ $text }".
E_UNKNOWN_REQUEST = There is no request "{ $text }".

## Rules of the office

E_END_BEFORE_START = { $problem ->
        [same] The end ({ $end }) is the same as the start.
       *[before] The end ({ $end }) is before the start ({ $start }).
    }
E_PARTS_EXCEED = { $name ->
        [on_hand] Usable and in repair together ({ $parts }) are more than on hand ({ $whole }). Please check.
        [requested] Granted and refused together ({ $parts }) are more than requested ({ $whole }). Please check.
        [storage_capacity] The reserve ({ $parts }) is more than there is room for ({ $whole }). Please check.
       *[capacity_days] More days were used ({ $parts }) than there are ({ $whole }). Please check.
    }
E_TIME_OFF_GRID = { column-name }: times go in steps of { $minutes } minutes ({ $time }).
E_BELOW_MINIMUM = The preferred number ({ $preferred }) is below the minimum ({ $minimum }).
E_OFF_GRID = Times go in steps of { $minutes } minutes ({ $moment }).
E_CURFEW = Bookings past { $limit } are not possible, except for disaster response.
E_CLOSED_DAY = { $cause ->
        [weekend] The office is closed on { $day }.
       *[holiday] The office is closed on { $day } ({ $name }).
    }
E_OWN_OFFICE = Satellite seats of { $office } are for staff of other offices.
E_NO_TRAINING = You can apply after the security training.
W_NO_TRAINING = The security training has not been taken; it is needed by { $day }.
W_SELF_OVERLAP = There is another request for the same time elsewhere ({ $other }, line { $other_line }). One of them can be granted.
E_HOST_COUNT = Request { $request } has { $count } host offices. It needs one.
E_OUT_OF_JAPAN = Latitude and longitude are outside Japan. { $swapped ->
        [yes] Are they swapped?
       *[no] Please check.
    }
W_TRAVEL_SPEED = { $minutes } minutes from { $from } to { $to } is too fast. Please check.
W_TRAVEL_ASYMMETRIC = { $minutes } minutes from { $from } to { $to }, but { $back } minutes back. Please check.
E_PATTERN_MINUTES = The working time comes to { $found } minutes ({ $minutes } expected). Check start, end and break.
E_PATTERN_LIGHTS_OUT = On { $day } lights are checked at { $limit }, so a shift until { $end } cannot be chosen.
E_PATTERN_NOT_IN_FORCE = The pattern "{ $pattern }" is not in force now.
E_PERIOD_TOO_LONG = A period may have { $max } days at most ({ $days } given).
E_NO_MATCHING_DAY = None of the chosen weekdays lies between { $start } and { $end }.
E_DEADLINE = The deadline ({ $due }) has passed.

## Export

E_EXPORT_CHAR = Line { $line }, { column-name }: characters that { $encoding } cannot hold: { $letters }. Save as UTF-8.
