-- Whether texts that differ may sort as equals.
SELECT EXISTS (SELECT
                 FROM pg_catalog.pg_collation
                WHERE NOT collisdeterministic) AS some_take_as_equal
