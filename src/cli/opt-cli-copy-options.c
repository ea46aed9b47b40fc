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
  g_printerr ("%s\n", text);

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
      || (arguments->rate != NULL && !parse_rate (arguments->rate, &options->rate, error)))
    return NULL;
  options->ask = tell_estimate;
  options->ask_data = cli;

  return g_steal_pointer (&options);
}
