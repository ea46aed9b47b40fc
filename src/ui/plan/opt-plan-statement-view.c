/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-statement-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-json.h"
#include "opt-plan-property.h"
#include "opt-property-list.h"
#include "opt-sql-view.h"

/* What nobody reads to its end is not laid out to its end. */
#define STATEMENTS_AT_MOST 20
#define TRIGGERS_AT_MOST 100

enum
{
  SIGNAL_NODE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptPlanStatementView
{
  AdwBin parent_instance;

  /* Template children */
  GtkScrolledWindow *scroller;
  GtkWidget *no_sql;
  OptSqlView *sql;
  GtkWidget *linked;
  OptPropertyList *properties;

  /* Owned */
  OptPlanDocument *document; /* (nullable) */
  OptPlanNode *selected;     /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptPlanStatementView, opt_plan_statement_view, ADW_TYPE_BIN)

static const OptPlanOrigin *
nth_origin (OptPlanStatementView *self, guint index)
{
  return &g_array_index (opt_plan_document_get_origins (self->document), OptPlanOrigin, index);
}

/* Whether @origin is to be gone to rather than @found, which may be NULL: the smaller part; and of
 * those that are of the same, the one behind the node that is selected, and else the first. */
static gboolean
is_better (OptPlanStatementView *self, const OptPlanOrigin *origin, const OptPlanOrigin *found)
{
  int selected = self->selected != NULL ? opt_plan_node_get_id (self->selected) : 0;

  if (found == NULL || origin->end - origin->start != found->end - found->start)
    return found == NULL || origin->end - origin->start < found->end - found->start;

  return opt_plan_node_get_id (origin->node) > selected
         && opt_plan_node_get_id (found->node) <= selected;
}

static void
link_activated (OptPlanStatementView *self, guint64 byte)
{
  const OptPlanOrigin *found = NULL;
  guint n = self->document != NULL ? opt_plan_document_get_origins (self->document)->len : 0;

  for (guint i = 0; i < n; i++)
    {
      const OptPlanOrigin *origin = nth_origin (self, i);

      if (byte >= origin->start && byte < origin->end && is_better (self, origin, found))
        found = origin;
    }
  if (found != NULL)
    g_signal_emit (self, signals[SIGNAL_NODE_ACTIVATED], 0, found->node);
}

static void
opt_plan_statement_view_dispose (GObject *object)
{
  g_clear_object (&OPT_PLAN_STATEMENT_VIEW (object)->selected);
  g_clear_object (&OPT_PLAN_STATEMENT_VIEW (object)->document);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_STATEMENT_VIEW);

  G_OBJECT_CLASS (opt_plan_statement_view_parent_class)->dispose (object);
}

static void
opt_plan_statement_view_class_init (OptPlanStatementViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_PROPERTY_LIST);
  g_type_ensure (OPT_TYPE_SQL_VIEW);

  G_OBJECT_CLASS (klass)->dispose = opt_plan_statement_view_dispose;

  /**
   * OptPlanStatementView::node-activated:
   * @node: a node
   *
   * The user wants to go to the node that a part of the statement became.
   */
  signals[SIGNAL_NODE_ACTIVATED]
      = g_signal_new ("node-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, OPT_TYPE_PLAN_NODE);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-statement-view.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptPlanStatementView, scroller);
  gtk_widget_class_bind_template_child (widget_class, OptPlanStatementView, no_sql);
  gtk_widget_class_bind_template_child (widget_class, OptPlanStatementView, sql);
  gtk_widget_class_bind_template_child (widget_class, OptPlanStatementView, linked);
  gtk_widget_class_bind_template_child (widget_class, OptPlanStatementView, properties);
  gtk_widget_class_bind_template_callback (widget_class, link_activated);
}

static void
opt_plan_statement_view_init (OptPlanStatementView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_settings (OptPlanStatementView *self, OptPlan *plan, guint index)
{
  JsonObject *settings = opt_plan_get_settings (plan, index);
  g_autoptr (GList) names = NULL;

  if (settings == NULL || json_object_get_size (settings) == 0)
    return;

  opt_property_list_add_heading (self->properties, _ ("Settings that differ from the default"));
  names = json_object_get_members (settings);
  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *value
          = opt_plan_property_format (NULL, json_object_get_member (settings, l->data));

      opt_property_list_add (self->properties, l->data, value);
    }
}

static char *
name_trigger (const OptPlanTrigger *trigger)
{
  const char *name = trigger->constraint != NULL ? trigger->constraint : trigger->name;

  if (name == NULL)
    name = "?";
  if (trigger->relation == NULL)
    return g_strdup (name);

  return g_strdup_printf (trigger->constraint != NULL ? _ ("Constraint %s on %s") : _ ("%s on %s"),
                          name, trigger->relation);
}

