# Words of the screens: labels, buttons, states, messages.

## Product

product-name = Sekitori 席取り
product-short = Sekitori

## Glossary: the one name of each thing (the id after label- is its name in the code)

label-staff_member = Staff member
label-staff_id = Staff number
label-department = Section
label-department_head = Section head
label-bureau = Bureau
label-team = Team
label-manager = Manager
label-fixed_term_staff = Fixed-term staff
label-head_office = Head office
label-branch_office = Branch office
label-sub_branch_office = Sub-branch office
label-field_office = Field office
label-office = Office
label-closed_day = Closed day
label-home_office = Own office
label-satellite_office = Satellite office
label-seat = Seat
label-mobile_pc = Loan PC
label-tablet = Tablet
label-web_conference = Web meeting
label-web_kit = Web-meeting kit
label-web_room = Room
label-conference_leg = Joining office
label-booking = Booking
label-request = Request
label-approve = Approve
label-decline = Decline
label-allocation = Allocation
label-allocation_result = Result
label-confirm = Confirmed
label-cancel = Cancel
label-change = Change
label-waitlist = Waiting list
label-alternative = Alternative
label-checkout = Issue
label-return = Return
label-due_at = Due
label-ledger = Ledger
label-asset_number = Asset number
label-home_telework = Work at home
label-mobile_work = Mobile work
label-business_trip = Business trip
label-direct_start = Start off-site
label-direct_return = Finish off-site
label-staggered_hours = Staggered hours
label-yukatsu = Yu-katsu (early hours)
label-early_shift = Early
label-late_shift = Late
label-shift_pattern = Pattern
label-shift_assignment = Assignment
label-start_of_day = Start
label-end_of_day = End
label-break_time = Break
label-lunch_duty = Lunch duty
label-counter = Counter
label-minimum_staff = Minimum staff
label-preference = Wish
label-unavailability = Unavailable
label-annual_leave = Annual leave
label-rest_day = Rest day
label-holiday = Holiday
label-leave_on_time_day = Leave-on-time day
label-no_overtime_day = No-overtime day
label-lights_out_check = Lights-out check
label-light_down_day = Light-down day
label-light_down_week = Light-down week
label-overtime = Overtime
label-advance_order = Advance order
label-verification_sheet = Verification sheet
label-disaster_response = Disaster response
label-rest_interval = Rest between days
label-rebalancing = Rebalancing
label-courier_run = Courier
label-target_stock = Target
label-safety_stock = Reserve
label-personnel_change = Personnel change
label-fiscal_year = Fiscal year
label-calendar_feed = Calendar feed
label-check_in = Check in
label-unit = Item
label-pool = Pool
label-round = Round
label-proposal = Proposal
label-apply = Apply
label-pin = Pin
label-reason = Why
label-rule = Rule
label-closure = Closed
label-transfer = Transfer

## Words beside the glossary that forms and tables need

label-date = Date
label-day = Day
label-week = Week
label-month = Month
label-start = From
label-end = To
label-time = Time
label-kind = Kind
label-attributes = Features
label-quantity = Number
label-people = People
label-purpose = Purpose
label-note = Note
label-state = State
label-name = Name
label-place = Place
label-password = Password
label-new_password = New password
label-code = Code
label-role = Role
label-conf_system = Meeting system
label-overtime_order_no = Advance order number
label-participants = Participants
label-host = Host
label-repeat = Repeat
label-priority = Priority
label-seats_free = Free
label-count = Count
label-all = All
label-none = None
label-today = Today
label-file = File
label-row = Row
label-field = Field
label-problem = To check
label-who = Who
label-when = When
label-what = What
label-language = Language
label-address = Address
label-details = Details

## Kinds of things that are asked for and booked

