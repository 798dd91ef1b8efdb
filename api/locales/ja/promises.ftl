promises-handed_on_day = 機器は当日お渡しします
promises-any_like = 同じ区分の機材ならどれでも貸し出せます(予定: { $number })
promises-settle = この機材に決める
promises-find = 1台をご用意できます。機材は当日お渡しします。
board-promised = 確定(機材は当日決まります)
message-settled = { $unit }に決めました。
