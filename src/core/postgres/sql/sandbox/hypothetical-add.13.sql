SELECT indexrelid AS handle, indexname AS name,
       optischema_tools.hypopg_relation_size(indexrelid) AS bytes
FROM optischema_tools.hypopg_create_index($1)
