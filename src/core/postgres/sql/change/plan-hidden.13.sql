-- Of how many sessions of this database this role may not see what they do.
SELECT /* optischema */ count(*) AS n
  FROM pg_stat_activity
 WHERE datname = current_database()
   AND query = '<insufficient privilege>'
