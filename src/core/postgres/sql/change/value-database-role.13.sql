-- What the parameter $1 is set to for the database $2, the role $3, or both; no row where it is not.
SELECT /* optischema */ substr(setting, length($1) + 2) AS value
  FROM pg_db_role_setting AS s
 CROSS JOIN unnest(s.setconfig) AS setting
 WHERE s.setdatabase = CASE WHEN $2::text IS NULL THEN 0
                            ELSE (SELECT oid FROM pg_database WHERE datname = $2) END
   AND s.setrole = CASE WHEN $3::text IS NULL THEN 0
                        ELSE (SELECT oid FROM pg_roles WHERE rolname = $3) END
   AND lower(split_part(setting, '=', 1)) = lower($1)
