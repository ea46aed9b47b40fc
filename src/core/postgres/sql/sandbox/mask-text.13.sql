CASE WHEN {value} IS NULL THEN NULL
     WHEN length({value}) >= 32
       THEN left(repeat(md5(current_setting('optischema.mask_key') || {value}), length({value}) / 32 + 1), length({value}))
     ELSE {characters} END
