DELETE FROM plans
 WHERE last_seen < ?4
    OR id IN (SELECT id
                FROM plans
               WHERE server = ?1 AND database = ?2 AND statement = ?3
               ORDER BY last_seen DESC, id DESC
               LIMIT -1 OFFSET ?5)
