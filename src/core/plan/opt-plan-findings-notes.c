/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-json.h"

/*
 * What is good to know of a plan, without a time that it explains.
 */

/* costsize.c: what was added up to 17 to a node that is switched off. */
#define DISABLE_COST 1.0e10
/* PostgreSQL's defaults. */
#define DEFAULT_WORK_MEM (4 * 1024 * 1024)
#define DEFAULT_COLLAPSE_LIMIT 8
#define DEFAULT_PARALLEL_SETUP_COST 1000

/* ---- Settings -------------------------------------------------------------------------------- */

static gboolean
is_off (const char *value)
{
  return g_strcmp0 (value, "off") == 0;
}

/* Only what takes something away from the planner or the executor; most other settings are well
 * meant. */
static gboolean
holds_back (const char *name, const char *value)
{
  gint64 bytes;

  if (g_str_has_prefix (name, "enable_"))
    return is_off (value);
  if (strcmp (name, "work_mem") == 0)
    return opt_parse_bytes (value, &bytes, NULL) && bytes < DEFAULT_WORK_MEM;
  if (strcmp (name, "from_collapse_limit") == 0 || strcmp (name, "join_collapse_limit") == 0)
    return g_ascii_strtoll (value, NULL, 10) < DEFAULT_COLLAPSE_LIMIT;
  if (strcmp (name, "max_parallel_workers_per_gather") == 0
      || strcmp (name, "max_parallel_workers") == 0)
    return strcmp (value, "0") == 0;

  return strcmp (name, "constraint_exclusion") == 0 && is_off (value);
}

static gboolean
is_noted (OptPlan *self, const char *seen)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (opt_finding_get_kind (self->findings->pdata[i]) == OPT_FINDING_SETTINGS
        && g_str_equal (opt_finding_get_seen (self->findings->pdata[i]), seen))
      return TRUE;

  return FALSE;
}

/* The mildest of them, which many servers have. A plan that costs less than to begin with workers
 * does would not have any. */
static void
note_no_workers (OptPlan *self, guint index, const char *seen)
{
  OptPlanNode *root = opt_plan_get_root (self, index);

  if (root != NULL && opt_plan_node_get_total_cost (root) < DEFAULT_PARALLEL_SETUP_COST)
    return;

  opt_plan_add_note (self, OPT_FINDING_SETTINGS, NULL,
                     (OptFindingWords){
                         .title = g_strdup (_ ("Parallel workers are switched off")),
                         .seen = g_strdup (seen),
                         .why = _ ("The plan can’t use any."),
                         .advice = g_strdup (_ ("See pg_settings.source for where that is set.")),
                         .caveat
                         = _ ("Not so if many small statements are what the server is for."),
                     });
}

static void
find_settings (OptPlan *self, guint index)
{
  JsonObject *settings = opt_plan_get_settings (self, index);
  g_autoptr (GString) list = g_string_new (NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (settings == NULL)
    return;
  json_object_iter_init_ordered (&iter, settings);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      const char *value = opt_json_get_string (settings, name);

      if (value != NULL && holds_back (name, value))
        g_string_append_printf (list, "%s%s = %s", list->len > 0 ? ", " : "", name, value);
    }
  /* A log has the same with each plan. */
  if (list->len == 0 || is_noted (self, list->str))
    return;
  if (g_str_equal (list->str, "max_parallel_workers_per_gather = 0"))
    {
      note_no_workers (self, index, list->str);
      return;
    }

  opt_plan_add_note (
      self, OPT_FINDING_SETTINGS, NULL,
      (OptFindingWords){
          .title = g_strdup (_ ("Settings hold the planner or the executor back")),
          .seen = g_strdup (list->str),
          .why
          = _ ("The plan was made with these, which are not the defaults: with others it may be "
               "another."),
          .advice = g_strdup (_ ("See where they come from (pg_settings.source) and explain the "
                                 "statement without them.")),
          .caveat = _ ("Not so if they were set on purpose for this statement."),
      });
}

/* ---- Disabled nodes -------------------------------------------------------------------------- */

/* From 18 on a node says itself that it is switched off; before, its cost did. */
gboolean
opt_plan_node_is_disabled (OptPlanNode *self)
{
  double below = 0;

  if (json_object_has_member (self->json, "Disabled"))
    return opt_json_get_boolean (self->json, "Disabled", FALSE);
  /* It is added before the first row; a join of all with all is as dear in its rows alone. */
  if (!(self->total_cost >= DISABLE_COST) || !(self->startup_cost >= DISABLE_COST))
    return FALSE;

  for (guint i = 0; i < self->children->len; i++)
    below = MAX (below, opt_plan_node_nth_child (self, i)->total_cost);

  /* One below hands its cost on, with its own or by its loops. */
  return !(below >= DISABLE_COST);
}

