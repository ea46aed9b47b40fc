CREATE SCHEMA optischema_tools;
GRANT USAGE ON SCHEMA optischema_tools TO optischema_reader;
ALTER SCHEMA public OWNER TO optischema_sandbox;
GRANT USAGE ON SCHEMA public TO optischema_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE optischema_sandbox GRANT SELECT ON TABLES TO optischema_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE optischema_sandbox GRANT USAGE ON SCHEMAS TO optischema_reader;
