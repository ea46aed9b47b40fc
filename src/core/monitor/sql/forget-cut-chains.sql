DELETE FROM chains_cut
 WHERE server = ?1 AND day < ?2
