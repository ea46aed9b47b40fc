INSERT INTO optischema_tools.extremes_{number} VALUES ($1), ($2)
