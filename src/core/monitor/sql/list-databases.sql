SELECT oid, name
  FROM databases
 WHERE server = ?1
