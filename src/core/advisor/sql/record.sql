-- What else of its kind was put to the test on real rows, and what of it held.
SELECT count(*) FILTER (WHERE evidence IN ('measured', 'confirmed')) AS held,
       count(*) AS tested
  FROM recommendations
 WHERE kind = ?1
   AND evidence IN ('measured', 'confirmed', 'refuted')
   AND id <> ?2
