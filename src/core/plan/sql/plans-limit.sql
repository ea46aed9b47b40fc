-- What is later than now was noted before the clock was set back: it is no newer than what is noted now.
DELETE FROM plans
 WHERE last_seen < ?4
    OR id IN (SELECT id
                FROM plans
               WHERE server = ?1 AND database = ?2 AND statement = ?3
               ORDER BY min(last_seen, ?6) DESC, id DESC
               LIMIT -1 OFFSET ?5)
