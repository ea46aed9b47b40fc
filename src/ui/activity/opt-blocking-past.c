/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-past.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "opt-blocking-export.h"
#include "opt-blocking-row.h"
#include "opt-blocking-words.h"

struct _OptBlockingPast
{
  GtkWidget parent_instance;

  /* Template children */
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *missing_label;
  AdwStatusPage *never_page;

  /* Owned */
  OptServer *server;    /* (nullable) */
  OptRange *range;      /* (nullable) */
  GListStore *recorded; /* of OptBlockingChain: those of the range */
  GListModel *shown;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptBlockingPast, opt_blocking_past, GTK_TYPE_WIDGET)

static gboolean
is_past (OptBlockingPast *self)
{
  return self->range != NULL && opt_range_is_past (self->range);
}

static GtkWidget *
make_live_row (gpointer item, gpointer data)
{
  return opt_blocking_row_new (item, FALSE);
}

static GtkWidget *
make_recorded_row (gpointer item, gpointer data)
{
  return opt_blocking_row_new (item, TRUE);
}

/* ---- What was recorded ----------------------------------------------------------------------- */

static gboolean
is_same (OptBlockingChain *one, OptBlockingChain *other)
{
  const OptBackend *root = opt_blocking_chain_get_root (one);
  const OptBackend *other_root = opt_blocking_chain_get_root (other);

  return root->pid == other_root->pid && root->backend_start == other_root->backend_start
         && opt_blocking_chain_get_start (one) == opt_blocking_chain_get_start (other)
         && opt_blocking_chain_get_end (one) == opt_blocking_chain_get_end (other)
         && opt_blocking_chain_get_open (one) == opt_blocking_chain_get_open (other)
         && g_strcmp0 (root->query, other_root->query) == 0;
}

static gboolean
has_same (GListModel *model, guint position, OptBlockingChain *chain)
{
  g_autoptr (OptBlockingChain) before = g_list_model_get_item (model, position);

  return is_same (before, chain);
}

/* What is read anew and is the same keeps its row, unfolded or not. */
static void
fill (OptBlockingPast *self, const GPtrArray *chains)
{
  GListModel *model = G_LIST_MODEL (self->recorded);
  guint n_before = g_list_model_get_n_items (model);
  guint n = chains->len;
  guint head = 0, tail = 0;

  while (head < MIN (n_before, n) && has_same (model, head, chains->pdata[head]))
    head++;
  while (tail < MIN (n_before, n) - head
         && has_same (model, n_before - 1 - tail, chains->pdata[n - 1 - tail]))
    tail++;
  if (n_before != n || head < n)
    g_list_store_splice (self->recorded, head, n_before - head - tail, chains->pdata + head,
                         n - head - tail);
}

static void
show_missing (OptBlockingPast *self, const OptHistoryRange *range)
{
  g_autofree char *text = range != NULL ? opt_blocking_describe_missing (range->blocking) : NULL;

  gtk_label_set_label (self->missing_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->missing_label), text != NULL);
}

/* ---- What is shown --------------------------------------------------------------------------- */

static void
update_place (OptBlockingPast *self)
{
  guint n = self->shown != NULL ? g_list_model_get_n_items (self->shown) : 0;
  gboolean reading = is_past (self) && opt_range_get_recorded (self->range) == NULL;

  adw_status_page_set_title (self->never_page, reading
                                                   ? _ ("Reading what was recorded…")
                                                   : _ ("No session was seen to wait for another"));
  adw_status_page_set_description (
      self->never_page, reading ? NULL
                        : is_past (self)
                            ? _ ("In this time, as far as the server was watched.")
                            : _ ("In the last day as far as it was recorded, and since the server "
                                 "is watched."));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "never");
}

static void
show_model (OptBlockingPast *self, GListModel *model, GtkListBoxCreateWidgetFunc make)
{
  if (self->shown == model)
    return;

  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_func (self->shown, update_place, self);
  g_set_object (&self->shown, model);
  gtk_list_box_bind_model (self->list, model, make, NULL, NULL);
  if (model != NULL)
    g_signal_connect_swapped (model, "items-changed", G_CALLBACK (update_place), self);
}

static void
update (OptBlockingPast *self)
{
  const OptHistoryRange *range = is_past (self) ? opt_range_get_recorded (self->range) : NULL;

  if (range != NULL)
    fill (self, range->blocking->chains);
  else
    g_list_store_remove_all (self->recorded);

  if (self->server == NULL)
    show_model (self, NULL, NULL);
  else if (is_past (self))
    show_model (self, G_LIST_MODEL (self->recorded), make_recorded_row);
  else
    show_model (self, G_LIST_MODEL (opt_server_get_blocking (self->server)), make_live_row);
  show_missing (self, range);
  update_place (self);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_blocking_past_dispose (GObject *object)
{
  OptBlockingPast *self = OPT_BLOCKING_PAST (object);

  if (self->list != NULL)
    show_model (self, NULL, NULL);
  g_clear_object (&self->server);
  g_clear_object (&self->range);
  g_clear_object (&self->recorded);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_BLOCKING_PAST);

  G_OBJECT_CLASS (opt_blocking_past_parent_class)->dispose (object);
}

static void
opt_blocking_past_class_init (OptBlockingPastClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_blocking_past_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/activity/opt-blocking-past.ui");
  gtk_widget_class_bind_template_child (widget_class, OptBlockingPast, stack);
  gtk_widget_class_bind_template_child (widget_class, OptBlockingPast, list);
  gtk_widget_class_bind_template_child (widget_class, OptBlockingPast, missing_label);
  gtk_widget_class_bind_template_child (widget_class, OptBlockingPast, never_page);
}

static void
opt_blocking_past_init (OptBlockingPast *self)
{
  self->recorded = g_list_store_new (OPT_TYPE_BLOCKING_CHAIN);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_blocking_past_set_server:
 * @self: the past
 * @server: (nullable): of which server
 */
void
opt_blocking_past_set_server (OptBlockingPast *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_BLOCKING_PAST (self));

  g_set_object (&self->server, server);
  update (self);
}

/**
 * opt_blocking_past_set_range:
 * @self: the past
 * @range: (nullable): of which time; %NULL: since it is watched
 *
 * To be called again when that is another, or was read.
 */
void
opt_blocking_past_set_range (OptBlockingPast *self, OptRange *range)
{
  g_return_if_fail (OPT_IS_BLOCKING_PAST (self));

  g_set_object (&self->range, range);
  update (self);
}

/**
 * opt_blocking_past_export:
 * @self: the past
 *
 * Returns: (transfer full): those who waited, of all that it shows
 */
OptDataTable *
opt_blocking_past_export (OptBlockingPast *self)
{
  g_return_val_if_fail (OPT_IS_BLOCKING_PAST (self), NULL);

  return opt_blocking_export_table (self->shown != NULL ? self->shown
                                                        : G_LIST_MODEL (self->recorded));
}
