-- Some values of a column, as texts.
SELECT DISTINCT taken.value::text AS value
  FROM (SELECT {column}
          FROM {table}
         LIMIT 1000) AS taken (value)
 WHERE taken.value IS NOT NULL
 ORDER BY 1
 LIMIT 3
