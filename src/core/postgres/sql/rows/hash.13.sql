SELECT concat_ws(' ',
                 count(*),
                 sum(hashtextextended(rows_of_statement::text, 0)::numeric),
                 sum(hashtextextended(rows_of_statement::text, 1)::numeric)) AS fingerprint
  FROM (
{statement}
) AS rows_of_statement
