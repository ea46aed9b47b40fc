CREATE TABLE optischema_tools.statistics (
  schema text, relation text, is_index boolean, number smallint, name text, inherited boolean,
  null_fraction real, width integer, n_distinct real, common_values text,
  common_frequencies real[], bounds text, correlation real, common_elements text,
  element_frequencies real[], element_counts real[]
)
