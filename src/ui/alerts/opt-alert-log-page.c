/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-log-page.h"

#include <glib/gi18n.h>

#include "opt-alert-row.h"
#include "opt-error-view.h"

/* More is nobody going to read. */
#define LISTED_AT_MOST 100
/* Values move on with each poll. */
#define UPDATE_SECONDS 2

struct _OptAlertLogPage
{
  AdwPreferencesPage parent_instance;

  /* Template children */
  GtkWidget *nothing_group;
  GtkWidget *firing_group;
  GtkWidget *past_group;
  GtkWidget *clear_button;
  OptErrorView *error_view;

  /* Owned */
  OptAlerts *alerts;      /* (nullable) */
  GPtrArray *firing_rows; /* of OptAlertRow, borrowed from their group */
  GPtrArray *past_rows;   /* likewise */
  GPtrArray *past;        /* (nullable) of OptAlert: as it was read last */
  GCancellable *cancellable;

  /* Sources */
  guint timer;
};

G_DEFINE_FINAL_TYPE (OptAlertLogPage, opt_alert_log_page, ADW_TYPE_PREFERENCES_PAGE)

/* ---- Rows ------------------------------------------------------------------------------------ */

static void
set_n_rows (GtkWidget *group, GPtrArray *rows, guint n)
{
  while (rows->len > n)
    {
      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), rows->pdata[rows->len - 1]);
      g_ptr_array_set_size (rows, (int) rows->len - 1);
    }
  while (rows->len < n)
    {
      GtkWidget *row = opt_alert_row_new ();

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (rows, row);
    }
  gtk_widget_set_visible (group, n > 0);
}

static void
show_rows (OptAlertLogPage *self,
           GtkWidget *group,
           GPtrArray *rows,
           GPtrArray *alerts,
           gboolean fire)
{
  set_n_rows (group, rows, alerts->len);
  for (guint i = 0; i < alerts->len; i++)
    {
      const OptAlert *alert = alerts->pdata[i];

      opt_alert_row_show (rows->pdata[i], alert, fire,
                          opt_alerts_find_server (self->alerts, alert->server));
    }
}

static gboolean
is_in (GPtrArray *alerts, const OptAlert *alert)
{
  g_autofree char *id = opt_alerts_make_id (alert);

  for (guint i = 0; i < alerts->len; i++)
    {
      g_autofree char *other = opt_alerts_make_id (alerts->pdata[i]);

      if (g_str_equal (id, other))
        return TRUE;
    }

  return FALSE;
}

/* Without what fires: that is above it. */
static GPtrArray *
list_past (OptAlertLogPage *self, GPtrArray *firing)
{
  GPtrArray *past = g_ptr_array_new ();

  for (guint i = 0; self->past != NULL && i < self->past->len; i++)
    {
      const OptAlert *alert = self->past->pdata[i];

      if (alert->cleared != 0 || !is_in (firing, alert))
        g_ptr_array_add (past, (gpointer) alert);
    }

  return past;
}

static void
update (OptAlertLogPage *self)
{
  g_autoptr (GPtrArray) firing = NULL;
  g_autoptr (GPtrArray) past = NULL;
  const GError *error;

  if (self->alerts == NULL)
    return;

  firing = opt_alerts_list_firing (self->alerts, NULL);
  past = list_past (self, firing);
  error = opt_alerts_get_log_error (self->alerts);
  show_rows (self, self->firing_group, self->firing_rows, firing, TRUE);
  show_rows (self, self->past_group, self->past_rows, past, FALSE);
  opt_error_view_set_title (self->error_view, _ ("Alerts are not kept"));
  opt_error_view_set_error (self->error_view, error);
  gtk_widget_set_visible (self->nothing_group,
                          firing->len == 0 && past->len == 0 && self->past != NULL);
}

/* ---- The log --------------------------------------------------------------------------------- */

static void
listed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptAlertLogPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) past = opt_alert_log_list_finish (OPT_ALERT_LOG (object), result, &error);

  if (self->cancellable == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (past == NULL)
    {
      opt_error_view_set_title (self->error_view, _ ("What was before can’t be read"));
      opt_error_view_set_error (self->error_view, error);
      return;
    }

  g_clear_pointer (&self->past, g_ptr_array_unref);
  self->past = g_steal_pointer (&past);
  update (self);
}

