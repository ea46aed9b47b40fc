-- What SET changed in this session. The search path is set wherever a copy is connected to, and a
-- timeout for each run.
SELECT name, setting
FROM pg_settings
WHERE source = 'session' AND context IN ('user', 'superuser')
  AND name NOT LIKE 'transaction\_%' AND name <> 'statement_timeout'
ORDER BY name
