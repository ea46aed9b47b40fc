CREATE TEMPORARY TABLE optischema_files (
  number bigint GENERATED ALWAYS AS IDENTITY, path text NOT NULL, page bigint, content text,
  bytes bigint
)
