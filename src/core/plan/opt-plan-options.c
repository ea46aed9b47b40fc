/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"

/* See the manual's page of EXPLAIN for each version. */
static const struct
{
  OptPlanOptions option;
  const char *word; /* a user's */
  const char *name; /* EXPLAIN's */
  const char *on;
  gboolean needs_analyze;
  int since; /* PostgreSQL's major version */
} known[] = {
  { OPT_PLAN_OPTION_SETTINGS, "settings", "SETTINGS", "true", FALSE, 12 },
  { OPT_PLAN_OPTION_BUFFERS, "buffers", "BUFFERS", "true", TRUE, 9 },
  { OPT_PLAN_OPTION_TIMING, "timing", "TIMING", "true", TRUE, 9 },
  { OPT_PLAN_OPTION_VERBOSE, "verbose", "VERBOSE", "true", FALSE, 9 },
  { OPT_PLAN_OPTION_WAL, "wal", "WAL", "true", TRUE, 13 },
  { OPT_PLAN_OPTION_MEMORY, "memory", "MEMORY", "true", FALSE, 17 },
  { OPT_PLAN_OPTION_SERIALIZE, "serialize", "SERIALIZE", "text", TRUE, 17 },
};

static gboolean
is_offered (guint i, int server_version)
{
  return server_version / 10000 >= known[i].since;
}

static gboolean
change (OptPlanOptions *options, const char *word)
{
  gboolean off = g_str_has_prefix (word, "no-");
  const char *name = off ? word + strlen ("no-") : word;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].word, name) == 0)
      {
        *options = off ? *options & ~known[i].option : *options | known[i].option;
        return TRUE;
      }

  return FALSE;
}

/**
 * opt_plan_options_change:
 * @options: (inout): options
 * @words: "wal,no-timing": which are wanted too, and which are not
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Returns: whether all of them are known
 */
gboolean
opt_plan_options_change (OptPlanOptions *options, const char *words, GError **error)
{
  g_auto (GStrv)
    each = NULL;

  g_return_val_if_fail (options != NULL && words != NULL, FALSE);

  each = g_strsplit (words, ",", -1);
  for (guint i = 0; each[i] != NULL; i++)
    if (!change (options, g_strstrip (each[i])))
      {
        opt_set_error (error, OPT_ERROR_INVALID,
                       _ ("Give some of settings, buffers, timing, verbose, wal, memory and "
                          "serialize, or no-timing and so on, with commas between them."),
                       _ ("EXPLAIN has no option “%s”."), each[i]);
        return FALSE;
      }

  return TRUE;
}

/**
 * opt_plan_options_get_offered:
 * @server_version: as libpq tells it
 *
 * Returns: what such a server knows
 */
OptPlanOptions
opt_plan_options_get_offered (int server_version)
{
  OptPlanOptions offered = 0;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (is_offered (i, server_version))
      offered |= known[i].option;

  return offered;
}

/**
 * opt_plan_options_check:
 * @options: options
 * @server_version: as libpq tells it
 * @error: return location for %OPT_ERROR_UNSUPPORTED
 *
 * Returns: whether such a server knows all of them
 */
gboolean
opt_plan_options_check (OptPlanOptions options, int server_version, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if ((options & known[i].option) != 0 && !is_offered (i, server_version))
      {
        opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Leave it out."),
                       _ ("EXPLAIN has the option %s from PostgreSQL %d on; this server is %d."),
                       known[i].name, known[i].since, server_version / 10000);
        return FALSE;
      }

  return TRUE;
}

/**
 * opt_plan_options_to_sql:
 * @options: options
 * @analyze: whether the statement is run
 * @server_version: as libpq tells it
 *
 * Each option that the server has is given as it is wanted, as their defaults differ by version.
 * What needs ANALYZE is left out without it.
 *
 * Returns: (transfer full): what stands in EXPLAIN's parentheses beside ANALYZE and the format
 */
char *
opt_plan_options_to_sql (OptPlanOptions options, gboolean analyze, int server_version)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      gboolean wanted = (options & known[i].option) != 0;
      gboolean is_serialize = known[i].option == OPT_PLAN_OPTION_SERIALIZE;

      if (!is_offered (i, server_version) || (known[i].needs_analyze && !analyze))
        continue;
      g_string_append_printf (sql, "%s%s %s", sql->len > 0 ? ", " : "", known[i].name,
                              wanted         ? known[i].on
                              : is_serialize ? "none"
                                             : "false");
    }

  return g_string_free (g_steal_pointer (&sql), FALSE);
}
