-- One more of the same shape; the figures are the last one's.
UPDATE plans
   SET first_seen = min(first_seen, ?2),
       last_seen = max(last_seen, ?2),
       n_seen = n_seen + 1,
       total_cost = CASE WHEN ?2 >= last_seen THEN coalesce(?3, total_cost) ELSE total_cost END,
       total_ms = CASE WHEN ?2 >= last_seen THEN coalesce(?4, total_ms) ELSE total_ms END,
       data = CASE WHEN ?2 >= last_seen THEN ?5 ELSE data END
 WHERE id = ?1
