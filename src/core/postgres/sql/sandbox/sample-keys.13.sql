-- $1: which column of a key, $2: its values. As a setting they are in no statement's text.
SELECT set_config('optischema.keys' || $1, ($2::text[])::text, true) IS NOT NULL
