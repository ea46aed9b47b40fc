SELECT context FROM pg_settings WHERE lower(name) = $1
