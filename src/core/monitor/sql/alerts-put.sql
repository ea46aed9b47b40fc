INSERT INTO alerts (server, rule, item, fired, since, cleared, title, page, unit, threshold, value, told, worst, below,
                    silenced)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT (server, rule, item, fired)
DO UPDATE SET since = excluded.since, cleared = excluded.cleared, value = excluded.value, told = excluded.told,
              worst = excluded.worst, silenced = excluded.silenced
