SELECT EXISTS (SELECT 1
                 FROM servers s
                 JOIN intervals i ON i.server = s.id
                WHERE i.ended >= ?1 AND i.ended < ?2)
    OR EXISTS (SELECT 1
                 FROM series r
                 JOIN points p ON p.series = r.id
                WHERE p.ended >= ?1 AND p.ended < ?2) AS has
