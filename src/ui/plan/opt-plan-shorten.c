/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-shorten.h"

#include <string.h>

/**
 * opt_plan_shorten:
 * @text: UTF-8, however long
 * @chars: how much of it may be laid out
 *
 * A file may hold names and conditions of megabytes, which no label gets through.
 *
 * Returns: (transfer full): its beginning, with an ellipsis where it was cut
 */
char *
opt_plan_shorten (const char *text, glong chars)
{
  const char *end;

  g_return_val_if_fail (text != NULL && chars > 0, NULL);

  /* So many bytes are no more characters. */
  if (strlen (text) <= (gsize) chars || g_utf8_strlen (text, -1) <= chars)
    return g_strdup (text);

  end = g_utf8_offset_to_pointer (text, chars);

  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}

/**
 * opt_plan_shorten_line:
 * @text: UTF-8, however long
 * @chars: how much of it may be laid out
 *
 * Returns: (transfer full): the same in one line
 */
char *
opt_plan_shorten_line (const char *text, glong chars)
{
  char *line = opt_plan_shorten (text, chars);

  g_return_val_if_fail (line != NULL, NULL);

  for (char *c = line; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c))
        *c = ' ';
    }

  return line;
}
