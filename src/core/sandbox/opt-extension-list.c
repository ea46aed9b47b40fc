/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-extension-list.h"

#include <glib/gi18n-lib.h>

/* What plans and results can depend on, and what can do no more than compute: the server's own C
 * code for types, operators, index methods and functions that reach for no file, program, other
 * server or setting. */
static const char *const restored[] = {
  "bloom",         /* an index method */
  "btree_gin",     /* operator classes: scalars in GIN */
  "btree_gist",    /* operator classes: scalars in GiST, for exclusion constraints */
  "citext",        /* a type: text without case */
  "cube",          /* a type: points and boxes in n dimensions */
  "dict_int",      /* a dictionary for text search: numbers */
  "earthdistance", /* functions on cube: distances on the Earth */
  "fuzzystrmatch", /* functions: how alike words sound */
  "hll",           /* a type: counts of what is distinct */
  "hstore",        /* a type: pairs of keys and values */
  "intarray",      /* operators and operator classes: arrays of integers */
  "ip4r",          /* types: ranges of addresses */
  "isn",           /* types: numbers of books and products */
  "ltree",         /* a type: paths in a tree */
  "pg_trgm",       /* operators and operator classes: words that are alike */
  "pgcrypto",      /* functions: digests and ciphers, on what they are given */
  "plpgsql",       /* a language that its server trusts; each database has it */
  "postgis",       /* types, operators and operator classes: geometry. It reads tables of
                    * coordinate systems that come with it, and no data of others: that is
                    * what postgis_raster does */
  "prefix",        /* a type: beginnings of text */
  "roaringbitmap", /* a type: sets of integers */
  "rum",           /* an index method */
  "seg",           /* a type: intervals of numbers */
  "tablefunc",     /* functions: rows turned into columns, by statements that the caller may run */
  "tsm_system_rows", /* a method of TABLESAMPLE */
  "tsm_system_time", /* a method of TABLESAMPLE */
  "unaccent",        /* a dictionary for text search: without accents, by the rules it came with */
  "uuid-ossp",       /* functions: identifiers made at random or of names */
  "vector",          /* a type, operators and index methods: what is near in many dimensions */
  NULL,
};

/* What leads out: to other servers, to files, to programs. */
static const char *const ways_out[] = {
  "adminpack",  /* writes files */
  "aws_lambda", /* calls a service */
  "aws_s3",     /* reads and writes a service's files */
  "dblink",     /* connects to other servers */
  "file_fdw",   /* reads files, runs programs */
  "http",       /* calls servers */
  "pg_cron",    /* runs statements at their times, as whom it likes */
  "pg_net",     /* calls servers */
  "plperlu",    /* does what the server's process may do, as the next ones */
  "plpython2u",   "plpython3u", "plpythonu",
  "plsh",         "pltclu",     "postgis_raster", /* reads files and addresses */
  "postgres_fdw",                                 /* connects to other servers */
  "xml2",                                         /* its stylesheets name files */
  NULL,
};

static const char *const languages[]
    = { "plcoffee", "pljava", "pljavau", "plls", "pllua", "pllua_u",
        "plperl",   "plr",    "pltcl",   "plv8", NULL };

/**
 * opt_extension_list_get_refusal:
 * @name: an extension's name
 *
 * An extension's code comes from the sandbox's own machine, but whether it may be made there is not
 * left to what it says of itself (`trusted`): only those of a list are, all of which can but
 * compute.
 *
 * Returns: (transfer none) (nullable): %NULL if it is restored in a sandbox, otherwise why not
 */
const char *
opt_extension_list_get_refusal (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  if (g_strv_contains (restored, name))
    return NULL;
  if (g_strv_contains (ways_out, name) || g_str_has_suffix (name, "_fdw"))
    return _ ("The extension is not restored: it leads out of the sandbox, to other servers, files "
              "or programs");
  if (g_strv_contains (languages, name))
    return _ ("The extension is not restored: functions in its language are not taken into a "
              "sandbox");
  if (g_str_equal (name, "lo"))
    return _ ("The extension is not restored: large objects are not copied");

  return _ ("The extension is not restored: it is not among those that are known to do nothing but "
            "compute");
}
