/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-quiet-row.h"

#include <stdio.h>

/* Where nothing was said yet. */
#define USUAL_FROM (22 * 60)
#define USUAL_TO (7 * 60)

enum
{
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptQuietRow
{
  AdwExpanderRow parent_instance;

  /* Template children */
  GtkWidget *from_row;
  GtkWidget *to_row;

  /* Owned */
  OptAlertFile *file; /* (nullable) */

  gboolean updating;
};

G_DEFINE_FINAL_TYPE (OptQuietRow, opt_quiet_row, ADW_TYPE_EXPANDER_ROW)

static gboolean
parse_time (GtkWidget *row, int *minutes)
{
  int hour, minute;
  char rest;

  if (sscanf (gtk_editable_get_text (GTK_EDITABLE (row)), "%2d:%2d%c", &hour, &minute, &rest) != 2
      || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return FALSE;
  *minutes = hour * 60 + minute;

  return TRUE;
}

static void
show_time (GtkWidget *row, int minutes)
{
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
check_row (GtkWidget *row)
{
  int minutes;
  gboolean right = parse_time (row, &minutes);

  if (right)
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               right ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
}

static void
check (OptQuietRow *self)
{
  check_row (self->from_row);
  check_row (self->to_row);
}

static void
apply (OptQuietRow *self)
{
  g_autoptr (GError) error = NULL;
  int from, to;

  if (self->file == NULL || self->updating || !parse_time (self->from_row, &from)
      || !parse_time (self->to_row, &to))
    return;

  if (!opt_alert_file_set_quiet (self->file,
                                 adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self)),
                                 from, to, &error))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
  opt_quiet_row_update (self);
}

static void
enabled_changed (OptQuietRow *self)
{
  apply (self);
}

static void
opt_quiet_row_dispose (GObject *object)
{
  g_clear_object (&OPT_QUIET_ROW (object)->file);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_QUIET_ROW);

  G_OBJECT_CLASS (opt_quiet_row_parent_class)->dispose (object);
}

static void
opt_quiet_row_class_init (OptQuietRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_quiet_row_dispose;

  signals[SIGNAL_FAILED]
      = g_signal_new ("failed", OPT_TYPE_QUIET_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/alerts/opt-quiet-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptQuietRow, from_row);
  gtk_widget_class_bind_template_child (widget_class, OptQuietRow, to_row);
  gtk_widget_class_bind_template_callback (widget_class, apply);
  gtk_widget_class_bind_template_callback (widget_class, check);
  gtk_widget_class_bind_template_callback (widget_class, enabled_changed);
}

/* libadwaita leaves its switch without a name. */
static void
name_switch (GtkWidget *widget, const char *name)
{
  if (GTK_IS_SWITCH (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_switch (child, name);
}

static void
opt_quiet_row_init (OptQuietRow *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  name_switch (GTK_WIDGET (self), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  show_time (self->from_row, USUAL_FROM);
  show_time (self->to_row, USUAL_TO);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), FALSE);
  self->updating = FALSE;
}

/**
 * opt_quiet_row_set_file:
 * @self: a row
 * @file: where the hours are
 */
void
opt_quiet_row_set_file (OptQuietRow *self, OptAlertFile *file)
{
  g_return_if_fail (OPT_IS_QUIET_ROW (self) && OPT_IS_ALERT_FILE (file));

  g_set_object (&self->file, file);
  opt_quiet_row_update (self);
}

/**
 * opt_quiet_row_update:
 * @self: a row
 *
 * Shows what the file says.
 */
void
opt_quiet_row_update (OptQuietRow *self)
{
  int from, to;
  gboolean quiet;

  g_return_if_fail (OPT_IS_QUIET_ROW (self));

  if (self->file == NULL)
    return;

  quiet = opt_alert_rules_get_quiet (opt_alert_file_get_rules (self->file), &from, &to);
  self->updating = TRUE;
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), quiet);
  if (from >= 0 && to >= 0)
    {
      show_time (self->from_row, from);
      show_time (self->to_row, to);
    }
  self->updating = FALSE;
}