static void
read_log (OptAlertLogPage *self)
{
  OptAlertLog *log = self->alerts != NULL ? opt_alerts_get_log (self->alerts) : NULL;

  update (self);
  if (log != NULL && self->cancellable != NULL)
    opt_alert_log_list_async (log, LISTED_AT_MOST, self->cancellable, listed, g_object_ref (self));
}

static void
log_cleared (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptAlertLogPage) self = data;
  g_autoptr (GError) error = NULL;

  if (opt_alert_log_clear_finish (OPT_ALERT_LOG (object), result, &error))
    {
      read_log (self);
      return;
    }

  opt_error_view_set_title (self->error_view, _ ("The list was not cleared"));
  opt_error_view_set_error (self->error_view, error);
}

static void
clear_answered (OptAlertLogPage *self)
{
  OptAlertLog *log = opt_alerts_get_log (self->alerts);

  if (log != NULL)
    opt_alert_log_clear_async (log, self->cancellable, log_cleared, g_object_ref (self));
}

static void
clear_clicked (OptAlertLogPage *self)
{
  GtkWidget *dialog
      = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                _ ("Clear the List?"),
                                _ ("Alerts that are over are forgotten, of all servers. What fires "
                                   "now stays."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "clear",
                                    _ ("C_lear"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "clear",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response::clear", G_CALLBACK (clear_answered), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- The object ------------------------------------------------------------------------------ */

/* What fires now has other values; what was before has not. */
static gboolean
update_firing (gpointer data)
{
  OptAlertLogPage *self = data;
  g_autoptr (GPtrArray) firing = NULL;

  if (self->alerts == NULL)
    return G_SOURCE_CONTINUE;
  firing = opt_alerts_list_firing (self->alerts, NULL);
  if (firing->len > 0)
    show_rows (self, self->firing_group, self->firing_rows, firing, TRUE);

  return G_SOURCE_CONTINUE;
}

static void
opt_alert_log_page_map (GtkWidget *widget)
{
  OptAlertLogPage *self = OPT_ALERT_LOG_PAGE (widget);

  GTK_WIDGET_CLASS (opt_alert_log_page_parent_class)->map (widget);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (UPDATE_SECONDS, update_firing, self);
}

static void
opt_alert_log_page_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&OPT_ALERT_LOG_PAGE (widget)->timer, g_source_remove);
  GTK_WIDGET_CLASS (opt_alert_log_page_parent_class)->unmap (widget);
}

static void
opt_alert_log_page_dispose (GObject *object)
{
  OptAlertLogPage *self = OPT_ALERT_LOG_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->alerts);
  g_clear_pointer (&self->firing_rows, g_ptr_array_unref);
  g_clear_pointer (&self->past_rows, g_ptr_array_unref);
  g_clear_pointer (&self->past, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ALERT_LOG_PAGE);

  G_OBJECT_CLASS (opt_alert_log_page_parent_class)->dispose (object);
}

static void
opt_alert_log_page_class_init (OptAlertLogPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_alert_log_page_dispose;
  widget_class->map = opt_alert_log_page_map;
  widget_class->unmap = opt_alert_log_page_unmap;

  g_type_ensure (OPT_TYPE_ERROR_VIEW);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/alerts/opt-alert-log-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAlertLogPage, nothing_group);
  gtk_widget_class_bind_template_child (widget_class, OptAlertLogPage, firing_group);
  gtk_widget_class_bind_template_child (widget_class, OptAlertLogPage, past_group);
  gtk_widget_class_bind_template_child (widget_class, OptAlertLogPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, OptAlertLogPage, error_view);
  gtk_widget_class_bind_template_callback (widget_class, clear_clicked);
}

static void
opt_alert_log_page_init (OptAlertLogPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->cancellable = g_cancellable_new ();
  self->firing_rows = g_ptr_array_new ();
  self->past_rows = g_ptr_array_new ();
  gtk_widget_hide (self->firing_group);
  gtk_widget_hide (self->past_group);
}

/**
 * opt_alert_log_page_set_alerts:
 * @self: a page that has none
 * @alerts: what it shows
 */
void
opt_alert_log_page_set_alerts (OptAlertLogPage *self, OptAlerts *alerts)
{
  g_return_if_fail (OPT_IS_ALERT_LOG_PAGE (self) && OPT_IS_ALERTS (alerts));
  g_return_if_fail (self->alerts == NULL);

  self->alerts = g_object_ref (alerts);
  g_signal_connect_object (alerts, "changed", G_CALLBACK (read_log), self, G_CONNECT_SWAPPED);
  read_log (self);
}
