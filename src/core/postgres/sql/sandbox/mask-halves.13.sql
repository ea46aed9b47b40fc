(SELECT number, size >> {low} AS a, size & ((1::int8 << {low}) - 1) AS b
 FROM (SELECT n.number, CASE WHEN n.number < 0 THEN -1 - n.number ELSE n.number END AS size
       FROM (SELECT {value}::int8 AS number OFFSET 0) n OFFSET 0) sized OFFSET 0)
