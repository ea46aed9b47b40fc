DECLARE {cursor} NO SCROLL CURSOR FOR
SELECT {row}::text COLLATE "C" AS key{values}
  FROM (
{statement}
) AS optischema_rows {names}
 ORDER BY 1{floats}
