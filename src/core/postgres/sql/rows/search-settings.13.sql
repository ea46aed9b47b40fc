-- Until the transaction ends, or is taken back to a savepoint before it. Of tables that were just emptied the planner
-- assumes that they will grow, and to compile for that takes longer than all else.
SELECT pg_catalog.set_config('statement_timeout', $1, true),
       pg_catalog.set_config('jit', 'off', true)
