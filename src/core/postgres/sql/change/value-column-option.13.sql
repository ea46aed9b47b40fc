-- The option $1 of the column $3 of the table $2; no row where it is not set.
SELECT /* optischema */ substr(setting, length($1) + 2) AS value
  FROM pg_attribute
 CROSS JOIN unnest(attoptions) AS setting
 WHERE attrelid = to_regclass($2)
   AND attname = $3
   AND NOT attisdropped
   AND split_part(setting, '=', 1) = $1