static void
find_disabled (OptPlan *self, OptPlanNode *node)
{
  g_autofree char *label = NULL;
  g_autofree char *cost = NULL;

  if (!opt_plan_node_is_disabled (node))
    return;

  label = opt_plan_node_get_label (node);
  cost = opt_format_number (node->total_cost);
  opt_plan_add_note (
      self, OPT_FINDING_DISABLED_NODE, node,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s is used although it is switched off"), label),
          .seen
          = opt_json_get_boolean (node->json, "Disabled", FALSE)
                ? g_strdup (_ ("the plan says: disabled"))
                : g_strdup_printf (_ ("a cost of %s: 10 billion are added to what is switched "
                                      "off"),
                                   cost),
          .why
          = _ ("The planner found no other way. Costs of such a plan can’t be compared with those "
               "of others."),
          .advice = g_strdup (_ ("Switch it on again (the enable_ settings), or see what the other "
                                 "way would need: an index, or a join by equality.")),
          .caveat = _ ("Not so if a cost as high is real, as of a join of all rows with all rows."),
      });
}

/* ---- Nothing was returned -------------------------------------------------------------------- */

/* What gives the rows that are returned, or written. */
static OptPlanNode *
get_source (OptPlanNode *root)
{
  OptPlanNode *input
      = opt_plan_node_is (root, "ModifyTable") ? opt_plan_node_get_input (root) : NULL;

  return input != NULL ? input : root;
}

/* Rows are told by loop and rounded: of what ran more than once 0 may be a few. */
static gboolean
is_empty (OptPlanNode *node)
{
  return node->loops == 1 && node->rows == 0;
}

static void
add_never_true (OptPlan *self, OptPlanNode *node)
{
  opt_plan_add_note (
      self, OPT_FINDING_NEVER_EXECUTED, node,
      (OptFindingWords){
          .title = g_strdup (_ ("Nothing is returned: a condition is never true")),
          .seen = g_strdup_printf (_ ("one-time filter: %s"),
                                   opt_plan_node_get_text (node, "One-Time Filter")),
          .why
          = _ ("The condition does not depend on any row. It is checked once, and what is below "
               "is not run."),
          .advice
          = g_strdup (_ ("See whether the condition, or the values it was given, are what was "
                         "meant.")),
          .caveat = _ ("Not so if nothing is the right answer."),
      });
}

static void
add_no_row (OptPlan *self, OptPlanNode *cause, guint n)
{
  g_autofree char *label = opt_plan_node_get_label (cause);

  opt_plan_add_note (
      self, OPT_FINDING_NEVER_EXECUTED, cause,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("Nothing is returned: %s has no row"), label),
          .seen = g_strdup_printf (ngettext ("%u node was never executed",
                                             "%u nodes were never executed", n),
                                   n),
          .why
          = _ ("A join with nothing is nothing: its other side was not run. How long that would "
               "take is not in this plan."),
          .advice
          = g_strdup (_ ("Explain the statement with values for which there are rows, to see "
                         "what it costs then.")),
          .caveat = _ ("Not so if nothing is the right answer, and the usual one."),
      });
}

static gboolean
is_join (OptPlanNode *node)
{
  return opt_plan_node_is (node, "Nested Loop") || g_str_has_suffix (node->type, " Join");
}

/* The side of @join that is empty, for which the other was not run; as far down as it is. */
static OptPlanNode *
find_empty_side (OptPlanNode *join)
{
  OptPlanNode *empty = NULL;
  gboolean not_run = FALSE;

  for (guint i = 0; i < join->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (join, i);

      if (child->relationship != OPT_PLAN_RELATIONSHIP_CHILD)
        continue;
      if (is_empty (child))
        empty = child;
      else if (opt_plan_node_is_never_executed (child))
        not_run = TRUE;
    }
  if (!not_run)
    return NULL;
  while (empty != NULL && empty->children->len == 1
         && is_empty (opt_plan_node_nth_child (empty, 0)))
    empty = opt_plan_node_nth_child (empty, 0);

  return empty;
}

