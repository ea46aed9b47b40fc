/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-plan-file.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "opt-error.h"

/* EXPLAIN of the largest statements stays far below it. */
#define MAX_PLAN_BYTES (64 << 20)

static char *
read_stdin (gsize *length, GError **error)
{
  GString *text = g_string_new (NULL);
  char buffer[65536];
  size_t n;

  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0 && text->len < MAX_PLAN_BYTES)
    g_string_append_len (text, buffer, (gssize) n);
  if (text->len >= MAX_PLAN_BYTES)
    {
      g_string_free (text, TRUE);
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("The input is too large for a plan."));
      return NULL;
    }
  *length = text->len;

  return g_string_free (text, FALSE);
}

/*
 * opt_cli_read_plan:
 *
 * Reads what EXPLAIN printed, in any format, from a file, or from the standard input where it is
 * called "-".
 */
OptPlan *
opt_cli_read_plan (const char *file, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;
  gsize length = 0;

  if (strcmp (file, "-") == 0)
    text = read_stdin (&length, error);
  else if (!g_file_get_contents (file, &text, &length, &failure))
    opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Name a file that holds what EXPLAIN printed."),
                   "%s", failure->message);

  return text != NULL ? opt_plan_new_from_text (text, (gssize) length, error) : NULL;
}
