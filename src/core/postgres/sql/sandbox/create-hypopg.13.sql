CREATE EXTENSION hypopg SCHEMA optischema_tools
