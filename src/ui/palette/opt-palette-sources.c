/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-palette-sources.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "opt-palette-item.h"
#include "opt-server-tables.h"

static void
append (GListStore *items,
        OptPaletteKind kind,
        const char *title,
        const char *icon,
        const char *action,
        GVariant *target)
{
  g_autoptr (OptPaletteItem) item = opt_palette_item_new (kind, title, icon, action, target);

  g_list_store_append (items, item);
}

/**
 * opt_palette_add_pages:
 * @items: where to add them
 * @pages: (element-type AdwViewStackPage): those of the window
 */
void
opt_palette_add_pages (GListStore *items, GListModel *pages)
{
  int n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (pages); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (pages, i);

      if (adw_view_stack_page_get_visible (page))
        append (items, OPT_PALETTE_KIND_PAGE, adw_view_stack_page_get_title (page),
                adw_view_stack_page_get_icon_name (page), "win.nth-page",
                g_variant_new_int32 (++n));
    }
}

/**
 * opt_palette_add_servers:
 * @items: where to add them
 * @servers: the servers
 */
void
opt_palette_add_servers (GListStore *items, OptServerList *servers)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (servers)); i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (G_LIST_MODEL (servers), i);
      const char *name = opt_server_get_name (server);

      append (items, OPT_PALETTE_KIND_SERVER, name, "network-server-symbolic", "win.server",
              g_variant_new_string (name));
    }
}

/* ---- Actions --------------------------------------------------------------------------------- */

typedef enum
{
  NEEDS_NOTHING,
  NEEDS_SERVER,
  NEEDS_WATCHED,   /* online */
  NEEDS_UNWATCHED, /* offline or lost */
  NEEDS_OPEN,      /* not offline */
} Needs;

typedef struct
{
  const char *title;
  const char *icon;
  const char *action;
  Needs needs;
} Action;

/* In the order in which they are likely to be looked for. */
static const Action actions[] = {
  { N_ ("Ask for recommendations"), "opt-lightbulb-symbolic", "win.advise", NEEDS_SERVER },
  { N_ ("Pause, or go on"), "media-playback-pause-symbolic", "win.pause", NEEDS_WATCHED },
  { N_ ("Ask the server now"), "view-refresh-symbolic", "win.refresh", NEEDS_WATCHED },
  { N_ ("Reconnect"), "view-refresh-symbolic", "win.reconnect", NEEDS_UNWATCHED },
  { N_ ("Disconnect"), "network-offline-symbolic", "win.disconnect", NEEDS_OPEN },
  { N_ ("Search this page"), "edit-find-symbolic", "win.find", NEEDS_SERVER },
  { N_ ("Alerts and their rules"), "preferences-system-notifications-symbolic", "win.alerts",
    NEEDS_NOTHING },
  { N_ ("Connect to a server…"), "list-add-symbolic", "win.connect", NEEDS_NOTHING },
  { N_ ("Try the demo"), "media-playback-start-symbolic", "win.demo", NEEDS_NOTHING },
  { N_ ("Open a plan…"), "document-open-symbolic", "win.open-plan", NEEDS_NOTHING },
  { N_ ("Paste a plan"), "edit-paste-symbolic", "win.paste-plan", NEEDS_NOTHING },
  { N_ ("Show or hide the servers"), "sidebar-show-symbolic", "win.sidebar", NEEDS_NOTHING },
  { N_ ("Style: follow the system"), "preferences-desktop-appearance-symbolic", "app.style::follow",
    NEEDS_NOTHING },
  { N_ ("Style: light"), "preferences-desktop-appearance-symbolic", "app.style::light",
    NEEDS_NOTHING },
  { N_ ("Style: dark"), "preferences-desktop-appearance-symbolic", "app.style::dark",
    NEEDS_NOTHING },
  { N_ ("Keyboard shortcuts"), "preferences-desktop-keyboard-shortcuts-symbolic",
    "win.show-help-overlay", NEEDS_NOTHING },
  { N_ ("About OptiSchema"), "help-about-symbolic", "app.about", NEEDS_NOTHING },
  { N_ ("Quit"), "application-exit-symbolic", "app.quit", NEEDS_NOTHING },
};

