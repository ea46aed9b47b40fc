-- The key is made here, so that it is in no text or parameter that a log may have, and never leaves the transaction.
WITH made AS MATERIALIZED (
  SELECT gen_random_uuid()::text || gen_random_uuid()::text AS key
)
SELECT set_config('optischema.mask_key', md5(key || 'text') || md5(key || 'key'), true) IS NOT NULL
       AND set_config('optischema.mask_numbers', md5(key || 'numbers') || md5(key || 'number'), true) IS NOT NULL
  FROM made
