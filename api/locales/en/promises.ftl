promises-handed_on_day = you will be given one on the day
promises-any_like = Any one like it will do (expected: { $number })
promises-settle = Settle on this one
promises-find = One can be promised. You will be given it on the day.
board-promised = Confirmed (unit settled on the day)
message-settled = It will be { $unit }.
