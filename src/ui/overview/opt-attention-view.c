/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-attention-view.h"

#include <glib/gi18n.h>

#include "opt-attention-row.h"
#include "opt-attention-check.h"

struct _OptAttentionView
{
  AdwBin parent_instance;

  gboolean quiet;

  /* Template children */
  GtkLabel *title_label;
  GtkButton *again_button;
  GtkListBox *list;
  GtkWidget *nothing_box;
  GtkWidget *nothing_icon;
  GtkLabel *nothing_label;
  GtkLabel *checked_label;

  /* Owned */
  OptServer *server; /* (nullable) */
  OptAttentionCheck *check;
  GPtrArray *rows; /* (element-type OptAttentionRow) borrowed from the list */
};

G_DEFINE_FINAL_TYPE (OptAttentionView, opt_attention_view, ADW_TYPE_BIN)

/* ---- The rows -------------------------------------------------------------------------------- */

static gboolean
is_about_the_same (OptAttentionView *self, GPtrArray *list)
{
  if (self->rows->len != list->len)
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (opt_attention_row_get_key (self->rows->pdata[i]),
                   ((OptAttention *) list->pdata[i])->key)
        != 0)
      return FALSE;

  return TRUE;
}

/* Rows that stay the same keep the keyboard, and stay open. */
static void
show_rows (OptAttentionView *self, GPtrArray *list)
{
  if (!is_about_the_same (self, list))
    {
      for (guint i = 0; i < self->rows->len; i++)
        gtk_list_box_remove (self->list, self->rows->pdata[i]);
      g_ptr_array_set_size (self->rows, 0);
      for (guint i = 0; i < list->len; i++)
        {
          GtkWidget *row = opt_attention_row_new ();

          gtk_list_box_append (self->list, row);
          g_ptr_array_add (self->rows, row);
        }
    }

  for (guint i = 0; i < list->len; i++)
    opt_attention_row_show (self->rows->pdata[i], list->pdata[i]);
}

static void
show_nothing (OptAttentionView *self)
{
  const OptAttentionFacts *facts = opt_attention_check_get_facts (self->check);
  gboolean online = opt_server_get_state (self->server) == OPT_SERVER_ONLINE;
  gboolean done = online && facts->checks != NULL && !opt_attention_check_get_running (self->check);
  g_autofree char *checked = opt_attention_describe_checked ();

  gtk_widget_set_visible (self->nothing_icon, done);
  gtk_label_set_label (self->nothing_label, done     ? _ ("Nothing needs attention")
                                            : online ? _ ("Looking at the server…")
                                                     : _ ("The server is not watched."));
  gtk_label_set_label (self->checked_label, checked);
  gtk_widget_set_visible (GTK_WIDGET (self->checked_label), done);
}

static void
show_title (OptAttentionView *self, guint n)
{
  g_autofree char *title = n > 0 ? g_strdup_printf (_ ("What needs attention (%u)"), n)
                                 : g_strdup (_ ("What needs attention"));

  gtk_label_set_label (self->title_label, title);
}

static void
again_clicked (OptAttentionView *self)
{
  opt_attention_check_run (self->check);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_attention_view_dispose (GObject *object)
{
  OptAttentionView *self = OPT_ATTENTION_VIEW (object);

  if (self->check != NULL)
    opt_attention_check_set_server (self->check, NULL);
  g_clear_object (&self->check);
  g_clear_object (&self->server);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ATTENTION_VIEW);

  G_OBJECT_CLASS (opt_attention_view_parent_class)->dispose (object);
}

static void
opt_attention_view_class_init (OptAttentionViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_attention_view_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/overview/opt-attention-view.ui");
  gtk_widget_class_bind_template_child (widget_class, OptAttentionView, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionView, again_button);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionView, list);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionView, nothing_box);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionView, nothing_icon);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionView, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, OptAttentionView, checked_label);
}

static void
opt_attention_view_init (OptAttentionView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->rows = g_ptr_array_new ();
  self->check = opt_attention_check_new ();
  g_signal_connect_object (self->check, "changed", G_CALLBACK (opt_attention_view_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->again_button, "clicked", G_CALLBACK (again_clicked), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_attention_view_new:
 *
 * Returns: (transfer floating): a view of no server
 */
GtkWidget *
opt_attention_view_new (void)
{
  return g_object_new (OPT_TYPE_ATTENTION_VIEW, NULL);
}

/**
 * opt_attention_view_set_quiet:
 * @self: a view
 * @quiet: whether it is not to be seen while it has nothing to list
 */
void
opt_attention_view_set_quiet (OptAttentionView *self, gboolean quiet)
{
  g_return_if_fail (OPT_IS_ATTENTION_VIEW (self));

  self->quiet = quiet;
  gtk_widget_set_visible (GTK_WIDGET (self), !quiet || self->rows->len > 0);
}

/**
 * opt_attention_view_set_server:
 * @self: a view
 * @server: (nullable): what to look at
 */
void
opt_attention_view_set_server (OptAttentionView *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_ATTENTION_VIEW (self));

  g_set_object (&self->server, server);
  opt_attention_check_set_server (self->check, server);
}

/**
 * opt_attention_view_update:
 * @self: a view
 *
 * Says what is the case now: to be called after each poll while somebody sees it.
 */
void
opt_attention_view_update (OptAttentionView *self)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_if_fail (OPT_IS_ATTENTION_VIEW (self));

  if (self->server == NULL)
    return;

  opt_attention_check_keep_up (self->check);
  list = opt_attention_list (self->server, opt_attention_check_get_facts (self->check));
  show_title (self, list->len);
  show_rows (self, list);
  show_nothing (self);
  gtk_widget_set_visible (GTK_WIDGET (self->list), list->len > 0);
  gtk_widget_set_visible (self->nothing_box, list->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self), !self->quiet || list->len > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->again_button),
                            !opt_attention_check_get_running (self->check));
}
