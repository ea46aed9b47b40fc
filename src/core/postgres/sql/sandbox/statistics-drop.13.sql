DROP TABLE optischema_tools.statistics, optischema_tools.mapped
