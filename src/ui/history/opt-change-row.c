/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-change-row.h"

#include <glib/gi18n.h>

#include "opt-change-details.h"
#include "opt-change-words.h"
#include "opt-format.h"

struct _OptChangeRow
{
  AdwExpanderRow parent_instance;

  /* Owned */
  OptAuditChange *change;

  /* Borrowed */
  OptChangeDetails *details; /* (nullable) made when they are first wanted */
};

G_DEFINE_FINAL_TYPE (OptChangeRow, opt_change_row, ADW_TYPE_EXPANDER_ROW)

static void
expanded (OptChangeRow *self)
{
  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)) || self->details != NULL
      || self->change == NULL)
    return;

  self->details = OPT_CHANGE_DETAILS (opt_change_details_new ());
  opt_change_details_set_change (self->details, self->change);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), GTK_WIDGET (self->details));
}

static void
opt_change_row_dispose (GObject *object)
{
  g_clear_object (&OPT_CHANGE_ROW (object)->change);

  G_OBJECT_CLASS (opt_change_row_parent_class)->dispose (object);
}

static void
opt_change_row_class_init (OptChangeRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_change_row_dispose;
}

static void
opt_change_row_init (OptChangeRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded), NULL);
}

/**
 * opt_change_row_new:
 * @change: what it shows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
opt_change_row_new (OptAuditChange *change)
{
  OptChangeRow *self = g_object_new (OPT_TYPE_CHANGE_ROW, NULL);

  opt_change_row_set_change (self, change);

  return GTK_WIDGET (self);
}

/**
 * opt_change_row_get_id:
 * @self: a row
 *
 * Returns: (nullable): which change it shows
 */
const char *
opt_change_row_get_id (OptChangeRow *self)
{
  g_return_val_if_fail (OPT_IS_CHANGE_ROW (self), NULL);

  return self->change != NULL ? opt_audit_change_get_id (self->change) : NULL;
}

/**
 * opt_change_row_set_change:
 * @self: a row
 * @change: what it shows, as the log has it now
 */
void
opt_change_row_set_change (OptChangeRow *self, OptAuditChange *change)
{
  const char *title;
  const char *sql;
  g_autofree char *time = NULL;
  g_autofree char *state = NULL;
  g_autofree char *subtitle = NULL;

  g_return_if_fail (OPT_IS_CHANGE_ROW (self));
  g_return_if_fail (OPT_IS_AUDIT_CHANGE (change));

  g_set_object (&self->change, change);
  title = opt_audit_change_get_title (change);
  sql = opt_audit_change_get_sql (change);
  time = opt_format_time (opt_audit_change_get_time (change, OPT_AUDIT_PREPARED));
  state = opt_change_describe_state (change);
  subtitle = g_strdup_printf ("%s · %s", time, state);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title != NULL ? title
                                                             : sql != NULL ? sql
                                                                           : OPT_FORMAT_NONE);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  if (self->details != NULL)
    opt_change_details_set_change (self->details, change);
}
