/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-log-count.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"

static void
add_part (GString *text, guint n, const char *words)
{
  g_autofree char *count = opt_format_count (n);

  if (n == 0)
    return;
  g_string_append (text, text->len > 0 ? " " : "");
  g_string_append_printf (text, "%s %s.", words, count);
}

/**
 * opt_plan_log_count_to_text:
 * @self: what came of the plans of a log
 *
 * Returns: (transfer full): a sentence for each kind
 */
char *
opt_plan_log_count_to_text (const OptPlanLogCount *self)
{
  GString *text;
  g_autofree char *kept = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  kept = opt_format_count (self->kept);
  g_string_append_printf (text, ngettext ("%s plan was kept.", "%s plans were kept.", self->kept),
                          kept);
  add_part (text, self->changed, _ ("Of a shape that the statement had not had before:"));
  add_part (text, self->returned, _ ("Back to a shape that it had had before:"));
  add_part (text, self->known, _ ("Taken before, or too old:"));
  add_part (text, self->elsewhere, _ ("Of other databases, and left out:"));
  add_part (text, self->own, _ ("Of OptiSchema itself, and left out:"));
  add_part (text, self->unplaced, _ ("Of which the log does not tell the database, and left out:"));
  add_part (text, self->untold, _ ("Without a statement or a time, and left out:"));
  add_part (text, self->untimed,
            _ ("With a time that is none in the server’s log_timezone, and left out:"));
  add_part (text, self->unread, _ ("With a statement that can’t be parsed, and left out:"));
  add_part (text, self->damaged, _ ("Entries that can’t be read, as where one was cut:"));

  return g_string_free (text, FALSE);
}
