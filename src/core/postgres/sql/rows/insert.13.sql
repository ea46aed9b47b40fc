INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE
SELECT {values}
  FROM pg_catalog.json_array_elements($1::json) AS made (item)
    ON CONFLICT DO NOTHING
RETURNING {returned}
