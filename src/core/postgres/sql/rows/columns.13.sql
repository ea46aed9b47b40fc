SELECT *
  FROM (
{statement}
) AS optischema_rows
 LIMIT 0
