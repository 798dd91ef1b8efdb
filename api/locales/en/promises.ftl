promises-handed_on_day = you will be given one on the day
