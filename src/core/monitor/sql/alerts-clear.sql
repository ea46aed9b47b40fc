DELETE FROM alerts WHERE cleared <> 0
