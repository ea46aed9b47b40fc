{table} WHERE ({keys}) IN (VALUES {values})
