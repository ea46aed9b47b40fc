INSERT INTO intervals (server, step, ended, started, observed, flags, epoch, deallocs, lost_statements, lost_share,
                       reentered, late_ms, late_by, databases, statements)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
    ON CONFLICT (server, step, ended) DO NOTHING
