SELECT enumlabel AS value
  FROM pg_catalog.pg_enum
 WHERE enumtypid = $1::pg_catalog.oid
 ORDER BY enumsortorder
 LIMIT 3
