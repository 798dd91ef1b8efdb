promises-handed_on_day = 機器は当日お渡しします
