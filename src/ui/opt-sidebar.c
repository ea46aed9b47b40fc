/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sidebar.h"

enum
{
  SIGNAL_SERVER_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptSidebar
{
  AdwBin parent_instance;

  /* Template children */
  AdwHeaderBar *header;
  GtkListBox *list;

  /* Owned */
  OptServerList *servers;
};

G_DEFINE_FINAL_TYPE (OptSidebar, opt_sidebar, ADW_TYPE_BIN)

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  OptServer *server = item;
  GtkWidget *label = gtk_label_new (opt_server_get_name (server));

  gtk_label_set_xalign (GTK_LABEL (label), 0);

  return label;
}

static void
row_activated (OptSidebar *self, GtkListBoxRow *row)
{
  g_autoptr (OptServer) server = g_list_model_get_item (G_LIST_MODEL (self->servers),
                                                        (guint) gtk_list_box_row_get_index (row));

  g_signal_emit (self, signals[SIGNAL_SERVER_CHOSEN], 0, server);
}

static void
opt_sidebar_dispose (GObject *object)
{
  OptSidebar *self = OPT_SIDEBAR (object);

  g_clear_object (&self->servers);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SIDEBAR);

  G_OBJECT_CLASS (opt_sidebar_parent_class)->dispose (object);
}

static void
opt_sidebar_class_init (OptSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_sidebar_dispose;

  /**
   * OptSidebar::server-chosen:
   * @self: the sidebar
   * @server: which
   *
   * The user chose a server.
   */
  signals[SIGNAL_SERVER_CHOSEN]
      = g_signal_new ("server-chosen", OPT_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, OPT_TYPE_SERVER);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/opt-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, OptSidebar, header);
  gtk_widget_class_bind_template_child (widget_class, OptSidebar, list);
}

static void
opt_sidebar_init (OptSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_sidebar_set_servers:
 * @self: a sidebar
 * @servers: what to list
 */
void
opt_sidebar_set_servers (OptSidebar *self, OptServerList *servers)
{
  g_return_if_fail (OPT_IS_SIDEBAR (self));

  g_set_object (&self->servers, servers);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (servers), make_row, NULL, NULL);
}

/**
 * opt_sidebar_select:
 * @self: a sidebar
 * @server: (nullable): which to mark as chosen
 */
void
opt_sidebar_select (OptSidebar *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_SIDEBAR (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->servers)); i++)
    {
      g_autoptr (OptServer) item = g_list_model_get_item (G_LIST_MODEL (self->servers), i);

      if (item == server)
        gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int) i));
    }
}
