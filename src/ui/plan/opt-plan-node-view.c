/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-node-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-column.h"
#include "opt-plan-property.h"
#include "opt-plan-shorten.h"
#include "opt-property-list.h"

#define TITLE_CHARS 200

struct _OptPlanNodeView
{
  AdwBin parent_instance;

  /* Template children */
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *help;
  OptPropertyList *properties;

  /* Owned */
  OptPlanNode *node; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptPlanNodeView, opt_plan_node_view, ADW_TYPE_BIN)

static void
opt_plan_node_view_dispose (GObject *object)
{
  OptPlanNodeView *self = OPT_PLAN_NODE_VIEW (object);

  g_clear_object (&self->node);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_PLAN_NODE_VIEW);

  G_OBJECT_CLASS (opt_plan_node_view_parent_class)->dispose (object);
}

static void
opt_plan_node_view_class_init (OptPlanNodeViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_PROPERTY_LIST);

  G_OBJECT_CLASS (klass)->dispose = opt_plan_node_view_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/plan/opt-plan-node-view.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptPlanNodeView, stack);
  gtk_widget_class_bind_template_child (widget_class, OptPlanNodeView, scroller);
  gtk_widget_class_bind_template_child (widget_class, OptPlanNodeView, title);
  gtk_widget_class_bind_template_child (widget_class, OptPlanNodeView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, OptPlanNodeView, help);
  gtk_widget_class_bind_template_child (widget_class, OptPlanNodeView, properties);
}

static void
opt_plan_node_view_init (OptPlanNodeView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_time (OptPlanNodeView *self, OptPlan *plan, OptPlanNode *node)
{
  g_autofree char *own = opt_plan_column_to_text (OPT_PLAN_COLUMN_OWN, plan, node);
  g_autofree char *share = opt_plan_column_share_to_text (plan, node);
  g_autofree char *own_and_share = g_strdup_printf ("%s (%s)", own, share);

  if (!opt_plan_has_times (plan))
    {
      opt_property_list_add_heading (self->properties, _ ("Cost over all loops"));
      opt_property_list_add (self->properties, _ ("Of the node itself"), own_and_share);
      return;
    }

  opt_property_list_add_heading (self->properties, _ ("Wall time over all loops"));
  opt_property_list_add (self->properties, _ ("Of the node itself"), own_and_share);
  if (opt_plan_node_get_inclusive_ms (node) >= 0)
    {
      g_autofree char *all = opt_plan_column_to_text (OPT_PLAN_COLUMN_INCLUSIVE, plan, node);

      opt_property_list_add (self->properties, _ ("With all below it"), all);
    }
  if (opt_plan_is_rounding_notable (plan, node))
    {
      g_autofree char *rounding = opt_format_duration (opt_plan_node_get_rounding_ms (node));
      g_autofree char *either_way = g_strconcat ("± ", rounding, NULL);

      opt_property_list_add (self->properties, _ ("Rounding error"), either_way);
      opt_property_list_add_note (
          self->properties,
          _ ("PostgreSQL prints times per loop to the microsecond; with so many loops that adds "
             "up."));
    }
  if (opt_plan_node_get_processes (node) != 1)
    {
      g_autofree char *processes = opt_format_number (opt_plan_node_get_processes (node));

      opt_property_list_add (self->properties, _ ("Processes that shared the loops"), processes);
    }
}

static void
add_estimate (OptPlanNodeView *self, OptPlan *plan, OptPlanNode *node)
{
  g_autofree char *factor = NULL;

  if (isnan (opt_plan_node_get_misestimate (node)))
    return;

  factor = opt_plan_column_to_text (OPT_PLAN_COLUMN_FACTOR, plan, node);
  opt_property_list_add (self->properties, _ ("Estimate"), factor);
  if (opt_plan_node_may_stop_early (node))
    opt_property_list_add_note (
        self->properties,
        _ ("A node above may have stopped asking before all rows were given: this is no fault of "
           "the estimate."));
}

static void
add_findings (OptPlanNodeView *self, OptPlan *plan, OptPlanNode *node)
{
  gboolean first = TRUE;

  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (plan, i);

      if (opt_finding_get_node (finding) != node)
        continue;
      if (first)
        opt_property_list_add_heading (self->properties, _ ("Findings"));
      first = FALSE;
      opt_property_list_add_text (self->properties, opt_finding_get_title (finding),
                                  opt_finding_get_seen (finding));
    }
}

static void
add_property (OptPlanNodeView *self, const char *key, JsonNode *value, GString *nothing)
{
  const OptPlanProperty *property = opt_plan_property_find (key);
  const char *title = property != NULL ? _ (property->title) : key;
  g_autofree char *text = NULL;

  if (opt_plan_property_is_nothing (value))
    {
      if (nothing->len > 0)
        g_string_append (nothing, " · ");
      g_string_append (nothing, title);
      return;
    }

  text = opt_plan_property_format (property, value);
  if ((property != NULL && property->unit == OPT_PLAN_UNIT_CODE) || !JSON_NODE_HOLDS_VALUE (value))
    opt_property_list_add_code (self->properties, title, text);
  else
    opt_property_list_add (self->properties, title, text);
}

