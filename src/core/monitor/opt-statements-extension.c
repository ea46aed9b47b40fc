/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statements-extension.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sql.h"

#define EXTENSION "pg_stat_statements"

/*
 * The columns of pg_stat_statements are those of the version that was created in the database
 * (pg_extension.extversion), whatever the server's: ALTER EXTENSION … UPDATE is often forgotten. So
 * the files of `postgres/sql/pg_stat_statements` carry the second part of the extension's version
 * (1.9: `counters.9.sql`), and the newest one that it has reached is taken.
 */
static int
get_minor (const char *version)
{
  const char *dot = strchr (version, '.');

  return g_str_has_prefix (version, "1.") ? (int) g_ascii_strtoll (dot + 1, NULL, 10) : 0;
}

/**
 * opt_statements_lack_free:
 * @self: (nullable) (transfer full): why it does not collect
 */
void
opt_statements_lack_free (OptStatementsLack *self)
{
  if (self == NULL)
    return;

  g_free (self->found);
  g_free (self->note);
  g_free (self->sql);
  g_free (self);
}

static const char *
get_fix (OptServerFacts *facts, const char *name)
{
  return opt_sql_get ("preflight", name, opt_server_facts_get_version (facts));
}

static void
append_library (GString *list, char *name)
{
  gsize length = strlen (name);
  g_autofree char *literal = NULL;

  if (length >= 2 && name[0] == '"' && name[length - 1] == '"')
    {
      name[length - 1] = '\0';
      name++;
    }
  if (*name == '\0')
    return;

  literal = opt_sql_quote_literal (name);
  g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", literal);
}

/* What is there stays. Each is a literal of its own: the server takes a list in one literal for the
 * name of one library, and does not start without it. */
static char *
make_preload_sql (OptServerFacts *facts, const char *libraries)
{
  g_auto (GStrv)
    names = g_strsplit (libraries, ",", -1);
  g_autofree char *own = g_strdup (EXTENSION);
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; names[i] != NULL; i++)
    append_library (list, g_strstrip (names[i]));
  append_library (list, own);

  return opt_sql_fill (get_fix (facts, "preload"), "libraries", list->str, NULL);
}

/**
 * opt_statements_extension_find_lack:
 * @facts: of the session
 *
 * Not every role is shown what is preloaded: then it is taken to be, where the extension is there.
 *
 * Returns: (transfer full) (nullable): why it does not collect; %NULL where it does
 */
OptStatementsLack *
opt_statements_extension_find_lack (OptServerFacts *facts)
{
  const char *libraries;
  gboolean created, unloaded;
  OptStatementsLack *lack;
  g_autoptr (GString) sql = g_string_new (NULL);

  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts), NULL);

  libraries = opt_server_facts_get_setting (facts, "shared_preload_libraries");
  created = opt_server_facts_get_extension_version (facts, EXTENSION) != NULL
            && opt_server_facts_get_extension_schema (facts, EXTENSION) != NULL;
  unloaded = libraries != NULL && strstr (libraries, EXTENSION) == NULL;
  if (created && !unloaded)
    return NULL;

  lack = g_new0 (OptStatementsLack, 1);
  if (!opt_server_facts_is_extension_available (facts, EXTENSION))
    {
      lack->found = g_strdup (_ ("pg_stat_statements is not installed on the server."));
      lack->note = g_strdup (_ ("Install PostgreSQL's contrib package there first."));
    }
  else
    lack->found = unloaded ? g_strdup (_ ("pg_stat_statements is not preloaded."))
                           : g_strdup (_ ("pg_stat_statements was not created in this database."));

  if (unloaded)
    {
      g_autofree char *preload = make_preload_sql (facts, libraries);

      g_string_append (sql, preload);
      if (lack->note == NULL)
        lack->note
            = created ? g_strdup (_ ("The server must be restarted then."))
                      : g_strdup (_ ("The server must be restarted between the two statements."));
    }
  if (!created)
    g_string_append (sql, get_fix (facts, "create-extension"));
  lack->sql = g_strchomp (g_strdup (sql->str));

  return lack;
}

/* In one line. */
static void
set_missing (OptServerFacts *facts, GError **error)
{
  g_autoptr (OptStatementsLack) lack = opt_statements_extension_find_lack (facts);
  g_autofree char *sql = g_strdelimit (g_strdup (lack->sql), "\n", ' ');
  g_autofree char *step
      = lack->note != NULL
            /* Translators: SQL, and a sentence */
            ? g_strdup_printf (_ ("As an administrator, in this database: %s %s"), sql, lack->note)
            : g_strdup_printf (_ ("As an administrator, in this database: %s"), sql);

  opt_set_error (error, OPT_ERROR_UNSUPPORTED, step, "%s", lack->found);
}

/**
 * opt_statements_extension_check:
 * @facts: of the session
 * @error: return location for an error, whose next step is the SQL that mends it
 *
 * Whether pg_stat_statements can be asked. (That it is loaded shows only when it is asked: not
 * every role may read shared_preload_libraries.)
 *
 * Returns: %FALSE with %OPT_ERROR_UNSUPPORTED where it is missing or too old
 */
gboolean
opt_statements_extension_check (OptServerFacts *facts, GError **error)
{
  g_autofree char *sql = opt_statements_extension_get_sql (facts, "counters", error);

  return sql != NULL;
}

/**
 * opt_statements_extension_get_sql:
 * @facts: of the session
 * @name: a file of `postgres/sql/pg_stat_statements`
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the SQL for the version of the extension, in its schema
 */
char *
opt_statements_extension_get_sql (OptServerFacts *facts, const char *name, GError **error)
{
  const char *version, *schema, *sql;
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts) && name != NULL, NULL);

  version = opt_server_facts_get_extension_version (facts, EXTENSION);
  schema = opt_server_facts_get_extension_schema (facts, EXTENSION);
  if (version == NULL || schema == NULL)
    {
      set_missing (facts, error);
      return NULL;
    }

  sql = opt_sql_get (EXTENSION, name, get_minor (version) * 10000);
  if (sql == NULL)
    {
      opt_set_error (
          error, OPT_ERROR_UNSUPPORTED,
          _ ("As an administrator, in this database: ALTER EXTENSION "
             "pg_stat_statements UPDATE;"),
          _ ("The version %s of pg_stat_statements in the database “%s” is not supported."),
          version, opt_server_facts_get_database (facts));
      return NULL;
    }
  quoted = opt_sql_quote_identifier (schema);

  return opt_sql_fill (sql, "schema", quoted, NULL);
}

/**
 * opt_statements_extension_explain_error:
 * @error: what asking pg_stat_statements failed with
 *
 * Adds the next step for a server that has the extension and did not load its library, which is
 * %OPT_ERROR_UNSUPPORTED, and for a role that may not use it.
 */
void
opt_statements_extension_explain_error (GError *error)
{
  g_return_if_fail (error != NULL);

  if (g_strcmp0 (opt_error_get_sqlstate (error), "55000") == 0)
    {
      error->code = OPT_ERROR_UNSUPPORTED;
      opt_error_set_next_step (
          error, _ ("As an administrator: ALTER SYSTEM SET shared_preload_libraries = "
                    "'pg_stat_statements' (added to what is there), then restart the server."));
    }
  else if (g_error_matches (error, OPT_ERROR, OPT_ERROR_DENIED))
    opt_error_set_next_step (
        error, _ ("As an administrator: GRANT USAGE on the extension's schema, and EXECUTE on its "
                  "functions, to the role that you connect as."));
}
