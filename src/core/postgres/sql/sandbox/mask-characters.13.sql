(SELECT coalesce(string_agg(CASE
          WHEN c.code BETWEEN 97 AND 122 THEN chr(97 + (c.code - 97 + c.by) % 26)
          WHEN c.code BETWEEN 65 AND 90 THEN chr(65 + (c.code - 65 + c.by) % 26)
          WHEN c.code BETWEEN 48 AND 57 THEN chr(48 + (c.code - 48 + c.by) % 10)
          WHEN c.code < 128 THEN chr(c.code)
          ELSE chr((c.code & ~63) | ((c.code + c.by) & 63)) END, '' ORDER BY c.place), '')
 FROM (SELECT i AS place, ascii(substr(t.text, i, 1)) AS code,
              ('x' || left(md5(current_setting('optischema.mask_key') || '{part}' || length(t.text)
                               || ':' || left(t.text, i - 1)), 7))::bit(28)::int4 AS by
       FROM (SELECT {value} AS text OFFSET 0) t, generate_series(1, length(t.text)) i) c)
