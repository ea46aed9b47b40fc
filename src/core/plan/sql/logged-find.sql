SELECT 1
  FROM logged
 WHERE server = ?1 AND database = ?2 AND statement = ?3 AND time = ?4 AND digest = ?5 AND took = ?6
