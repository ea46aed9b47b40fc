-- PostgreSQL makes the entries of this column's smallest and largest value here. Who owns it has no
-- rights: a domain's CHECK and an operator class are production's code.
CREATE TABLE optischema_tools.extremes_{number} AS
  SELECT t.{column} AS value FROM ONLY {table} AS t WITH NO DATA;
ALTER TABLE optischema_tools.extremes_{number} OWNER TO {owner};
CREATE INDEX extremes_{number}_value ON optischema_tools.extremes_{number} (value)
  WITH (deduplicate_items = off)
