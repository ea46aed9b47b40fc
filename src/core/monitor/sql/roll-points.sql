INSERT INTO points (series, step, ended, mean, peak, observed)
SELECT series, ?3, ?6, sum(mean * observed) / sum(observed), max(peak), sum(observed)
  FROM points
 WHERE series IN (SELECT id FROM series WHERE server = ?1) AND step = ?2 AND ended > ?4 AND ended <= ?5
 GROUP BY series
