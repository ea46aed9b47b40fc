DELETE FROM plans
 WHERE last_seen < ?1
