-- Qualified: an unqualified name in ORDER BY would be the text.
SELECT (SELECT t.{column}::text FROM ONLY {table} AS t
        WHERE t.{column} IS NOT NULL ORDER BY t.{column} LIMIT 1) AS low,
       (SELECT t.{column}::text FROM ONLY {table} AS t
        WHERE t.{column} IS NOT NULL ORDER BY t.{column} DESC LIMIT 1) AS high
