# Signing in, accounts, and what a door refuses by itself.

## Signing in

sign_in-title = Sign in
sign_in-login = Staff number
    .hint = For example S000123
sign_in-help = If you forgot your password, ask an administrator to set a new one.

home-greeting = Home of { $who }
home-no_office = Not registered
home-separator = , { "" }

sign-in-required = Please sign in.
wrong-credentials = Staff number and password do not fit. Please enter them again.
too-many-attempts = Too many attempts failed, so signing in is paused. Try again in about { $minutes } min.

## Accounts

password-wrong = The present password is not correct.
password-too-short = A password needs at least { $minimum } characters.
password-too-long = A password has at most { $maximum } characters.
password-too-uniform = A password needs at least { $minimum } different characters.
password-holds-login = A password must not contain the staff number.
login-length = A login has 1 to { $maximum } characters.
login-taken = The login “{ $login }” is taken.
staff-member-has-account = Staff number { $staff_id } has an account already.
last-administrator = Nobody would be left to administer the system.

## What a door refuses by itself

role-required = You may not use this page or function.
foreign-form = This was sent from another site and was not accepted.
form-out-of-date = This page is out of date. Open it again and repeat what you did.
host-unknown = This address does not work. Please use the one you were given.
idempotency-mismatch = The same Idempotency-Key came with another request. Please use a new key.

## What the office answers whatever the noun

not-found = There is no such thing. It may have been cancelled, or the number is another one.
not-allowed = You may not do this.
stale-version = Somebody changed it first. Look at it as it is now and try again.
stale-plan = Bookings changed after this proposal was made, so it cannot be applied. Please make it anew.
illegal-transition = This cannot be done in its present state. Please look at it as it is now.

## Pages for what went wrong (error-<status>), beside those in ui.ftl

error-401 = Please sign in
    .body = Sign in and repeat what you did.
error-405 = This cannot be done
    .body = Go back and use the buttons of the page.
error-422 = This cannot be accepted
    .body = Nothing was done. Go back, change what you entered and send it again.
