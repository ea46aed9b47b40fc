INSERT INTO chain_sessions (chain, root, pid, backend_start, query_start, since, until, dbid, database, role, application,
                            type, state, queryid, text, lock_type, lock_mode, lock_object)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
    ON CONFLICT (chain, root, pid, backend_start, query_start)
    DO UPDATE SET since = min(since, excluded.since), until = max(until, excluded.until)
