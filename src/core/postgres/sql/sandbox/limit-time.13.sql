-- $1: milliseconds that a statement of the session may take, 0: no limit
SELECT set_config('statement_timeout', $1, false)
