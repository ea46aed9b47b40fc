UPDATE chain_sessions
   SET text = ?2
 WHERE text = ?1