kind-seat = Seat
kind-mobile_pc = Loan PC
kind-tablet = Tablet
kind-web_kit = Web-meeting kit
kind-web_room = Room
kind-web_conference = Web meeting
kind-bundle = Seat with PC
need-room = Room
need-kit_or_room = Kit or room
need-seat = Seat
need-mobile_pc = Loan PC
need-tablet = Tablet
conf_system-lgwan = LGWAN
conf_system-internet = Internet
conf_system-both = Both
booking_unit-slot15 = By 15 minutes
booking_unit-half_day = By half day
booking_unit-day = By day

## States (state-<noun>-<value>)

state-request-waiting = Waiting
state-request-granted = Granted
state-request-refused = Not granted
state-request-cancelled = Cancelled
state-approval-pending = Awaiting approval
state-approval-approved = Approved
state-approval-declined = Declined
state-booking-offered = Offered
state-booking-confirmed = Confirmed
state-booking-in_use = In use
state-booking-completed = Finished
state-booking-cancelled = Cancelled
state-offer-open = Waiting for an answer
state-offer-accepted = Accepted
state-offer-declined = Declined
state-offer-expired = Expired
state-offer-withdrawn = No longer free
state-loan-reserved = Reserved
state-loan-issued = Issued
state-loan-overdue = Overdue
state-loan-returned = Returned
state-loan-lost = Lost
state-loan-cancelled = Cancelled
state-round-open = Open
state-round-closed = Closed
state-round-proposed = Proposed
state-round-applied = Applied
state-plan-solving = Working
state-plan-proposed = Proposal
state-plan-applied = Applied
state-plan-superseded = Replaced
state-plan-failed = Failed
state-unit-active = In service
state-unit-repair = In repair
state-unit-lost = Lost
state-unit-retired = Retired
difference-new = New
difference-same = Unchanged
difference-changed = Changed
difference-lost = Lost
decision-none = As proposed
decision-pinned = Pinned
decision-rejected = Rejected
closure-works = Works
closure-power = Power cut
closure-access = No access
closure-reserved = Reserved
closure-repair = Repair

## People

role-staff = Staff
role-counter_staff = Counter staff
role-facilities = Facilities
role-manager = Manager
role-admin = Administrator
post-head = Section head
post-chief = Chief
post-staff = Staff member
post-fixed_term = Fixed-term staff
ground-child = Childcare
ground-care = Care
ground-commute35 = Commute of 35 km or more

## The board: what a cell says

board-free = Free
board-mine = Yours
board-confirmed = Confirmed
board-in_use = In use
board-overdue = Overdue
board-pending = Awaiting approval
board-proposal = Proposal
board-away = Away
board-closed = Closed
board-legend = Key
board-keys = Move with the arrow keys, open with Enter.
board-book = Book { $what }, { $when }
board-continues = goes on beyond this table
board-empty = There is nothing to show.
board-scroll = Table that scrolls sideways

## Navigation

nav-main = Main menu
nav-home = Home
nav-book = Book
nav-board = Board
nav-bookings = My bookings
nav-requests = Requests
nav-approvals = Approvals
nav-rounds = Rounds
nav-desk = Loan desk
nav-loans = Loans
nav-resources = Seats and devices
nav-shifts = Shifts
nav-lights_out = Lights out
nav-transfers = Rebalancing
nav-feeds = Calendar feeds
nav-reports = Reports
nav-import = Import
nav-accounts = Accounts
nav-policies = Rules
nav-audit = Audit
nav-settings = Settings
nav-help = Help
nav-api = API

## Actions: buttons are verbs

action-sign_in = Sign in
action-sign_out = Sign out
action-book = Book
action-request = Send request
action-change = Change
action-cancel = Cancel booking
action-withdraw = Withdraw request
action-approve = Approve
action-decline = Decline
action-check_in = Check in
action-finish = Finish
action-issue = Issue
action-take_back = Take back
action-report_lost = Report lost
action-open_round = Open round
action-close_round = Close round
action-propose = Make proposal
action-propose_again = Propose again
action-apply = Apply
action-publish = Publish
action-pin = Pin
action-unpin = Unpin
action-reject = Reject
action-stop = Stop
action-search = Search
action-show = Show
action-filter = Filter
action-clear = Clear
action-save = Save
action-add = Add
action-edit = Edit
action-delete = Delete
action-confirm = Confirm
action-continue = Continue
action-back = Back
action-previous = Previous
action-next = Next
action-today = Today
action-close = Close
action-keep = Go back
action-retry = Try again
action-refresh = Refresh
action-import = Import
action-check_file = Check file
action-export = Export
action-download = Download
action-print = Print
action-copy = Copy
action-create_feed = Create address
action-reissue = Reissue address
action-revoke = Revoke
action-wait = Join the waiting list
action-choose = Choose this
action-details = Details
action-home = Back to home

