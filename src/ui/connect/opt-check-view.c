/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-check-view.h"

#include <glib/gi18n.h>

#include "opt-format.h"
#include "opt-sql-row.h"

struct _OptCheckView
{
  AdwBin parent_instance;

  /* Template children */
  AdwActionRow *version_row;
  AdwActionRow *database_row;
  AdwActionRow *user_row;
  AdwActionRow *start_row;
  AdwPreferencesGroup *items_group;

  /* Owned */
  GPtrArray *rows; /* of GtkWidget, in items_group */
};

G_DEFINE_FINAL_TYPE (OptCheckView, opt_check_view, ADW_TYPE_BIN)

/* ---- The server ------------------------------------------------------------------------------ */

static char *
describe_database (OptServerFacts *facts)
{
  gint64 bytes = opt_server_facts_get_database_bytes (facts);
  g_autofree char *size = opt_format_bytes (bytes);
  const char *database = opt_server_facts_get_database (facts);

  if (opt_server_facts_is_in_recovery (facts))
    return g_strdup_printf (_ ("%s, %s, on a standby"), database, size);

  return g_strdup_printf ("%s, %s", database, size);
}

static char *
describe_user (OptServerFacts *facts)
{
  static const char *const roles[] = { "pg_monitor", "pg_read_all_stats", "pg_read_all_data" };
  GString *text = g_string_new (opt_server_facts_get_user (facts));

  if (opt_server_facts_is_superuser (facts))
    {
      g_string_append_printf (text, ", %s", _ ("superuser"));
      return g_string_free (text, FALSE);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (opt_server_facts_has_role (facts, roles[i]))
      g_string_append_printf (text, ", %s", roles[i]);

  return g_string_free (text, FALSE);
}

static void
show_facts (OptCheckView *self, OptServerFacts *facts)
{
  g_autofree char *database = describe_database (facts);
  g_autofree char *user = describe_user (facts);
  g_autofree char *start = opt_format_time (opt_server_facts_get_start_time (facts));
  g_autofree char *version
      = g_strdup_printf (opt_server_facts_is_tested (facts) ? _ ("PostgreSQL %s, tested")
                                                            : _ ("PostgreSQL %s, untested"),
                         opt_server_facts_get_version_text (facts));

  adw_action_row_set_subtitle (self->version_row, version);
  adw_action_row_set_subtitle (self->database_row, database);
  adw_action_row_set_subtitle (self->user_row, user);
  adw_action_row_set_subtitle (self->start_row, start);
}

/* ---- What the work needs --------------------------------------------------------------------- */

static GtkWidget *
make_icon (OptPreflightState state)
{
  static const struct
  {
    const char *name;
    const char *css_class;
    const char *label;
  } icons[] = {
    [OPT_PREFLIGHT_OK] = { "emblem-ok-symbolic", "success", N_ ("In order") },
    [OPT_PREFLIGHT_WARNING] = { "dialog-warning-symbolic", "warning", N_ ("Limited") },
    [OPT_PREFLIGHT_MISSING] = { "dialog-error-symbolic", "error", N_ ("Missing") },
  };
  GtkWidget *icon = gtk_image_new_from_icon_name (icons[state].name);

  gtk_widget_add_css_class (icon, icons[state].css_class);
  gtk_widget_set_tooltip_text (icon, _ (icons[state].label));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (icons[state].label), -1);

  return icon;
}

static char *
describe_item (const OptPreflightItem *item)
{
  if (item->effect != NULL && item->fix_note != NULL)
    return g_strdup_printf ("%s %s", item->effect, item->fix_note);

  return g_strdup (item->effect != NULL ? item->effect : item->fix_note);
}

static GtkWidget *
make_item_row (const OptPreflightItem *item)
{
  gboolean has_sql = item->fix_sql != NULL && *item->fix_sql != '\0';
  GtkWidget *row = has_sql ? adw_expander_row_new () : adw_action_row_new ();
  g_autofree char *text = describe_item (item);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), item->found);
  g_object_set (row, "subtitle", text != NULL ? text : "", NULL);
  if (has_sql)
    {
      adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), make_icon (item->state));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                                opt_sql_row_new (_ ("An administrator can run:"), item->fix_sql));
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), item->state == OPT_PREFLIGHT_MISSING);
    }
  else
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_icon (item->state));

  return row;
}

static void
clear_items (OptCheckView *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->items_group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

/* The server's own row says it. */
static gboolean
is_said (const OptPreflightItem *item)
{
  return item->state == OPT_PREFLIGHT_OK && g_str_equal (item->name, "version");
}

/* The worst first. */
static void
show_items (OptCheckView *self, GPtrArray *items)
{
  for (int state = OPT_PREFLIGHT_MISSING; state >= OPT_PREFLIGHT_OK; state--)
    for (guint i = 0; i < items->len; i++)
      {
        const OptPreflightItem *item = items->pdata[i];
        GtkWidget *row;

        if ((int) item->state != state || is_said (item))
          continue;
        row = make_item_row (item);
        adw_preferences_group_add (self->items_group, row);
        g_ptr_array_add (self->rows, row);
      }
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_check_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_CHECK_VIEW);

  G_OBJECT_CLASS (opt_check_view_parent_class)->dispose (object);
}

static void
opt_check_view_finalize (GObject *object)
{
  g_ptr_array_unref (OPT_CHECK_VIEW (object)->rows);

  G_OBJECT_CLASS (opt_check_view_parent_class)->finalize (object);
}

static void
opt_check_view_class_init (OptCheckViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_check_view_dispose;
  object_class->finalize = opt_check_view_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/connect/opt-check-view.ui");
  gtk_widget_class_bind_template_child (widget_class, OptCheckView, version_row);
  gtk_widget_class_bind_template_child (widget_class, OptCheckView, database_row);
  gtk_widget_class_bind_template_child (widget_class, OptCheckView, user_row);
  gtk_widget_class_bind_template_child (widget_class, OptCheckView, start_row);
  gtk_widget_class_bind_template_child (widget_class, OptCheckView, items_group);
}

static void
opt_check_view_init (OptCheckView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
}

/**
 * opt_check_view_set_check:
 * @self: a view
 * @check: what was found
 */
void
opt_check_view_set_check (OptCheckView *self, const OptServerCheck *check)
{
  g_return_if_fail (OPT_IS_CHECK_VIEW (self));
  g_return_if_fail (check != NULL);

  clear_items (self);
  show_facts (self, check->facts);
  show_items (self, check->items);
}
