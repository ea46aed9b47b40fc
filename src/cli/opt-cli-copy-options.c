/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-copy-options.h"

#include <string.h>

#include "opt-database-copy.h"
#include "opt-error.h"
#include "opt-format.h"

/**
 * opt_cli_copy_arguments_clear:
 * @self: arguments
 *
 * Frees what is in @self.
 */
void
opt_cli_copy_arguments_clear (OptCliCopyArguments *self)
{
  g_clear_pointer (&self->max_size, g_free);
  g_clear_pointer (&self->max_time, g_free);
  g_clear_pointer (&self->rate, g_free);
  g_clear_pointer (&self->sample, g_free);
  g_clear_pointer (&self->seed, g_free);
  g_clear_pointer (&self->mask, g_free);
}

/* Before it begins: whoever sees that it is too much can still interrupt it. */
static gboolean
tell_estimate (const OptCopyReport *estimate, gpointer data, GError **error)
{
  OptCli *cli = data;
  g_autofree char *text = NULL;

  if (cli->json)
    return TRUE;

  text = opt_copy_report_describe (estimate);
  opt_cli_clear_progress (cli);
  g_print ("%s\n\n", text);

  return TRUE;
}

/* "50MB/s"; without "/s" it is meant, too */
static gboolean
parse_rate (const char *text, gint64 *rate, GError **error)
{
  g_autofree char *size = g_strdup (text);

  if (g_str_has_suffix (size, "/s"))
    size[strlen (size) - 2] = '\0';
  if (opt_parse_bytes (size, rate, NULL) && *rate > 0)
    return TRUE;

  opt_set_error (error, OPT_ERROR_INVALID, NULL,
                 _ ("“%s” is not a rate. Write it as 500kB/s or 50MB/s."), text);

  return FALSE;
}

/* "5%"; without the sign it is meant, too */
static gboolean
parse_sample (const char *text, double *percent, GError **error)
{
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);

  if (end != text && (*end == '\0' || g_str_equal (end, "%") || g_str_equal (end, " %"))
      && number > 0 && number < 100)
    {
      *percent = number;
      return TRUE;
    }

  opt_set_error (error, OPT_ERROR_INVALID, NULL,
                 _ ("“%s” is not a share. Write it as 5%%: more than 0 and less than 100."), text);

  return FALSE;
}

static gboolean
parse_seed (const char *text, guint32 *seed, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &number, NULL))
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL,
                     _ ("“%s” is not a seed. Give a whole number from 0 to 2147483647."), text);
      return FALSE;
    }
  *seed = (guint32) number;

  return TRUE;
}

/* An empty list, as of a variable that is not set, would copy all values as they are. */
static char **
split_columns (const char *text, GError **error)
{
  g_auto (GStrv)
    columns = g_strsplit (text, ",", -1);
  gboolean empty = columns[0] == NULL;

  for (gsize i = 0; columns[i] != NULL; i++)
    empty |= *g_strstrip (columns[i]) == '\0';
  if (!empty)
    return g_steal_pointer (&columns);

  opt_set_error (error, OPT_ERROR_INVALID, NULL,
                 _ ("--mask “%s” lacks the name of a column. Write each as schema.table.column."),
                 text);

  return NULL;
}

/**
 * opt_cli_copy_options_new:
 * @cli: the program; it tells what will be copied
 * @arguments: what was typed
 * @error: return location for an error: %OPT_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): how to copy
 */
OptCopyOptions *
opt_cli_copy_options_new (OptCli *cli, const OptCliCopyArguments *arguments, GError **error)
{
  g_autoptr (OptCopyOptions) options = opt_database_default_copy_options ();

  if ((arguments->max_size != NULL
       && !opt_parse_bytes (arguments->max_size, &options->max_bytes, error))
      || (arguments->max_time != NULL
          && !opt_parse_duration (arguments->max_time, &options->max_time, error))
      || (arguments->rate != NULL && !parse_rate (arguments->rate, &options->rate, error))
      || (arguments->sample != NULL && !parse_sample (arguments->sample, &options->sample, error)))
    return NULL;
  if (arguments->seed != NULL && arguments->sample == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("--seed is for --sample."));
      return NULL;
    }
  /* Told with the sample, so that it can be drawn again. */
  options->seed = (guint32) g_random_int_range (0, G_MAXINT32);
  if (arguments->seed != NULL && !parse_seed (arguments->seed, &options->seed, error))
    return NULL;
  if (arguments->mask != NULL && !(options->masks = split_columns (arguments->mask, error)))
    return NULL;
  options->ask = tell_estimate;
  options->ask_data = cli;

  return g_steal_pointer (&options);
}
