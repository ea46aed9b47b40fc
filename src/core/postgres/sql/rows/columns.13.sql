SELECT *
  FROM (
{statement}
) AS rows_of_statement
 LIMIT 0
