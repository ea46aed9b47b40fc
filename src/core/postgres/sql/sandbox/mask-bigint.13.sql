(SELECT CASE WHEN s.number < 0 THEN -1 - s.mixed ELSE s.mixed END
 FROM (SELECT m.number, ((m.mixed # (m.mixed >> 32))::numeric * current_setting('optischema.mask_large')::numeric
               % 9223372036854775808)::int8 AS mixed
       FROM (SELECT n.number, ((CASE WHEN n.number < 0 THEN -1 - n.number ELSE n.number END)::numeric
                     * current_setting('optischema.mask_large')::numeric % 9223372036854775808)::int8
                     # current_setting('optischema.mask_shift')::int8 AS mixed
             FROM (SELECT {value} AS number) n) m) s)
