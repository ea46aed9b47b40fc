DROP INDEX {name}
