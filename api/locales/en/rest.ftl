# Reasons given to programs
precondition-required = Send the ETag of the version your change is based on as If-Match.
not-an-etag = Check the value of If-Match.
staff-needed = Send staff_id: whose booking it is.
legs-needed = A web meeting needs two or more offices in legs.
times-needed = Send starts_at and ends_at.
offset-needed = { $field } needs an offset such as +09:00.
loan-needed = Send the number of the loan or of the device.
file-too-large = One file may have 10 MB at most.
year-out-of-range = Send { $field } as a date between { NUMBER($first, useGrouping: 0) } and { NUMBER($last, useGrouping: 0) }.
window-too-long = The bookings of an office are shown for at most { $days } days at once.
