SELECT changes() AS changes
