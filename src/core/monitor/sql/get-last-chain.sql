SELECT max(ended) AS last
  FROM chains
 WHERE server = ?1
