CREATE {unique}INDEX CONCURRENTLY {name} ON {table} USING {method} ({keys}){include}{predicate}