static void
add_nothing (OptPlanNodeView *self, GString *nothing)
{
  g_autofree char *note = NULL;

  if (nothing->len == 0)
    return;

  note = g_strdup_printf (_ ("None: %s"), nothing->str);
  opt_property_list_add_note (self->properties, note);
}

static gboolean
is_in_group (const char *key, OptPlanGroup group)
{
  const OptPlanProperty *property = opt_plan_property_find (key);

  /* The children have their own. */
  if (g_strcmp0 (key, "Plans") == 0)
    return FALSE;

  return (property != NULL ? property->group : OPT_PLAN_GROUP_OTHER) == group;
}

/* Each key that PostgreSQL printed, in the order of our table, then those that aren't in it. */
static GList *
list_keys (JsonObject *json, OptPlanGroup group)
{
  GList *keys = NULL;
  g_autoptr (GList) members = json_object_get_members (json);

  for (GList *l = members; l != NULL; l = l->next)
    {
      if (is_in_group (l->data, group))
        keys = g_list_prepend (keys, l->data);
    }

  return g_list_sort (keys, opt_plan_property_compare_keys);
}

/* Buffers in the one group, input and output in the other. */
static void
add_own (OptPlanNodeView *self, OptPlanUsage *usage, OptPlanNode *node, OptPlanGroup group)
{
  g_autoptr (GString) nothing = g_string_new (NULL);
  gboolean first = TRUE;

  for (OptPlanResource i = 0; i < OPT_PLAN_N_RESOURCES; i++)
    {
      const char *key = opt_plan_resource_get_key (i);
      double own = opt_plan_usage_get_own (usage, node, i);
      g_autoptr (JsonNode) value = NULL;

      if (isnan (own) || !is_in_group (key, group))
        continue;
      if (first)
        opt_property_list_add_heading (self->properties,
                                       group == OPT_PLAN_GROUP_BUFFERS
                                           ? _ ("Buffers, of the node itself")
                                           : _ ("Input and output, of the node itself"));
      first = FALSE;
      value = json_node_init_double (json_node_alloc (), own);
      add_property (self, key, value, nothing);
    }
  add_nothing (self, nothing);
}

static void
add_group (OptPlanNodeView *self, OptPlan *plan, OptPlanNode *node, OptPlanGroup group)
{
  JsonObject *json = opt_plan_node_get_json (node);
  g_autoptr (GList) keys = list_keys (json, group);
  g_autoptr (GString) nothing = g_string_new (NULL);

  if (keys == NULL)
    return;

  opt_property_list_add_heading (self->properties, opt_plan_group_get_title (group));
  if (group == OPT_PLAN_GROUP_ROWS)
    add_estimate (self, plan, node);
  for (GList *l = keys; l != NULL; l = l->next)
    add_property (self, l->data, json_object_get_member (json, l->data), nothing);
  add_nothing (self, nothing);
}

static char *
describe_place (OptPlan *plan, OptPlanNode *node)
{
  const char *subplan = opt_plan_node_get_subplan_name (node);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Node %d of %u"), opt_plan_node_get_id (node),
                          opt_plan_get_n_nodes (plan));
  if (subplan != NULL)
    {
      g_autofree char *name = opt_plan_shorten_line (subplan, TITLE_CHARS);

      g_string_append_printf (text, " · %s", name);
    }
  if (opt_plan_node_is_never_executed (node))
    g_string_append_printf (text, " · %s", _ ("never executed"));

  return g_string_free (text, FALSE);
}

/**
 * opt_plan_node_view_show:
 * @self: a view
 * @document: (nullable): a plan
 * @node: (nullable): a node of it
 */
void
opt_plan_node_view_show (OptPlanNodeView *self, OptPlanDocument *document, OptPlanNode *node)
{
  g_autofree char *label = NULL;
  g_autofree char *title = NULL;
  g_autofree char *place = NULL;
  const char *help;
  OptPlan *plan;

  g_return_if_fail (OPT_IS_PLAN_NODE_VIEW (self));

  if (!g_set_object (&self->node, node))
    return;
  gtk_stack_set_visible_child_name (self->stack, node != NULL ? "node" : "none");
  opt_property_list_clear (self->properties);
  if (node == NULL)
    return;

  plan = opt_plan_document_get_plan (document);
  label = opt_plan_node_get_label (node);
  title = opt_plan_shorten_line (label, TITLE_CHARS);
  place = describe_place (plan, node);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, place);
  help = opt_plan_node_get_help (node);
  gtk_label_set_label (self->help, help != NULL ? help : "");
  gtk_widget_set_visible (GTK_WIDGET (self->help), help != NULL);

  add_time (self, plan, node);
  add_findings (self, plan, node);
  for (OptPlanGroup group = 0; group < OPT_PLAN_N_GROUPS; group++)
    {
      if (group == OPT_PLAN_GROUP_BUFFERS || group == OPT_PLAN_GROUP_IO)
        add_own (self, opt_plan_document_get_usage (document), node, group);
      add_group (self, plan, node, group);
    }
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}
