-- The columns get names of ours, so that none of theirs can be taken for anything else.
SELECT pg_catalog.count(*) AS n,
       pg_catalog.concat_ws(' ',
                            pg_catalog.sum(pg_catalog.hashtextextended({row}::text, 0)::numeric),
                            pg_catalog.sum(pg_catalog.hashtextextended({row}::text, 1)::numeric)) AS hashes
  FROM (
{statement}
) AS optischema_rows {names}
