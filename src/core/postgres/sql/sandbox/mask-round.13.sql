(SELECT number, b AS a,
        a # (('x' || left(md5(current_setting('optischema.mask_numbers') || '{round}:' || b), 8))::bit(32)::int8
             & ((1::int8 << {bits}) - 1)) AS b
 FROM {before} before OFFSET 0)
