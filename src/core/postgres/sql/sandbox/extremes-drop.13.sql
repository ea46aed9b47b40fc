DROP TABLE IF EXISTS optischema_tools.extremes_{number}