static gboolean
is_possible (Needs needs, OptServer *server)
{
  OptServerState state = server != NULL ? opt_server_get_state (server) : OPT_SERVER_OFFLINE;

  switch (needs)
    {
    case NEEDS_SERVER:
      return server != NULL;
    case NEEDS_WATCHED:
      return state == OPT_SERVER_ONLINE;
    case NEEDS_UNWATCHED:
      return server != NULL && (state == OPT_SERVER_OFFLINE || state == OPT_SERVER_LOST);
    case NEEDS_OPEN:
      return state != OPT_SERVER_OFFLINE;
    case NEEDS_NOTHING:
    default:
      return TRUE;
    }
}

/**
 * opt_palette_add_actions:
 * @items: where to add them
 * @server: (nullable): the server that is shown; what can't be done with it is left out
 */
void
opt_palette_add_actions (GListStore *items, OptServer *server)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autofree char *name = NULL;
      g_autoptr (GVariant) target = NULL;

      if (!is_possible (actions[i].needs, server)
          || !g_action_parse_detailed_name (actions[i].action, &name, &target, NULL))
        continue;
      append (items, OPT_PALETTE_KIND_ACTION, _ (actions[i].title), actions[i].icon, name, target);
    }
}

/* ---- Tables ---------------------------------------------------------------------------------- */

/* Once; what is added later shows in a palette that is open. */
static void
add_relations (GListStore *items, OptServerTables *tables)
{
  OptCatalog *catalog = opt_server_tables_get_catalog (tables);
  GPtrArray *relations = catalog != NULL ? opt_catalog_get_relations (catalog) : NULL;
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);

  if (relations == NULL || g_object_get_data (G_OBJECT (items), "has-tables") != NULL)
    return;

  g_object_set_data (G_OBJECT (items), "has-tables", GINT_TO_POINTER (TRUE));
  for (guint i = 0; i < relations->len; i++)
    {
      g_autofree char *name = opt_relation_get_quoted_name (relations->pdata[i]);

      g_ptr_array_add (made,
                       opt_palette_item_new (OPT_PALETTE_KIND_TABLE, name, "view-grid-symbolic",
                                             "win.table", g_variant_new_string (name)));
    }
  g_list_store_splice (items, g_list_model_get_n_items (G_LIST_MODEL (items)), 0, made->pdata,
                       made->len);
}

/**
 * opt_palette_add_tables:
 * @items: where to add them, now or once they are read
 * @server: (nullable): the server that is shown
 */
void
opt_palette_add_tables (GListStore *items, OptServer *server)
{
  OptServerTables *tables;

  if (server == NULL)
    return;

  tables = opt_server_get_tables (server);
  g_signal_connect_object (tables, "changed", G_CALLBACK (add_relations), items, G_CONNECT_SWAPPED);
  opt_server_tables_want (tables);
  add_relations (items, tables);
}

/* ---- Statements ------------------------------------------------------------------------------ */

/* What is not known counts as nothing. */
static double
get_weight (OptStatementItem *item)
{
  double share = opt_statement_item_get_share (item);

  return isfinite (share) ? share : -1;
}

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  double first = get_weight (*(OptStatementItem *const *) a);
  double second = get_weight (*(OptStatementItem *const *) b);

  return (first < second) - (first > second);
}

/**
 * opt_palette_add_statements:
 * @items: where to add them
 * @server: (nullable): the server that is shown
 *
 * The one that costs most comes first. Without its text nobody would find one.
 */
void
opt_palette_add_statements (GListStore *items, OptServer *server)
{
  GListModel *all = server != NULL ? G_LIST_MODEL (opt_server_get_statements (server)) : NULL;
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; all != NULL && i < g_list_model_get_n_items (all); i++)
    g_ptr_array_add (sorted, g_list_model_get_item (all, i));
  g_ptr_array_sort (sorted, compare_weights);

  for (guint i = 0; i < sorted->len; i++)
    {
      OptStatementItem *item = sorted->pdata[i];

      if (opt_statement_item_get_text (item) != NULL)
        g_ptr_array_add (made, opt_palette_item_new_for_statement (item));
    }
  g_list_store_splice (items, g_list_model_get_n_items (G_LIST_MODEL (items)), 0, made->pdata,
                       made->len);
}
