/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-history-page.h"

#include <glib/gi18n.h>

#include "opt-change-book.h"
#include "opt-change-dialog.h"
#include "opt-change-export.h"
#include "opt-change-row.h"
#include "opt-error-view.h"
#include "opt-log-banner.h"
#include "opt-server-state-view.h"
#include "opt-step-dialogs.h"

struct _OptHistoryPage
{
  OptPage parent_instance;

  /* Template children */
  OptLogBanner *log_banner;
  GtkStack *stack;
  OptErrorView *error_view;
  GtkListBox *list;

  /* Owned */
  OptChangeBook *book;
  OptStepDialogs *dialogs;
  char *wanted; /* (nullable) the change to be shown as soon as it is there */
  gboolean is_check_due;
};

G_DEFINE_FINAL_TYPE (OptHistoryPage, opt_history_page, OPT_TYPE_PAGE)

/* ---- The list -------------------------------------------------------------------------------- */

static OptChangeRow *
find_row (OptHistoryPage *self, const char *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (opt_change_row_get_id (OPT_CHANGE_ROW (row)), id) == 0)
      return OPT_CHANGE_ROW (row);

  return NULL;
}

static void
remove_rows (OptHistoryPage *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

/* Rows stay where they are, so that one that is read stays open; new changes come on top. */
static void
show_changes (OptHistoryPage *self, GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      OptAuditChange *change = changes->pdata[i];
      OptChangeRow *row = find_row (self, opt_audit_change_get_id (change));

      if (row != NULL)
        opt_change_row_set_change (row, change);
      else
        gtk_list_box_insert (self->list, opt_change_row_new (change), (int) i);
    }
}

static void
show_wanted (OptHistoryPage *self)
{
  OptChangeRow *row = self->wanted != NULL ? find_row (self, self->wanted) : NULL;

  if (row == NULL)
    return;

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  g_clear_pointer (&self->wanted, g_free);
}

static const char *
get_page (OptHistoryPage *self)
{
  GPtrArray *changes = opt_change_book_get_changes (self->book);

  if (opt_page_get_server (OPT_PAGE (self)) == NULL)
    return "none";
  if (changes != NULL && changes->len > 0)
    return "changes";
  if (opt_change_book_get_error (self->book) != NULL)
    return "failed";

  return "empty";
}

static void
update (OptHistoryPage *self)
{
  GPtrArray *changes = opt_change_book_get_changes (self->book);

  if (changes != NULL)
    show_changes (self, changes);
  opt_error_view_set_error (self->error_view, opt_change_book_get_error (self->book));
  gtk_stack_set_visible_child_name (self->stack, get_page (self));
  show_wanted (self);
}

/* The log is checked when it was read: what that found out about the file is told with the check.
 */
static void
book_changed (OptHistoryPage *self)
{
  update (self);
  if (!self->is_check_due)
    return;

  self->is_check_due = FALSE;
  opt_log_banner_check (self->log_banner);
}

static void
reload (OptHistoryPage *self)
{
  opt_change_book_reload (self->book);
}

/* ---- The dialog ------------------------------------------------------------------------------ */

static OptChangeDialog *
open_dialog (OptHistoryPage *self, const char *id)
{
  OptStepDialog *found = opt_step_dialogs_find (self->dialogs, id);
  OptChangeDialog *dialog = found != NULL ? OPT_CHANGE_DIALOG (found) : NULL;
  OptAuditChange *change = opt_change_book_find (self->book, id);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (dialog == NULL && change == NULL)
    return NULL;

  if (dialog == NULL)
    {
      dialog = opt_change_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                      opt_page_get_server (OPT_PAGE (self)), change);
      opt_step_dialogs_add (self->dialogs, id, OPT_STEP_DIALOG (dialog));
    }
  gtk_window_present (GTK_WINDOW (dialog));

  return dialog;
}

