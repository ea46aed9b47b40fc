SELECT ended, started, observed, flags, epoch, deallocs, lost_statements, lost_share, reentered, late_ms,
       late_by, databases
  FROM intervals
 WHERE server = ?1 AND step = ?2 AND ended > ?3 AND ended <= ?4
 ORDER BY ended
