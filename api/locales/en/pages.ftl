# The pages of staff and section heads
what-seat = Satellite office seat
what-home_pc = Loan PC for work at home
what-mobile_pc = Loan PC (on the road)
what-tablet = Tablet
what-web_conference = Web meeting
what-bundle = Seat and PC
attribute-monitor = Monitor
attribute-partition = Partition
attribute-quiet = Quiet place
attribute-headset = Headset
attribute-accessible = Wheelchair accessible
attribute-lte = LTE (mobile network)
attribute-rugged = Rugged
attribute-gnss = GNSS (positioning)
find-title = Find and book
find-what = What do you need?
    .hint = After choosing another kind, press Search: the fields change with it.
find-where = Where
find-day_of_use = Day at home
find-last_day = Last day
    .hint = Change it only for several days in a row.
find-more_days = Choose more days
    .hint = Days that do not follow one another are fetched and returned each. All are booked together or none.
find-another_day = Day { $number }
find-host = Host office
find-host_people = People at the host office
find-legs = Offices that join
    .hint = Choose the offices that join beside the host, and how many people there.
find-leg = Office { $number }
find-more_legs = More offices
find-leg_people = People at office { $number }
find-any_system = Either
find-who = Whose booking is it?
    .hint = You may book for people of your own section.
find-offers = These can be booked
find-take_offer = Book this one
find-results = What is free
find-loan = Fetch { $start }, return { $end }
find-free_count = { $kind ->
    [seat] Free seats: { $count }
    [bundle] Free seats with PC: { $count }
   *[other] Free devices: { $count }
 }
find-all_legs = Every office has a room or a web-meeting kit free.
find-elsewhere = Other offices are free at the same time
find-more = Choose the item, add a note
find-unit = Item
find-any_unit = Choose for me
find-order = Order number
    .hint = Outside working hours, enter the number of the advance overtime order.
find-note = Note
    .hint = Shown to the person alone.
find-book_all = Book at all the offices
find-book_at = Book at { $office }
find-nothing = Nothing is free at that time.
    .body = Try another time or office, or submit a request and wait for the round.
bookings-ahead = Coming bookings
bookings-none = You have no coming bookings.
bookings-asked = Requests and results
bookings-alternatives = Alternatives that can be booked now:
bookings-alternatives_gone = The alternatives you were told of are taken by now. Please search for another time or place.
bookings-remedies = What would have helped
bookings-days_at_home = Days of use:
bookings-and = { ", " }
bookings-past = Past and cancelled bookings
bookings-one = Booking
bookings-change = Change the booking
bookings-cancel_question = Cancel this booking?
bookings-withdraw_question = Withdraw this request?
loans-mine = To fetch and to return
loans-fetch = Fetch it at the desk, { OFFICE($office) }, from { $start }. Due: { $due }
loans-bring_back = Due: { $due }. Return it to the desk, { OFFICE($office) }.
one-loan-only = One booking can only hold days that follow one another.
feeds-made = Your calendar address is ready. It is shown only this once.
feeds-keep_private = Anyone with this address can see the calendar. Keep it private.
feeds-explained = See your bookings in Outlook, Google, Apple, Thunderbird or another calendar: paste the address where it says "add from URL" or "subscribe". How soon changes show depends on the calendar; Outlook can take a day.
feeds-list = Addresses in use
feeds-label = Where it is used
    .hint = For example: Outlook, phone
feeds-fetched = Last read
feeds-scope-person = My bookings
feeds-scope-unit = Item
feeds-scope-office = Office
feeds-rotate_question = Make a new address and withdraw this one?
feeds-revoke_question = Withdraw this address?
requests-new = Submit a request
requests-explained = Scarce things are shared out in rounds. After the approval you are told the result. To use something right away, book it instead.
requests-refresh = Update the fields for the kind
requests-flexible = How flexible you are
    .hint = The more flexible you are, the more likely it is to be granted.
requests-minutes = { $count ->
    [0] Not at all
   *[other] Up to { $count } minutes
 }
requests-earlier = May be earlier
requests-later = May be later
requests-other_day = Another day would do
requests-other_offices = Another office would do
requests-weekly = Every week
requests-fortnightly = Every two weeks
requests-until = Until
requests-except = Except { $number }
requests-dates = The result of each date
requests-approval_first = Your section head has to approve first. Then it takes part in its round.
requests-declined = The section head declined. You can change it and ask again.
requests-result_after = You will have the result for { DAY($day) } after the round has closed ({ $closes }).
requests-result_soon = The round has closed. You will have the result for { DAY($day) } as soon as it is settled.
requests-no_round = The round for { DAY($day) } has not begun yet. When it does, your request takes part.
requests-withdraw_all = Withdraw all remaining dates
requests-withdraw_all_question = Withdraw all dates to come? Bookings already granted are cancelled too.
approvals-waiting = Requests waiting for approval
approvals-count = { $count ->
    [one] One request.
   *[other] { $count } requests.
 }
approvals-dates = and more, { $count } dates in all
approvals-none = No requests are waiting for approval.
approvals-decline_question = Decline this request?
home-today = { DAY($now) }
home-asked = Requests waiting for a result
home-desk = Today's loans and returns
home-calendar = Calendar feed
home-notices = { $count ->
    [one] You have one notice
   *[other] You have { $count } notices
 }
home-see_answers = See the results
home-mark_read = I have read them
home-find = Find and book
home-request = Submit a request
home-to_approve = To approve: { $count }
home-after_meeting = A seat after the meeting
home-find_after = Find a seat after this meeting
home-all_bookings = See all bookings
message-booked = The booking is confirmed.
message-booked_several = { $count } loans are booked.
message-booked_with_flag = The booking is confirmed. It is outside working hours: check the advance overtime order.
message-changed = The booking was changed.
message-cancelled = The booking was cancelled.
message-checked_in = You have checked in.
message-feed_withdrawn = The address was withdrawn.
message-requested = Request received.
message-withdrawn = The request was withdrawn.
message-approved = Approved.
message-declined = Declined; the person sees it on their page. You can go on with the list.
message-already_decided = Somebody decided this first, or it was withdrawn. Here is the current list.
