-- $1: what the keys are made of. The numbers are odd where they multiply: what is odd loses nothing.
SELECT set_config('optischema.mask_key', md5($1 || 'text') || md5($1 || 'key'), true),
       set_config('optischema.mask_small',
                  (('x' || left(md5($1 || 'small'), 7))::bit(28)::int8 * 2 + 1)::text, true),
       set_config('optischema.mask_large',
                  (('x' || left(md5($1 || 'large'), 15))::bit(60)::int8 * 2 + 1)::text, true),
       set_config('optischema.mask_shift',
                  ('x' || left(md5($1 || 'shift'), 7))::bit(28)::int8::text, true)
