# Bookings by mail
invitation-mail_off = This system sends no mail. Use the calendar feed instead.
invitation-address = This is no mail address. Check it.
invitation-domain = Nothing can be sent to this address. Mail goes to: { $domains }
invitation-declined = Your { LABEL("kind", $kind) } on { $start } was answered with “not attending”. The booking stands as it is; if you do not need it, cancel it on the page of your bookings.
invitation-reply_noted = answers were noted.
invitation-reply_old = answers to an earlier time were not noted.
invitation-reply_unknown = answers to what was never sent were not noted.
invitation-reply_none = mails held no answer.
