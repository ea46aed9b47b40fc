-- Whether the server's machine has what file-apply needs.
COPY (SELECT 'b2s=') TO PROGRAM
  'test "$(base64 -d)" = ok && command -v dd >/dev/null && command -v truncate >/dev/null'
