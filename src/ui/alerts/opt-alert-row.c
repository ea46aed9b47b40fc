/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-row.h"

#include <glib/gi18n.h>

#include "opt-format.h"

struct _OptAlertRow
{
  AdwActionRow parent_instance;

  /* Template children */
  GtkImage *icon;
  GtkWidget *silence_button;
  GtkWidget *open_button;

  /* Owned */
  char *id;         /* (nullable) */
  GVariant *target; /* (nullable) what app.alert opens */
};

G_DEFINE_FINAL_TYPE (OptAlertRow, opt_alert_row, ADW_TYPE_ACTION_ROW)

static void
open_clicked (OptAlertRow *self)
{
  GtkWindow *dialog = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  if (self->target == NULL)
    return;

  gtk_widget_activate_action_variant (GTK_WIDGET (self), "app.alert", self->target);
  gtk_window_close (dialog);
}

static void
opt_alert_row_dispose (GObject *object)
{
  OptAlertRow *self = OPT_ALERT_ROW (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->target, g_variant_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ALERT_ROW);

  G_OBJECT_CLASS (opt_alert_row_parent_class)->dispose (object);
}

static void
opt_alert_row_class_init (OptAlertRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_alert_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/alerts/opt-alert-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAlertRow, icon);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRow, silence_button);
  gtk_widget_class_bind_template_child (widget_class, OptAlertRow, open_button);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked);
}

static void
opt_alert_row_init (OptAlertRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_alert_row_new:
 *
 * Returns: (transfer floating): a row of no alert
 */
GtkWidget *
opt_alert_row_new (void)
{
  return g_object_new (OPT_TYPE_ALERT_ROW, NULL);
}

/**
 * opt_alert_row_get_id:
 * @self: a row
 *
 * Returns: (nullable): of opt_alerts_make_id(): which alert it is of
 */
const char *
opt_alert_row_get_id (OptAlertRow *self)
{
  g_return_val_if_fail (OPT_IS_ALERT_ROW (self), NULL);

  return self->id;
}

/* ---- In words -------------------------------------------------------------------------------- */

static void
add_line (GString *text, char *line)
{
  if (line != NULL && text->len > 0)
    g_string_append_c (text, '\n');
  if (line != NULL)
    g_string_append (text, line);
  g_free (line);
}

/* (nullable) */
static char *
describe_worst (const OptAlert *alert)
{
  g_autofree char *worst = opt_alert_describe_worst (alert);

  return worst != NULL ? g_strdup_printf (_ ("At its worst %s"), worst) : NULL;
}

static char *
describe_firing (const OptAlert *alert, gint64 now)
{
  GString *text = g_string_new (NULL);

  add_line (text, opt_alert_describe (alert));
  add_line (text, describe_worst (alert));
  if (alert->silenced > now)
    {
      g_autofree char *until = opt_format_time (alert->silenced);

      add_line (text, g_strdup_printf (_ ("Silenced until %s"), until));
    }

  return g_string_free (text, FALSE);
}

static char *
describe_span (const OptAlert *alert)
{
  g_autofree char *since = opt_format_time (alert->since);
  g_autofree char *until = NULL;
  g_autofree char *lasted = NULL;

  if (alert->cleared == 0)
    return g_strdup_printf (_ ("Since %s; nobody saw it end"), since);

  until = opt_format_time (alert->cleared);
  lasted = opt_format_duration ((double) (alert->cleared - alert->since) / 1000.0);

  return g_strdup_printf (_ ("%s to %s (%s)"), since, until, lasted);
}

static char *
describe_past (const OptAlert *alert)
{
  GString *text = g_string_new (NULL);
  g_autofree char *worst = describe_worst (alert);
  g_autofree char *threshold = opt_series_unit_format (alert->unit, alert->threshold);

  if (alert->item != NULL)
    add_line (text, g_strdup (alert->item));
  add_line (text, describe_span (alert));
  if (worst != NULL)
    add_line (text, g_strdup_printf (alert->below ? _ ("%s, below %s") : _ ("%s, above %s"), worst,
                                     threshold));
  if (alert->silenced != 0)
    {
      g_autofree char *until = opt_format_time (alert->silenced);

      add_line (text, g_strdup_printf (_ ("Was silenced until %s"), until));
    }
  else if (!alert->told)
    add_line (text, g_strdup (_ ("Was not told: it was in quiet hours")));

  return g_string_free (text, FALSE);
}

static void
show_icon (OptAlertRow *self, gboolean fires)
{
  gtk_image_set_from_icon_name (self->icon,
                                fires ? "dialog-warning-symbolic" : "emblem-ok-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  fires ? _ ("Firing") : _ ("Over"), -1);
  if (fires)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "warning");
}

static void
show_silence (OptAlertRow *self, gboolean silenced)
{
  const char *text = silenced ? _ ("Tell it again") : _ ("Silence for 1 hour");

  gtk_button_set_icon_name (GTK_BUTTON (self->silence_button),
                            silenced ? "preferences-system-notifications-symbolic"
                                     : "notifications-disabled-symbolic");
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->silence_button),
                                          g_variant_new_string (self->id));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->silence_button),
                                  silenced ? "app.unsilence" : "app.silence");
  gtk_widget_set_tooltip_text (self->silence_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->silence_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/**
 * opt_alert_row_show:
 * @self: a row
 * @alert: what to say
 * @fires: whether it fires now
 * @server: (nullable): whose it is; %NULL: it is not in the list any more
 */
void
opt_alert_row_show (OptAlertRow *self, const OptAlert *alert, gboolean fires, OptServer *server)
{
  gint64 now = g_get_real_time ();
  const char *name;
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (OPT_IS_ALERT_ROW (self) && alert != NULL);

  name = server != NULL ? opt_server_get_name (server) : alert->server;
  title = g_strdup_printf ("%s: %s", name, alert->title);
  text = fires ? describe_firing (alert, now) : describe_past (alert);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);

  g_free (self->id);
  self->id = opt_alerts_make_id (alert);
  show_icon (self, fires);
  gtk_widget_set_visible (self->silence_button, fires);
  if (fires)
    show_silence (self, alert->silenced > now);

  g_clear_pointer (&self->target, g_variant_unref);
  gtk_widget_set_visible (self->open_button, server != NULL);
  if (server != NULL)
    self->target = g_variant_ref_sink (opt_alerts_make_target (alert, name));
}
