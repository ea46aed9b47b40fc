-- Each line is a command in the server's data folder. The paths are the server's own and hold
-- letters, digits, "_", "." and "/" only, the contents are base64: nothing in them means anything to
-- a shell.
COPY (
  SELECT CASE WHEN f.content IS NOT NULL
              THEN format('echo %s | base64 -d | dd of=%s bs=8192 seek=%s conv=notrunc 2>/dev/null',
                          f.content, f.path, f.page)
              ELSE format('truncate -s %s %s', f.bytes, f.path) END
  FROM pg_temp.optischema_files f
  WHERE f.path ~ '^[A-Za-z0-9_./]+$' AND f.path !~ '\.\.'
    AND (f.content IS NULL OR f.content ~ '^[A-Za-z0-9+/=]+$')
  ORDER BY f.number
) TO PROGRAM 'exec sh -e'
