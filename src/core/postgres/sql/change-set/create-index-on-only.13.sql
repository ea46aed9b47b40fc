CREATE {unique}INDEX {name} ON ONLY {table} USING {method} ({keys}){include}{predicate}
