SELECT DISTINCT name
  FROM places
 ORDER BY name
