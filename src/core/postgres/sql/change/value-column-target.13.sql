-- The statistics target of the column $3 of the table $2; no row where it has none of its own.
SELECT /* optischema */ attstattarget::text AS value
  FROM pg_attribute
 WHERE attrelid = to_regclass($2)
   AND attname = $3
   AND NOT attisdropped
   AND attstattarget >= 0
   AND $1::text IS NOT NULL
