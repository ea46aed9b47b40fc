-- Not cast to text: a type's cast can be a function that somebody made.
SELECT /* optischema */
       (SELECT t.{column} FROM ONLY {table} AS t
        WHERE t.{column} IS NOT NULL ORDER BY t.{column} LIMIT 1) AS low,
       (SELECT t.{column} FROM ONLY {table} AS t
        WHERE t.{column} IS NOT NULL ORDER BY t.{column} DESC LIMIT 1) AS high
