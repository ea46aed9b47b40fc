CASE WHEN {value} IS NULL THEN NULL
     ELSE md5(current_setting('optischema.mask_key') || {value}::text)::uuid END
