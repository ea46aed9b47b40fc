-- Where each row of pg_stats belongs here, and whether its values may be read by a superuser. An
-- input function of the system's own or of an extension is C; what a user makes (a domain's CHECK)
-- would be production's code. A domain's values are read as its base type's.
CREATE TABLE optischema_tools.mapped AS
WITH RECURSIVE placed AS (
  SELECT s.*, c.oid AS relid, a.attnum, a.atttypid, a.attcollation
  FROM optischema_tools.statistics s
  JOIN pg_namespace n ON n.nspname = s.schema
  JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.relation
  JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
   AND CASE WHEN s.is_index THEN a.attnum = s.number ELSE a.attname = s.name END
), based (typid, base) AS (
  SELECT DISTINCT atttypid, atttypid FROM placed
  UNION
  SELECT b.typid, t.typbasetype
  FROM based b
  JOIN pg_type t ON t.oid = b.base AND t.typtype = 'd'
), trusted AS (
  SELECT t.oid, CASE WHEN t.typinput = 'array_in'::regproc THEN t.typelem ELSE 0 END AS element
  FROM pg_type t
  WHERE t.typtype = 'e'
     OR t.typtype IN ('b', 'r') AND t.typnamespace = 'pg_catalog'::regnamespace
        AND t.typname !~ '^reg' AND t.typname !~ '^_reg'
     OR t.typtype = 'b' AND t.typinput = 'array_in'::regproc
     OR t.typtype = 'b' AND EXISTS (SELECT FROM pg_depend d
                                    WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
                                      AND d.refclassid = 'pg_extension'::regclass
                                      AND d.deptype = 'e')
), readable AS (
  SELECT oid FROM trusted WHERE element = 0
  UNION
  SELECT t.oid FROM trusted t
  JOIN trusted e ON e.oid = t.element AND e.element = 0
)
SELECT p.relid, p.attnum, p.inherited, p.null_fraction, p.width, p.n_distinct, p.common_values,
       p.common_frequencies, p.bounds, p.correlation, p.common_elements, p.element_frequencies,
       p.element_counts, p.schema, p.relation, p.name, p.attcollation,
       b.base,
       CASE WHEN b.base = 'tsvector'::regtype THEN 'text'::regtype::oid
            WHEN t.typinput = 'array_in'::regproc THEN t.typelem ELSE 0 END AS element,
       r.oid IS NOT NULL AS readable
FROM placed p
JOIN based b ON b.typid = p.atttypid
JOIN pg_type t ON t.oid = b.base AND t.typtype <> 'd'
LEFT JOIN readable r ON r.oid = b.base
