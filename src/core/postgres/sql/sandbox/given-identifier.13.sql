SELECT system_identifier::text = $1 AS is_same FROM pg_control_system()
