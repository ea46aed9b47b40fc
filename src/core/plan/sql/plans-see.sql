UPDATE plans
   SET last_seen = max(last_seen, ?2),
       n_seen = n_seen + 1,
       total_cost = coalesce(?3, total_cost),
       total_ms = coalesce(?4, total_ms),
       data = CASE WHEN ?4 IS NOT NULL OR total_ms IS NULL THEN ?5 ELSE data END
 WHERE id = ?1
