(SELECT (CASE WHEN s.number < 0 THEN -1 - s.mixed ELSE s.mixed END)::{type}
 FROM (SELECT m.number, ((m.mixed # (m.mixed >> {shift})) * current_setting('optischema.mask_small')::int8
               + current_setting('optischema.mask_shift')::int8) & ((1::int8 << {bits}) - 1) AS mixed
       FROM (SELECT n.number, ((CASE WHEN n.number < 0 THEN -1 - n.number ELSE n.number END)
                     * current_setting('optischema.mask_small')::int8
                     + current_setting('optischema.mask_shift')::int8) & ((1::int8 << {bits}) - 1) AS mixed
             FROM (SELECT {value}::int8 AS number) n) m) s)
