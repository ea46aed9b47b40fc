{table} WHERE ({columns}) IN (SELECT {keys} FROM {parent})
