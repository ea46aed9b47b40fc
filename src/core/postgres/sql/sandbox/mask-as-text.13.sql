{value}::text
