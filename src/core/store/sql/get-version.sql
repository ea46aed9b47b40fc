SELECT version
  FROM store_versions
 WHERE folder = ?1
