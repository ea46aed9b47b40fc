/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sidebar.h"

#include "opt-server-row.h"

enum
{
  PROP_FOLDED = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

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
  OptServer *selected; /* (nullable) */

  gboolean folded;
};

G_DEFINE_FINAL_TYPE (OptSidebar, opt_sidebar, ADW_TYPE_BIN)

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  return opt_server_row_new (OPT_SIDEBAR (data)->servers, item);
}

static void
row_activated (OptSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_SERVER_CHOSEN], 0,
                 opt_server_row_get_server (OPT_SERVER_ROW (row)));
}

/* Folded, the list leads to a server, and none of its rows is the one that is shown beside it. */
static void
select_row (OptSidebar *self)
{
  GtkListBoxRow *row;

  if (self->folded)
    return;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (opt_server_row_get_server (OPT_SERVER_ROW (row)) == self->selected)
      break;
  gtk_list_box_select_row (self->list, row);
}

static void
set_folded (OptSidebar *self, gboolean folded)
{
  if (self->folded == !!folded)
    return;

  self->folded = !!folded;
  adw_header_bar_set_show_end_title_buttons (self->header, folded);
  gtk_list_box_set_selection_mode (self->list, folded ? GTK_SELECTION_NONE : GTK_SELECTION_SINGLE);
  select_row (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
}

static void
opt_sidebar_dispose (GObject *object)
{
  OptSidebar *self = OPT_SIDEBAR (object);

  g_clear_object (&self->selected);
  g_clear_object (&self->servers);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SIDEBAR);

  G_OBJECT_CLASS (opt_sidebar_parent_class)->dispose (object);
}

static void
opt_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, OPT_SIDEBAR (object)->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_sidebar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_FOLDED:
      set_folded (OPT_SIDEBAR (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_sidebar_class_init (OptSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_sidebar_dispose;
  object_class->get_property = opt_sidebar_get_property;
  object_class->set_property = opt_sidebar_set_property;

  /**
   * OptSidebar:folded:
   *
   * Whether it is alone on the screen.
   */
  properties[PROP_FOLDED]
      = g_param_spec_boolean ("folded", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

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
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (servers), make_row, self, NULL);
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

  g_set_object (&self->selected, server);
  select_row (self);
}