## Around every page

frame-skip = Skip to main content
frame-menu = Menu
frame-languages = Language
frame-language-ja = 日本語
frame-language-en = English
frame-signed_in_as = Signed in: { $who }
frame-messages = Messages
frame-old_browser = This browser cannot show the page properly. Please open it in Microsoft Edge, not in Internet Explorer mode.
frame-tone-success = Done
frame-tone-info = Note
frame-tone-warning = Attention
frame-tone-error = Please check

## Forms

form-required = required
form-optional = optional
form-errors =
    { $count ->
        [one] Please check { $count } item
       *[other] Please check { $count } items
    }
form-choose = Please choose
input-date = Enter a date such as 2026-07-01.
input-date-era = Check the era and year: the date is not within that era.
input-time = Enter a time such as 8:30, in 24 hours.
input-required = Please fill this in.
input-order = The end has to be after the start.

## Confirmation before something that cannot be undone

confirm-title = Please confirm

## Tables, pages, steps, empty places

table-scroll = Table that scrolls sideways: { $caption }
pages-label = Pages
steps-label = Steps
steps-current = current step
steps-done = done
empty-title = There is nothing here yet.

## Progress of a job

progress-label = Progress
progress-percent = { $percent }%
progress-unreachable = No connection. The page updates when it is back.
progress-manual = If the page does not update by itself, choose Refresh.

## An address to copy

copy-done = Copied.
copy-failed = Could not copy. Select the address and copy it.
feed-secret = Anyone with this address can see the calendar. Keep it private.

## Counts and distances

count-seat =
    { $count ->
        [one] { $count } seat
       *[other] { $count } seats
    }
count-device =
    { $count ->
        [one] { $count } device
       *[other] { $count } devices
    }
count-room =
    { $count ->
        [one] { $count } room
       *[other] { $count } rooms
    }
count-person =
    { $count ->
        [one] { $count } person
       *[other] { $count } people
    }
count-item =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
count-day =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
count-time =
    { $count ->
        [one] { $count } time
       *[other] { $count } times
    }
count-office =
    { $count ->
        [one] { $count } office
       *[other] { $count } offices
    }
travel-by-car = about { $minutes } min by car
travel-saved = Travel time saved: { DURATION($minutes) }

## Messages every page may need

message-stale = Someone changed this first. Here is the current state.
message-saved = Saved.
message-signed_out = You are signed out.
message-offline = No connection. Your input is still on this page.

## Pages for what went wrong (error-<status>)

error-400 = We could not read what was sent
    .body = Go back, check your input and send it again.
error-403 = You may not do this
    .body = If you need to, ask your section head or the administrator.
error-404 = Page not found
    .body = The address may have changed, or the thing was cancelled. Look for it in the menu.
error-409 = Someone changed this first
    .body = Nothing was done. Go back, look at the current state and try again.
error-413 = The file is too large
    .body = Send a file of up to 10 MB.
error-429 = Please wait a moment
    .body = There were many requests in a short time. Try again in about a minute.
error-500 = We could not finish this
    .body = Your input may not have been saved. Try again later. If it goes on, give the administrator the number below.
error-503 = The service is getting ready
    .body = Please open the page again in a moment.
error-reference = Reference: { $reference }

## The description of the API

api-title = API reference
api-noscript = This page needs JavaScript. The description itself is at this address.