static void
add_triggers (OptPlanStatementView *self, OptPlan *plan)
{
  if (opt_plan_get_n_triggers (plan) == 0)
    return;

  opt_property_list_add_heading (self->properties, _ ("Triggers"));
  for (guint i = 0; i < MIN (opt_plan_get_n_triggers (plan), TRIGGERS_AT_MOST); i++)
    {
      const OptPlanTrigger *trigger = opt_plan_get_trigger (plan, i);
      g_autofree char *name = name_trigger (trigger);
      g_autofree char *calls = opt_format_number (trigger->calls);
      g_autofree char *time = opt_format_duration (trigger->time_ms);
      g_autofree char *both = NULL;

      both = g_strdup_printf (ngettext ("%s, %s call", "%s, %s calls",
                                        (gulong) CLAMP (trigger->calls, 0, 1e9)),
                              time, calls);
      opt_property_list_add (self->properties, name, both);
    }
}

static void
add_object (OptPlanStatementView *self, const char *heading, JsonObject *object)
{
  g_autoptr (GList) names = NULL;

  if (object == NULL)
    return;

  opt_property_list_add_heading (self->properties, heading);
  names = json_object_get_members (object);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *value = json_object_get_member (object, l->data);
      const OptPlanProperty *property = opt_plan_property_find (l->data);
      g_autofree char *text = NULL;

      /* Generation, Inlining …: all of a JIT's "Timing". */
      if (JSON_NODE_HOLDS_OBJECT (value))
        {
          add_object (self, l->data, json_node_get_object (value));
          continue;
        }
      if (opt_plan_property_is_nothing (value))
        continue;
      text = opt_plan_property_format (property, value);
      opt_property_list_add (self->properties, property != NULL ? _ (property->title) : l->data,
                             text);
    }
}

static JsonObject *
get_element (OptPlan *plan, guint index)
{
  JsonNode *source = opt_plan_get_source (plan);
  guint n = 0;

  if (JSON_NODE_HOLDS_OBJECT (source))
    return json_node_get_object (source);

  /* Utility statements have an element, but no plan. */
  for (guint i = 0; i < json_array_get_length (json_node_get_array (source)); i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (source), i);

      if (JSON_NODE_HOLDS_OBJECT (element) && n++ == index)
        return json_node_get_object (element);
    }

  return NULL;
}

static void
show_sql (OptPlanStatementView *self, const char *sql)
{
  gtk_widget_set_visible (self->no_sql, sql == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->sql), sql != NULL);
  opt_sql_view_set_sql (self->sql, sql);
}

static void
show_links (OptPlanStatementView *self)
{
  guint n = self->document != NULL ? opt_plan_document_get_origins (self->document)->len : 0;

  opt_sql_view_clear_marks (self->sql);
  opt_sql_view_clear_links (self->sql);
  for (guint i = 0; i < n; i++)
    opt_sql_view_add_link (self->sql, nth_origin (self, i)->start, nth_origin (self, i)->end);
  gtk_widget_set_visible (self->linked, n > 0);
}

/**
 * opt_plan_statement_view_set_document:
 * @self: a view
 * @document: (nullable): what to show
 */
void
opt_plan_statement_view_set_document (OptPlanStatementView *self, OptPlanDocument *document)
{
  OptPlan *plan;

  g_return_if_fail (OPT_IS_PLAN_STATEMENT_VIEW (self));

  g_clear_object (&self->selected);
  g_set_object (&self->document, document);
  show_sql (self, document != NULL ? opt_plan_document_get_sql (document) : NULL);
  show_links (self);
  opt_property_list_clear (self->properties);
  if (document == NULL)
    return;

  plan = opt_plan_document_get_plan (document);
  if (opt_plan_document_get_basis (document) != NULL
      && *opt_plan_document_get_basis (document) != '\0')
    {
      opt_property_list_add_heading (self->properties, _ ("What the plan rests on"));
      opt_property_list_add_note (self->properties, opt_plan_document_get_basis (document));
    }
  for (guint i = 0; i < MIN (opt_plan_get_n_plans (plan), STATEMENTS_AT_MOST); i++)
    {
      JsonObject *element = get_element (plan, i);

      if (opt_plan_get_n_plans (plan) > 1)
        {
          g_autofree char *which
              = g_strdup_printf (_ ("Statement %u of %u"), i + 1, opt_plan_get_n_plans (plan));

          opt_property_list_add_heading (self->properties, which);
        }
      add_settings (self, plan, i);
      add_object (self, _ ("Planning"), opt_json_get_object (element, "Planning"));
      add_object (self, _ ("Serialization"), opt_json_get_object (element, "Serialization"));
      add_object (self, _ ("Just-in-time compilation"), opt_json_get_object (element, "JIT"));
    }
  add_triggers (self, plan);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/**
 * opt_plan_statement_view_select:
 * @self: a view
 * @node: (nullable): a node of its plan
 *
 * Marks the parts of the statement that the node comes from, as far as that is certain.
 */
void
opt_plan_statement_view_select (OptPlanStatementView *self, OptPlanNode *node)
{
  guint n = self->document != NULL ? opt_plan_document_get_origins (self->document)->len : 0;

  g_return_if_fail (OPT_IS_PLAN_STATEMENT_VIEW (self));

  if (!g_set_object (&self->selected, node))
    return;

  opt_sql_view_clear_marks (self->sql);
  for (guint i = 0; i < n && node != NULL; i++)
    {
      if (nth_origin (self, i)->node == node)
        opt_sql_view_add_mark (self->sql, nth_origin (self, i)->start, nth_origin (self, i)->end);
    }
}
