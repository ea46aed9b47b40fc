/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"

/* See the manual's page of EXPLAIN for each version. Those of the same name exclude each other, and
 * stand together. */
static const struct
{
  OptPlanOptions option;
  const char *word; /* a user's */
  const char *name; /* EXPLAIN's */
  const char *on;
  const char *off;
  gboolean needs_analyze; /* buffers of the planner are told without it, since 13 */
  int since;              /* PostgreSQL's major version */
} known[] = {
  { OPT_PLAN_OPTION_SETTINGS, "settings", "SETTINGS", "true", "false", FALSE, 12 },
  { OPT_PLAN_OPTION_COSTS, "costs", "COSTS", "true", "false", FALSE, 9 },
  { OPT_PLAN_OPTION_BUFFERS, "buffers", "BUFFERS", "true", "false", FALSE, 9 },
  { OPT_PLAN_OPTION_SUMMARY, "summary", "SUMMARY", "true", "false", FALSE, 10 },
  { OPT_PLAN_OPTION_TIMING, "timing", "TIMING", "true", "false", TRUE, 9 },
  { OPT_PLAN_OPTION_VERBOSE, "verbose", "VERBOSE", "true", "false", FALSE, 9 },
  { OPT_PLAN_OPTION_WAL, "wal", "WAL", "true", "false", TRUE, 13 },
  { OPT_PLAN_OPTION_MEMORY, "memory", "MEMORY", "true", "false", FALSE, 17 },
  { OPT_PLAN_OPTION_SERIALIZE, "serialize", "SERIALIZE", "text", "none", TRUE, 17 },
  { OPT_PLAN_OPTION_SERIALIZE_BINARY, "serialize-binary", "SERIALIZE", "binary", "none", TRUE, 17 },
};

static gboolean
is_offered (guint i, int server_version)
{
  return server_version / 10000 >= known[i].since;
}

static gboolean
is_same_name (guint i, guint j)
{
  return strcmp (known[i].name, known[j].name) == 0;
}

static void
set (OptPlanOptions *options, guint i, gboolean on)
{
  if (!on)
    {
      *options &= ~known[i].option;
      return;
    }
  for (guint j = 0; j < G_N_ELEMENTS (known); j++)
    if (is_same_name (i, j))
      *options &= ~known[j].option;
  *options |= known[i].option;
}

static gboolean
change (OptPlanOptions *options, const char *word)
{
  gboolean off = g_str_has_prefix (word, "no-");
  const char *name = off ? word + strlen ("no-") : word;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].word, name) == 0)
      {
        set (options, i, !off);
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
                       _ ("Give some of settings, costs, buffers, summary, timing, verbose, wal, "
                          "memory, serialize and serialize-binary, or no-timing and so on, with "
                          "commas between them."),
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
      const char *value = (options & known[i].option) != 0 ? known[i].on : known[i].off;

      for (; i + 1 < G_N_ELEMENTS (known) && is_same_name (i, i + 1); i++)
        if ((options & known[i + 1].option) != 0)
          value = known[i + 1].on;
      if (!is_offered (i, server_version) || (known[i].needs_analyze && !analyze))
        continue;
      g_string_append_printf (sql, "%s%s %s", sql->len > 0 ? ", " : "", known[i].name, value);
    }

  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/**
 * opt_plan_options_to_words:
 * @options: options
 *
 * Returns: (transfer full): in which words opt_plan_options_change() makes them of
 *   %OPT_PLAN_OPTIONS_USUAL
 */
char **
opt_plan_options_to_words (OptPlanOptions options)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      gboolean wanted = (options & known[i].option) != 0;
      g_autofree char *no = g_strconcat ("no-", known[i].word, NULL);

      if (wanted != ((OPT_PLAN_OPTIONS_USUAL & known[i].option) != 0))
        g_strv_builder_add (words, wanted ? known[i].word : no);
    }

  return g_strv_builder_end (words);
}
