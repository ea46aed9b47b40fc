GRANT USAGE ON SCHEMA optischema_tools TO {owner}
