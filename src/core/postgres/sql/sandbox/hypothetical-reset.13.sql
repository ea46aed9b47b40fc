SELECT optischema_tools.hypopg_reset()
