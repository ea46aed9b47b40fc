SELECT name, setting
  FROM pg_settings
 UNION
-- Of a service whose servers suspend themselves, whether its library tells of it or not.
SELECT 'neon.timeline_id', current_setting('neon.timeline_id', true)
 WHERE current_setting('neon.timeline_id', true) <> ''