/* Whether all above up to @source is empty with it. */
static gboolean
is_all_empty (OptPlanNode *node, OptPlanNode *source)
{
  for (; node != NULL; node = node->parent)
    {
      if (!is_empty (node) || node->relationship == OPT_PLAN_RELATIONSHIP_SUBPLAN
          || node->relationship == OPT_PLAN_RELATIONSHIP_INITPLAN)
        return FALSE;
      if (node == source)
        return TRUE;
    }

  return FALSE;
}

static guint
count_never_executed (OptPlan *self, OptPlanNode *root)
{
  guint n = 0;

  for (int id = root->id; id <= root->last_id; id++)
    n += opt_plan_node_is_never_executed (opt_plan_nth_node (self, (guint) id - 1));

  return n;
}

static void
find_nothing (OptPlan *self, OptPlanNode *root)
{
  OptPlanNode *source = get_source (root);
  guint n = count_never_executed (self, root);

  for (int id = source->id; id <= source->last_id; id++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, (guint) id - 1);
      const char *filter = opt_plan_node_get_text (node, "One-Time Filter");
      OptPlanNode *empty;

      /* Of a plan that was not run it is known where the planner itself found it false. */
      if (filter != NULL
          && (opt_plan_has_rows (self) ? is_all_empty (node, source)
                                       : node == source && strcmp (filter, "false") == 0))
        {
          add_never_true (self, node);
          return;
        }
      if (opt_plan_node_is_never_executed (node) || !is_join (node))
        continue;
      empty = find_empty_side (node);
      if (empty != NULL && is_all_empty (node, source))
        {
          add_no_row (self, empty, n);
          return;
        }
    }
}

/* ---- Generic plans --------------------------------------------------------------------------- */

static void
forget_results (OptPlan *self, GHashTable *mentions)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);
      g_auto (GStrv)
        keys = node->subplan_name != NULL ? opt_plan_node_get_init_plan_keys (node) : NULL;

      for (guint k = 0; keys != NULL && keys[k] != NULL; k++)
        g_hash_table_remove (mentions, keys[k]);
    }
}

/*
 * opt_plan_find_generic_nodes:
 *
 * Which nodes mention "$n" where it is a parameter of the statement, and not the result of an
 * InitPlan, which is printed like one up to 16. Where both have a number, that one is left out.
 *
 * Returns: (transfer full) (element-type OptPlanNode): a set
 */
GHashTable *
opt_plan_find_generic_nodes (OptPlan *self)
{
  GHashTable *mentions = opt_plan_get_mentions (self);
  GHashTable *nodes = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (g_hash_table_size (mentions) > 0)
    forget_results (self, mentions);
  g_hash_table_iter_init (&iter, mentions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      GPtrArray *mentioning = value;

      for (guint i = 0; *(const char *) key == '$' && i < mentioning->len; i++)
        g_hash_table_add (nodes, mentioning->pdata[i]);
    }

  return nodes;
}

static gboolean
has_finding (OptPlan *self, OptFindingKind kind)
{
  for (guint i = 0; i < self->findings->len; i++)
    if (opt_finding_get_kind (self->findings->pdata[i]) == kind)
      return TRUE;

  return FALSE;
}

static void
find_generic (OptPlan *self, GHashTable *generic)
{
  guint n = g_hash_table_size (generic);

  if (n == 0 || has_finding (self, OPT_FINDING_GENERIC_PLAN))
    return;

  opt_plan_add_note (
      self, OPT_FINDING_GENERIC_PLAN, NULL,
      (OptFindingWords){
          .title = g_strdup (_ ("This is a generic plan")),
          .seen = g_strdup_printf (ngettext ("%u node compares with a parameter without a value",
                                             "%u nodes compare with parameters without a value", n),
                                   n),
          .why
          = _ ("It was made for any values of the parameters, with estimates for the mean: for a "
               "frequent or a rare value another plan may be better."),
          .advice = g_strdup (_ ("Compare it with the plan for values that are typical.")),
          .caveat = _ ("Not so if all values are about as frequent."),
      });
}

/*
 * opt_plan_find_notes:
 * @generic: (element-type OptPlanNode): the nodes that have parameters without a value
 *
 * Finds what is good to know of a plan.
 */
void
opt_plan_find_notes (OptPlan *self, GHashTable *generic)
{
  for (guint i = 0; i < self->roots->len; i++)
    {
      find_nothing (self, self->roots->pdata[i]);
      find_settings (self, i);
    }
  for (guint i = 0; i < self->nodes->len; i++)
    find_disabled (self, opt_plan_nth_node (self, i));
  find_generic (self, generic);
}
