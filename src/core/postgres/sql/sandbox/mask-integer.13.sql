(SELECT (CASE WHEN number < 0 THEN -1 - ((a << {low}) | b) ELSE (a << {low}) | b END)::{type}
 FROM {rounds} mixed)
