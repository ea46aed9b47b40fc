GRANT USAGE ON SCHEMA optischema_tools TO optischema_sandbox
