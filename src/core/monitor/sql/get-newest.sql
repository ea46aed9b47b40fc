SELECT max(coalesce((SELECT max((SELECT max(i.ended)
                                   FROM intervals i
                                  WHERE i.server = s.id AND i.step = ?2 AND i.ended <= ?1))
                       FROM servers s), 0),
           coalesce((SELECT max((SELECT max(p.ended)
                                   FROM points p
                                  WHERE p.series = r.id AND p.step = ?2 AND p.ended <= ?1))
                       FROM series r), 0)) AS newest
