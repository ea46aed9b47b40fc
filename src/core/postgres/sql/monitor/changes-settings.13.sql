SELECT /* optischema */ name, hashtext(setting) AS digest, pending_restart,
       CASE WHEN vartype <> 'string'
              OR NOT (name LIKE '%.%' OR name LIKE '%conninfo%' OR name LIKE '%command%')
            THEN current_setting(name, true) END AS value
  FROM pg_settings
 WHERE context <> 'internal' AND source NOT IN ('client', 'session', 'interactive')
