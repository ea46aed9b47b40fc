CREATE {unique}INDEX {name} ON {table} USING {method} ({keys}){include}{predicate}
