GRANT pg_monitor TO {role};
