-- Slots as ANALYZE fills them (pg_statistic.h): 1 common values, 2 histogram, 3 correlation,
-- 4 common elements, 5 element counts.
WITH ordering AS (
  SELECT DISTINCT ON (m.base) m.base, e.amopopr AS eq, l.amopopr AS lt
  FROM (SELECT base FROM optischema_tools.mapped
        UNION SELECT element FROM optischema_tools.mapped WHERE element <> 0) m
  JOIN pg_type t ON t.oid = m.base
  JOIN pg_opclass o ON o.opcdefault AND o.opcmethod = (SELECT oid FROM pg_am WHERE amname = 'btree')
   AND (o.opcintype = m.base
        OR o.opcintype = 'anyenum'::regtype AND t.typtype = 'e'
        OR o.opcintype = 'anyrange'::regtype AND t.typtype = 'r'
        OR o.opcintype = 'anyarray'::regtype AND t.typinput = 'array_in'::regproc
        OR o.opcintype = 'record'::regtype AND t.typtype = 'c'
        OR EXISTS (SELECT FROM pg_cast k
                   WHERE k.castsource = m.base AND k.casttarget = o.opcintype
                     AND k.castmethod = 'b' AND k.castcontext = 'i'))
  JOIN pg_amop e ON e.amopfamily = o.opcfamily AND e.amopstrategy = 3
                AND e.amoplefttype = o.opcintype AND e.amoprighttype = o.opcintype
  JOIN pg_amop l ON l.amopfamily = o.opcfamily AND l.amopstrategy = 1
                AND l.amoplefttype = o.opcintype AND l.amoprighttype = o.opcintype
  ORDER BY m.base, (o.opcintype = m.base) DESC, o.opcintype
)
INSERT INTO pg_statistic
SELECT m.relid, m.attnum, m.inherited, m.null_fraction, m.width, m.n_distinct,
       CASE WHEN v.common THEN 1 ELSE 0 END, CASE WHEN v.histogram THEN 2 ELSE 0 END,
       CASE WHEN m.correlation IS NOT NULL THEN 3 ELSE 0 END,
       CASE WHEN v.elements THEN 4 ELSE 0 END,
       CASE WHEN m.element_counts IS NOT NULL THEN 5 ELSE 0 END,
       CASE WHEN v.common THEN coalesce(o.eq, 0) ELSE 0 END,
       CASE WHEN v.histogram THEN coalesce(o.lt, 0) ELSE 0 END,
       CASE WHEN m.correlation IS NOT NULL THEN coalesce(o.lt, 0) ELSE 0 END,
       CASE WHEN v.elements THEN coalesce(eo.eq, 0) ELSE 0 END,
       CASE WHEN m.element_counts IS NOT NULL THEN coalesce(eo.eq, 0) ELSE 0 END,
       CASE WHEN v.common THEN m.attcollation ELSE 0 END,
       CASE WHEN v.histogram THEN m.attcollation ELSE 0 END,
       CASE WHEN m.correlation IS NOT NULL THEN m.attcollation ELSE 0 END,
       CASE WHEN v.elements THEN m.attcollation ELSE 0 END,
       CASE WHEN m.element_counts IS NOT NULL THEN m.attcollation ELSE 0 END,
       CASE WHEN v.common THEN m.common_frequencies END, NULL::real[],
       CASE WHEN m.correlation IS NOT NULL THEN ARRAY[m.correlation] END,
       CASE WHEN v.elements THEN m.element_frequencies END, m.element_counts,
       CASE WHEN v.common THEN array_in(m.common_values::cstring, m.base, -1) END,
       CASE WHEN v.histogram THEN array_in(m.bounds::cstring, m.base, -1) END,
       NULL,
       CASE WHEN v.elements THEN array_in(m.common_elements::cstring, m.element, -1) END,
       NULL
FROM optischema_tools.mapped m
CROSS JOIN LATERAL (
  SELECT m.readable AND m.common_values IS NOT NULL AS common,
         m.readable AND m.bounds IS NOT NULL AS histogram,
         m.readable AND m.common_elements IS NOT NULL AND m.element <> 0 AS elements
) v
LEFT JOIN ordering o ON o.base = m.base
LEFT JOIN ordering eo ON eo.base = m.element
