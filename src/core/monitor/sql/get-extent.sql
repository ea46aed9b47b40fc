SELECT (SELECT min(ended) FROM intervals WHERE server = ?1 AND step = ?2) AS first,
       (SELECT max(ended) FROM intervals WHERE server = ?1 AND step = ?2) AS last
