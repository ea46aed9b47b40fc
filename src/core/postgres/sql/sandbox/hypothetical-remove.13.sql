SELECT optischema_tools.hypopg_drop_index($1::oid)
