# People's own calendars
nav-own_calendars = My meetings
own-calendars-title = My meetings
own-calendars-explained = Give the calendar you use every day, and the allocation leaves your meetings alone whenever it offers you another time or day. A time you ask for yourself is never refused because of a meeting.
own-calendars-private = Only the times are kept, neither titles nor places, and no colleague is shown them.
own-calendars-given = Your calendars
own-calendars-none = You have given no calendar.
own-calendars-read_from = Read from { $host }.
own-calendars-read_file = Read from a file.
own-calendars-read_at = Last read: { $at }
own-calendars-times = { $count ->
    [one] { $count } busy time
   *[other] { $count } busy times
}
own-calendars-stale = It could not be read lately. What was read before goes on counting.
own-calendars-left_out = Some events could not be read. The others were.
own-calendars-remove = Take back
own-calendars-remove_question = Take this calendar back? The times read from it are forgotten as well.
own-calendars-removed = The calendar was taken back.
own-calendars-taken = The calendar was taken.
own-calendars-not_taken = The calendar could not be taken.
own-calendars-busy = When you are busy (two weeks)
own-calendars-by_address = By its address
own-calendars-by_file = As a file
own-calendars-label = Name
    .hint = For example: work calendar
own-calendars-address = Address of the calendar
    .hint = It begins with https:// and stands where your calendar is shared or published. It is read again every four hours.
own-calendars-file = File of the calendar
    .hint = An .ics file of up to 5 MB. To renew it, take it back and give another.
own-calendars-give = Give

own-calendar-label = Enter a name for the calendar.
own-calendar-address = This address cannot be taken. Enter one that begins with https://.
own-calendar-too_many = You can give { $max } calendars at most. Take one back and try again.
own-calendar-port = An address with port { $port } cannot be taken. Enter one without a number.
own-calendar-unknown_host = “{ $host }” cannot be found. Check the address.
own-calendar-private = “{ $host }” is inside a private network and is not read. Give the calendar as a file.
own-calendar-redirects = The address leads on more than { $max } times. Enter where it leads in the end.
own-calendar-unreachable = “{ $host }” could not be reached. Try again later.
own-calendar-status = The calendar was not handed out (answer { $status }). Check that it is published.
own-calendar-packed = The answer is compressed and cannot be read. Give the calendar as a file.
own-calendar-cut_off = The connection broke off. Try again.

## What is wrong with a calendar that was read

incoming-too_large = The file is too large. Choose one of up to { $max } MB; a shorter period makes a smaller file.
incoming-empty = The file is empty. Export the calendar again.
incoming-not_calendar = Line { $line }: this is no calendar. Choose a file that ends in .ics.
incoming-cut_off = Line { $line }: it ends in the middle of a { $component }. Check that the file is whole.
incoming-wrong_end = Line { $line }: this end of a { $component } does not fit what began. Export the calendar again.
incoming-too_deep = Line { $line }: too many things inside each other. Export the calendar again.
incoming-too_many = Line { $line }: { $max } events at most. Export a shorter period.
incoming-too_many_lines = Line { $line }: choose a file of up to { $max } lines.
incoming-too_much = Reading took too long and was given up. Export a shorter period.
incoming-too_many_times = Line { $line }: too many busy times; what follows was not read.
incoming-no_property = Line { $line }: “{ $value }” cannot be read. The line was not used.
incoming-no_start = Line { $line }: the event has no beginning (DTSTART).
incoming-time = Line { $line }: “{ $value }” in { $field } is no date or time.
incoming-year = Line { $line }: “{ $value }” in { $field } is not between 1970 and 9800.
incoming-zone = Line { $line }: the time zone “{ $value }” is unknown.
incoming-mixed = Line { $line }: of beginning and end one is a day and the other a time.
incoming-end = Line { $line }: the end ({ $value }) is before the beginning.
incoming-too_long = Line { $line }: events of more than a year are not used.
incoming-duration = Line { $line }: the length “{ $value }” cannot be read.
incoming-range = Line { $line }: changes of “this and all that follow” are not used.
incoming-rule = Line { $line }: the recurrence “{ $value }” cannot be read.
incoming-rule_part = Line { $line }: the recurrence “{ $value }” has a part that is not used.
incoming-rule_frequency = Line { $line }: only daily, weekly, monthly and yearly recurrence is used (“{ $value }”).
incoming-rule_too_long = Line { $line }: the recurrence “{ $value }” has too many occurrences.

## The calendar a room had before

room-calendar-title = Take over an old calendar
room-calendar-choose = Choose a file
room-calendar-take = Close at the times chosen
room-calendar-explained = The calendar used so far (.ics) is read, and the room is closed at the times still ahead. You can look before anything is taken.
room-calendar-file_hint = An .ics file of up to 5 MB.
room-calendar-entries = Ahead ({ $count })
room-calendar-is_there = taken already
room-calendar-none = Nothing is ahead.
room-calendar-taken = Times closed: { $count }. Bookings in the way: { $affected }
room-calendar-too_many = There are { $count } entries; { $max } can be taken at once. Export a shorter period.
