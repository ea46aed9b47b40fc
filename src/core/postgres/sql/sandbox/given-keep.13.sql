-- The session that tells that a sandbox lives waits as long as that does. PostgreSQL 13 has no such
-- limit.
SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'
