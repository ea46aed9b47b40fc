-- What is later than now was noted before the clock was set back: it is no newer than what is noted now.
DELETE FROM plans
 WHERE id IN (SELECT id
                FROM plans
               WHERE server = ?1 AND database = ?2 AND statement = ?3
               ORDER BY min(last_seen, ?5) DESC, id DESC
               LIMIT -1 OFFSET ?4)