static void
watch (GtkWidget *widget, const char *action, GVariant *parameter)
{
  open_dialog (OPT_HISTORY_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptChangeDialog *dialog
      = open_dialog (OPT_HISTORY_PAGE (widget), g_variant_get_string (parameter, NULL));

  if (dialog != NULL)
    opt_change_dialog_ask_undo (dialog);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_history_page_set_server (OptPage *page, OptServer *server)
{
  OptHistoryPage *self = OPT_HISTORY_PAGE (page);

  if (self->stack == NULL)
    return;

  remove_rows (self);
  g_clear_pointer (&self->wanted, g_free);
  opt_change_book_set_server (self->book, server);
  update (self);
}

static OptDataTable *
opt_history_page_export (OptPage *page)
{
  GPtrArray *changes = opt_change_book_get_changes (OPT_HISTORY_PAGE (page)->book);

  return changes != NULL ? opt_change_export_table (changes) : NULL;
}

/* Another program may have made changes, and anything may have changed the log. */
static void
opt_history_page_shown (OptPage *page, gboolean shown)
{
  OptHistoryPage *self = OPT_HISTORY_PAGE (page);

  if (!shown)
    return;

  self->is_check_due = TRUE;
  reload (self);
}

static void
opt_history_page_dispose (GObject *object)
{
  OptHistoryPage *self = OPT_HISTORY_PAGE (object);

  opt_page_set_server (OPT_PAGE (self), NULL);
  if (self->dialogs != NULL)
    opt_step_dialogs_destroy_all (self->dialogs);
  g_clear_object (&self->dialogs);
  g_clear_object (&self->book);
  /* The template would drop a child of its own that the bin still unparents. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_HISTORY_PAGE);

  G_OBJECT_CLASS (opt_history_page_parent_class)->dispose (object);
}

static void
opt_history_page_finalize (GObject *object)
{
  g_free (OPT_HISTORY_PAGE (object)->wanted);

  G_OBJECT_CLASS (opt_history_page_parent_class)->finalize (object);
}

static void
opt_history_page_class_init (OptHistoryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  OptPageClass *page_class = OPT_PAGE_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_LOG_BANNER);
  g_type_ensure (OPT_TYPE_SERVER_STATE_VIEW);

  object_class->dispose = opt_history_page_dispose;
  object_class->finalize = opt_history_page_finalize;
  page_class->set_server = opt_history_page_set_server;
  page_class->export = opt_history_page_export;
  page_class->shown = opt_history_page_shown;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/history/opt-history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, OptHistoryPage, log_banner);
  gtk_widget_class_bind_template_child (widget_class, OptHistoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, OptHistoryPage, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptHistoryPage, list);
  gtk_widget_class_bind_template_callback (widget_class, reload);
  gtk_widget_class_install_action (widget_class, "history.undo", "s", undo);
  gtk_widget_class_install_action (widget_class, "history.watch", "s", watch);
}

static void
opt_history_page_init (OptHistoryPage *self)
{
  self->dialogs = opt_step_dialogs_new (GTK_WIDGET (self), "win.change");
  self->book = opt_change_book_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->book, "changed", G_CALLBACK (book_changed), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

/**
 * opt_history_page_show_change:
 * @self: a page
 * @id: a change's id
 *
 * Shows a change: its dialog if that was closed while it worked, else its row.
 */
void
opt_history_page_show_change (OptHistoryPage *self, const char *id)
{
  g_return_if_fail (OPT_IS_HISTORY_PAGE (self));
  g_return_if_fail (id != NULL);

  if (opt_step_dialogs_find (self->dialogs, id) != NULL)
    {
      open_dialog (self, id);
      return;
    }

  g_free (self->wanted);
  self->wanted = g_strdup (id);
  update (self);
}

/**
 * opt_history_page_ask_undo:
 * @self: a page
 * @id: a change's id
 *
 * Asks whether to take a change back; where the log is still being read it is shown, with its
 * button.
 */
void
opt_history_page_ask_undo (OptHistoryPage *self, const char *id)
{
  OptChangeDialog *dialog;

  g_return_if_fail (OPT_IS_HISTORY_PAGE (self));
  g_return_if_fail (id != NULL);

  dialog = open_dialog (self, id);
  if (dialog != NULL)
    opt_change_dialog_ask_undo (dialog);
  else
    opt_history_page_show_change (self, id);
}
