DELETE FROM series
 WHERE id IN (SELECT s.id
                FROM series s
               WHERE s.server = ?1
                 AND NOT EXISTS (SELECT 1 FROM points p WHERE p.series = s.id)
               LIMIT 500)
