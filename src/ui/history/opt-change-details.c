/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-change-details.h"

#include <glib/gi18n.h>

#include "opt-change-words.h"
#include "opt-format.h"
#include "opt-sql-view.h"

struct _OptChangeDetails
{
  AdwBin parent_instance;

  /* Template children */
  GtkLabel *next_label;
  OptSqlView *sql_view;
  GtkBox *undo_box;
  OptSqlView *undo_view;
  GtkLabel *who_label;
  GtkGrid *log_grid;
  GtkBox *button_box;
  GtkButton *watch_button;
  GtkButton *undo_button;
  GtkButton *recommendation_button;
};

G_DEFINE_FINAL_TYPE (OptChangeDetails, opt_change_details, ADW_TYPE_BIN)

static void
opt_change_details_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_CHANGE_DETAILS);

  G_OBJECT_CLASS (opt_change_details_parent_class)->dispose (object);
}

static void
opt_change_details_class_init (OptChangeDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_SQL_VIEW);

  object_class->dispose = opt_change_details_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/history/opt-change-details.ui");
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, next_label);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, undo_box);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, undo_view);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, who_label);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, log_grid);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, button_box);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, watch_button);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, undo_button);
  gtk_widget_class_bind_template_child (widget_class, OptChangeDetails, recommendation_button);
}

static void
opt_change_details_init (OptChangeDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_change_details_new:
 *
 * Returns: (transfer floating): details of no change yet
 */
GtkWidget *
opt_change_details_new (void)
{
  return g_object_new (OPT_TYPE_CHANGE_DETAILS, NULL);
}

static GtkWidget *
make_label (const char *text, const char *const *classes)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "yalign", 0.0, "wrap", TRUE,
                       "wrap-mode", PANGO_WRAP_WORD_CHAR, "css-classes", classes, NULL);
}

static void
show_log (OptChangeDetails *self, OptAuditChange *change)
{
  GPtrArray *entries = opt_audit_change_get_entries (change);

  gtk_grid_remove_column (self->log_grid, 1);
  gtk_grid_remove_column (self->log_grid, 0);
  for (guint i = 0; i < entries->len; i++)
    {
      const OptAuditEntry *entry = entries->pdata[i];
      g_autofree char *time = opt_format_time (entry->time);
      g_autofree char *more = opt_change_describe_entry (entry);
      const char *event = opt_change_describe_event (entry);
      g_autofree char *text
          = more != NULL ? g_strdup_printf ("%s\n%s", event, more) : g_strdup (event);
      GtkWidget *label = make_label (text, (const char *[]){ "numeric", NULL });

      gtk_widget_set_hexpand (label, TRUE);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_grid_attach (self->log_grid,
                       make_label (time, (const char *[]){ "dim-label", "numeric", NULL }), 0,
                       (int) i, 1, 1);
      gtk_grid_attach (self->log_grid, label, 1, (int) i, 1, 1);
    }
}

static char *
describe_who (OptAuditChange *change)
{
  const char *user = opt_audit_change_get_user (change);
  const char *server = opt_audit_change_get_server_name (change);

  return g_strdup_printf (_ ("Role %s · server %s · in the log as %s"),
                          user != NULL ? user : OPT_FORMAT_NONE,
                          server != NULL ? server : OPT_FORMAT_NONE,
                          opt_audit_change_get_id (change));
}

static void
show_button (GtkButton *button, gboolean visible, const char *target)
{
  gtk_widget_set_visible (GTK_WIDGET (button), visible);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target != NULL ? target : "");
}

/**
 * opt_change_details_set_change:
 * @self: details
 * @change: what they are of
 */
void
opt_change_details_set_change (OptChangeDetails *self, OptAuditChange *change)
{
  const char *next;
  const char *undo_sql;
  const char *recommendation;
  g_autofree char *who = NULL;

  g_return_if_fail (OPT_IS_CHANGE_DETAILS (self));
  g_return_if_fail (OPT_IS_AUDIT_CHANGE (change));

  next = opt_change_get_next_step (change);
  undo_sql = opt_audit_change_get_undo_sql (change);
  recommendation = opt_audit_change_get_recommendation_id (change);
  who = describe_who (change);

  gtk_label_set_label (self->next_label, next != NULL ? next : "");
  gtk_widget_set_visible (GTK_WIDGET (self->next_label), next != NULL);
  opt_sql_view_set_sql (self->sql_view, opt_audit_change_get_sql (change));
  opt_sql_view_set_sql (self->undo_view, undo_sql);
  gtk_widget_set_visible (GTK_WIDGET (self->undo_box), undo_sql != NULL);
  gtk_label_set_label (self->who_label, who);
  show_log (self, change);
  show_button (self->watch_button, opt_change_can_be_confirmed (change),
               opt_audit_change_get_id (change));
  gtk_button_set_label (self->undo_button, opt_change_get_undo_label (change));
  show_button (self->undo_button, opt_change_can_be_undone (change),
               opt_audit_change_get_id (change));
  gtk_widget_set_visible (GTK_WIDGET (self->button_box), opt_change_can_be_confirmed (change)
                                                             || opt_change_can_be_undone (change));
  show_button (self->recommendation_button, recommendation != NULL, recommendation);
}
