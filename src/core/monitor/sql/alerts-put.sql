INSERT INTO alerts (server, rule, item, fired, since, cleared, title, page, unit, threshold, value, told, worst, below,
                    silenced)
-- Another program may have seen the same: it overlaps in time, until the other's end and from its own beginning (?16).
SELECT ?1, ?2, ?3,
       coalesce((SELECT fired FROM alerts
                  WHERE server = ?1 AND rule = ?2 AND item = ?3 AND (cleared = 0 OR cleared > ?16 OR fired = ?4)
                    AND (?6 = 0 OR since <= ?6)
                  ORDER BY fired = ?4 DESC, fired DESC
                  LIMIT 1), ?4),
       ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15
 WHERE true
ON CONFLICT (server, rule, item, fired)
DO UPDATE SET since = min(since, excluded.since), cleared = excluded.cleared, value = excluded.value,
              told = CASE WHEN fired = ?4 THEN excluded.told ELSE max(told, excluded.told) END,
              silenced = CASE WHEN fired = ?4 THEN excluded.silenced ELSE max(silenced, excluded.silenced) END,
              worst = CASE WHEN excluded.worst IS NULL THEN worst
                           WHEN worst IS NULL THEN excluded.worst
                           WHEN excluded.below THEN min(worst, excluded.worst)
                           ELSE max(worst, excluded.worst) END
