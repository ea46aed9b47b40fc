-- Those of one database, the newest run first; what saves most is first within a run.
SELECT document
  FROM recommendations
 WHERE json_extract (document, '$.server') IS ?1
   AND json_extract (document, '$.database') = ?2
 ORDER BY made_at DESC,
          coalesce (json_extract (document, '$.projected_ms'), 0) DESC
 LIMIT 200
