/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-comparison-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-plan-findings.h"
#include "opt-json.h"

/* A list of relations gets no longer. */
#define NAMES 6

/* "orders", or "employees m" where a plan reads it more than once. */
static char *
name_scan (OptPlanComparison *self, OptPlanNode *node)
{
  const char *name = opt_plan_node_get_scanned (node);
  const char *alias = opt_plan_node_get_text (node, "Alias");

  if (name == NULL)
    return opt_plan_node_get_label (node);
  if (alias == NULL || strcmp (alias, name) == 0
      || GPOINTER_TO_UINT (g_hash_table_lookup (self->names, name)) < 2)
    return g_strdup (name);

  return g_strdup_printf ("%s %s", name, alias);
}

/* What is read below a node, in the order in which it is joined. */
static char *
name_below (OptPlanComparison *self, guint side, OptPlanNode *node)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (int id = node->id; id <= node->last_id && names->len <= NAMES; id++)
    {
      OptPlanMark *mark = &self->sides[side].marks[id - 1];

      if (mark->role == OPT_PLAN_ROLE_SCAN)
        g_ptr_array_add (names, names->len < NAMES ? name_scan (self, mark->node) : g_strdup ("…"));
    }
  if (names->len == 0)
    return opt_plan_node_get_label (node);

  g_ptr_array_add (names, NULL);

  return g_strjoinv (", ", (char **) names->pdata);
}

static char *
name_access (OptPlanNode *node)
{
  g_autofree char *indexes = opt_plan_node_get_indexes (node);

  if (strcmp (node->type, "Seq Scan") == 0)
    return g_strdup (_ ("a sequential scan"));
  if (indexes == NULL)
    return g_strdup (node->type);
  if (strcmp (node->type, "Index Only Scan") == 0)
    return g_strdup_printf (_ ("%s alone"), indexes);
  if (strcmp (node->type, "Bitmap Heap Scan") == 0)
    return g_strdup_printf (_ ("a bitmap of %s"), indexes);

  return indexes != NULL ? g_steal_pointer (&indexes) : g_strdup (node->type);
}

static char *
say_access (OptPlanComparison *self, OptPlanChange *change)
{
  OptPlanNode *b = opt_plan_change_get_lead (change, 1);
  g_autofree char *name = name_scan (self, b);
  g_autofree char *first = name_access (opt_plan_change_get_lead (change, 0));
  g_autofree char *second = name_access (b);
  gboolean by_index = strstr (b->type, "Index") != NULL || strstr (b->type, "Bitmap") != NULL;
  guint n = 0;

  for (guint i = 0; i < change->nodes[1]->len; i++)
    n += opt_plan_comparison_mark (self, 1, g_ptr_array_index (change->nodes[1], i))->role
         == OPT_PLAN_ROLE_SCAN;
  if (n > 1)
    return g_strdup_printf (
        by_index ? ngettext ("%s and %u other are now read through %s instead of %s",
                             "%s and %u others are now read through %s instead of %s", n - 1)
                 : ngettext ("%s and %u other are now read by %s instead of %s",
                             "%s and %u others are now read by %s instead of %s", n - 1),
        name, n - 1, second, first);

  return g_strdup_printf (by_index ? _ ("%s is now read through %s instead of %s")
                                   : _ ("%s is now read by %s instead of %s"),
                          name, second, first);
}

static char *
say_condition (OptPlanComparison *self, OptPlanChange *change)
{
  OptPlanNode *b = opt_plan_change_get_lead (change, 1);
  const char *first = opt_plan_node_get_text (opt_plan_change_get_lead (change, 0), "Index Cond");
  const char *second = opt_plan_node_get_text (b, "Index Cond");
  g_autofree char *name = name_scan (self, b);

  if (second == NULL)
    return g_strdup_printf (_ ("%s is no longer looked up by a condition"), name);
  if (first == NULL)
    return g_strdup_printf (_ ("%s is now looked up by %s"), name, second);

  return g_strdup_printf (_ ("%s is now looked up by %s instead of %s"), name, second, first);
}

static char *
name_input (OptPlanComparison *self, guint side, OptPlanNode *join, const char *which)
{
  for (guint i = 0; i < join->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (join, i);

      if (g_strcmp0 (opt_plan_node_get_text (child, "Parent Relationship"), which) == 0)
        return name_below (self, side, child);
    }

  return g_strdup ("");
}

static char *
say_join (OptPlanComparison *self, OptPlanChange *change)
{
  OptPlanNode *a = opt_plan_change_get_lead (change, 0);
  OptPlanNode *b = opt_plan_change_get_lead (change, 1);
  g_autofree char *outer = name_input (self, 1, b, "Outer");
  g_autofree char *inner = name_input (self, 1, b, "Inner");

  return g_strdup_printf (_ ("%s and %s are now joined by %s instead of %s"), outer, inner, b->type,
                          a->type);
}

/* The whole order, of which a part changed. */
static OptPlanNode *
find_top_join (OptPlanComparison *self, guint side, OptPlanNode *join)
{
  OptPlanNode *top = join;

  for (OptPlanNode *node = join; node->relationship == OPT_PLAN_RELATIONSHIP_CHILD;
       node = node->parent)
    {
      if (opt_plan_comparison_mark (self, side, node->parent)->role == OPT_PLAN_ROLE_JOIN)
        top = node->parent;
    }

  return top;
}

static char *
say_join_order (OptPlanComparison *self, OptPlanChange *change)
{
  OptPlanNode *a = opt_plan_change_get_lead (change, 0);
  OptPlanNode *b = opt_plan_change_get_lead (change, 1);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (opt_plan_comparison_mark (self, 0, a)->match == b)
    {
      first = name_input (self, 1, b, "Inner");
      second = name_input (self, 1, b, "Outer");
      return g_strdup_printf (_ ("the sides of the %s are swapped: for %s it now looks into %s"),
                              b->type, second, first);
    }

  first = name_below (self, 0, find_top_join (self, 0, a));
  second = name_below (self, 1, find_top_join (self, 1, b));

  return g_strdup_printf (_ ("the joins now go %s instead of %s"), second, first);
}

static char *
name_grouping (OptPlanNode *node)
{
  g_autofree char *label = NULL;
  static const char *const parts[] = { "Partial ", "Finalize " };

  label = opt_plan_node_get_label (node);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (g_str_has_prefix (label, parts[i]))
        return g_strdup (label + strlen (parts[i]));
    }

  return g_steal_pointer (&label);
}

static char *
say_grouping (OptPlanComparison *self, OptPlanChange *change)
{
  g_autofree char *first = name_grouping (opt_plan_change_get_lead (change, 0));
  g_autofree char *second = name_grouping (opt_plan_change_get_lead (change, 1));

  return g_strdup_printf (_ ("rows are now grouped by %s instead of %s"), second, first);
}

/* NULL for @key: the processes that ran what is below. */
static double
get_workers (OptPlanComparison *self, OptPlanChange *change, guint side, const char *key)
{
  double most = NAN;

  for (guint i = 0; i < change->nodes[side]->len; i++)
    {
      OptPlanNode *node = g_ptr_array_index (change->nodes[side], i);
      double workers = key != NULL ? opt_plan_node_get_figure (node, key)
                                   : opt_plan_gather_get_processes (node);

      if (opt_plan_comparison_mark (self, side, node)->role == OPT_PLAN_ROLE_GATHER
          && !(workers <= most))
        most = workers;
    }

  return most;
}

static char *
say_parallel (OptPlanComparison *self, OptPlanChange *change)
{
  double planned[2];
  double launched[2];
  double processes[2];

  for (guint side = 0; side < 2; side++)
    {
      planned[side] = get_workers (self, change, side, "Workers Planned");
      launched[side] = get_workers (self, change, side, "Workers Launched");
      processes[side] = get_workers (self, change, side, NULL);
    }

  /* A file need not tell how many. */
  if (isnan (planned[0]) && isnan (planned[1]))
    return g_strdup (_ ("it runs in parallel in another way"));
  if (isnan (planned[0]))
    return g_strdup_printf (ngettext ("it now runs in parallel, with %.0f worker",
                                      "it now runs in parallel, with %.0f workers",
                                      opt_plan_count (planned[1])),
                            planned[1]);
  if (isnan (planned[1]))
    return g_strdup_printf (ngettext ("it no longer runs in parallel, with %.0f worker",
                                      "it no longer runs in parallel, with %.0f workers",
                                      opt_plan_count (planned[0])),
                            planned[0]);
  if (planned[0] == planned[1] && launched[0] == launched[1] && processes[0] != processes[1]
      && !isnan (processes[0]) && !isnan (processes[1]))
    return g_strdup_printf (ngettext ("it ran in %.0f process instead of %.0f",
                                      "it ran in %.0f processes instead of %.0f",
                                      opt_plan_count (processes[1])),
                            processes[1], processes[0]);
  if (planned[0] != planned[1] || isnan (launched[0]) || isnan (launched[1])
      || launched[0] == launched[1])
    return g_strdup_printf (ngettext ("%.0f parallel worker is planned instead of %.0f",
                                      "%.0f parallel workers are planned instead of %.0f",
                                      opt_plan_count (planned[1])),
                            planned[1], planned[0]);

  return g_strdup_printf (ngettext ("%.0f of %.0f planned worker ran instead of %.0f",
                                    "%.0f of %.0f planned workers ran instead of %.0f",
                                    opt_plan_count (planned[1])),
                          launched[1], planned[1], launched[0]);
}

static char *
say_spill (OptPlanComparison *self, OptPlanChange *change)
{
  OptPlanNode *a = opt_plan_change_get_lead (change, 0);
  OptPlanNode *b = opt_plan_change_get_lead (change, 1);
  g_autofree char *label = opt_plan_node_get_label (b);
  g_autofree char *first = opt_format_bytes (a->spilled_bytes);
  g_autofree char *second = opt_format_bytes (b->spilled_bytes);

  if (b->spill == OPT_PLAN_SPILL_NONE)
    return g_strdup_printf (_ ("%s now fits into memory"), label);
  if (a->spill == OPT_PLAN_SPILL_NONE)
    return g_strdup_printf (_ ("%s now goes to temporary files"), label);

  return g_strdup_printf (_ ("%s now writes %s to temporary files instead of %s"), label, second,
                          first);
}

/* "Sort by placed, id" */
static char *
name_node (OptPlanNode *node)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  JsonArray *keys = opt_json_get_array (node->json, "Sort Key");
  g_autoptr (GString) name = NULL;

  if (keys == NULL)
    return g_steal_pointer (&label);

  name = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (keys) && i < NAMES; i++)
    {
      JsonNode *key = json_array_get_element (keys, i);

      if (JSON_NODE_HOLDS_VALUE (key) && json_node_get_value_type (key) == G_TYPE_STRING)
        g_string_append_printf (name, "%s%s", i > 0 ? ", " : "", json_node_get_string (key));
    }

  return g_strdup_printf (_ ("%s by %s"), label, name->str);
}

static char *
say_one_sided (OptPlanComparison *self, OptPlanChange *change)
{
  guint side = change->kind == OPT_PLAN_CHANGE_ADDED     ? 1
               : change->kind == OPT_PLAN_CHANGE_REMOVED ? 0
               : change->nodes[0]->len > 0               ? 0
                                                         : 1;
  OptPlanNode *node = opt_plan_change_get_lead (change, side);
  g_autofree char *name = NULL;
  guint n = 0;

  if (change->kind != OPT_PLAN_CHANGE_RELATIONS)
    {
      name = name_node (node);
      return g_strdup_printf (side == 0 ? _ ("the %s is gone") : _ ("the %s is new"), name);
    }

  name = name_scan (self, node);
  for (guint i = 0; i < change->nodes[side]->len; i++)
    n += opt_plan_comparison_mark (self, side, g_ptr_array_index (change->nodes[side], i))->role
         == OPT_PLAN_ROLE_SCAN;
  if (n > 1)
    return g_strdup_printf (side == 0 ? ngettext ("%s and %u other are no longer read",
                                                  "%s and %u others are no longer read", n - 1)
                                      : ngettext ("%s and %u other are now read, too",
                                                  "%s and %u others are now read, too", n - 1),
                            name, n - 1);

  return g_strdup_printf (side == 0 ? _ ("%s is no longer read") : _ ("%s is now read, too"), name);
}

static char *
say_difference (OptPlanComparison *self, OptPlanChange *change)
{
  OptPlanNode *a = opt_plan_change_get_lead (change, 0);
  OptPlanNode *b = opt_plan_change_get_lead (change, 1);
  gboolean is_estimate = change->kind == OPT_PLAN_CHANGE_ESTIMATE;
  gboolean is_loops = change->kind == OPT_PLAN_CHANGE_LOOPS;
  g_autofree char *name = opt_plan_comparison_mark (self, 1, b)->role == OPT_PLAN_ROLE_SCAN
                              ? name_scan (self, b)
                              : opt_plan_node_get_label (b);
  g_autofree char *first = opt_format_number (is_estimate ? a->plan_rows
                                              : is_loops  ? a->loops
                                                          : a->rows * a->loops);
  g_autofree char *second = opt_format_number (is_estimate ? b->plan_rows
                                               : is_loops  ? b->loops
                                                           : b->rows * b->loops);

  if (is_estimate)
    return g_strdup_printf (_ ("the planner now expects %s rows of %s instead of %s"), second, name,
                            first);
  if (is_loops)
    return g_strdup_printf (_ ("%s now runs %s times instead of %s"), name, second, first);

  if (strcmp (first, second) == 0)
    {
      g_autofree char *from = opt_format_number (opt_plan_comparison_get_rows_in (self, 0, a));
      g_autofree char *to = opt_format_number (opt_plan_comparison_get_rows_in (self, 1, b));

      return g_strdup_printf (_ ("%s now gets %s rows instead of %s"), name, to, from);
    }

  return g_strdup_printf (_ ("%s now gives %s rows instead of %s"), name, second, first);
}

static char *
say_same_work (OptPlanChange *change, const char *what)
{
  OptPlanNode *b = opt_plan_change_get_lead (change, 1);
  g_autofree char *label = opt_plan_node_get_label (b);
  guint n = change->nodes[1]->len;

  if (n > 1)
    return g_strdup_printf (ngettext ("%s (%s and %u other node)", "%s (%s and %u other nodes)",
                                      n - 1),
                            what, label, n - 1);

  return g_strdup_printf (_ ("%s (%s)"), what, label);
}

static char *
say (OptPlanComparison *self, OptPlanChange *change)
{
  switch (change->kind)
    {
    case OPT_PLAN_CHANGE_ACCESS:
    case OPT_PLAN_CHANGE_INDEX:
      return say_access (self, change);
    case OPT_PLAN_CHANGE_CONDITION:
      return say_condition (self, change);
    case OPT_PLAN_CHANGE_JOIN:
      return say_join (self, change);
    case OPT_PLAN_CHANGE_JOIN_ORDER:
      return say_join_order (self, change);
    case OPT_PLAN_CHANGE_GROUPING:
      return say_grouping (self, change);
    case OPT_PLAN_CHANGE_PARALLEL:
      return say_parallel (self, change);
    case OPT_PLAN_CHANGE_SPILL:
      return say_spill (self, change);
    case OPT_PLAN_CHANGE_RELATIONS:
    case OPT_PLAN_CHANGE_ADDED:
    case OPT_PLAN_CHANGE_REMOVED:
      return say_one_sided (self, change);
    case OPT_PLAN_CHANGE_ESTIMATE:
    case OPT_PLAN_CHANGE_ROWS:
    case OPT_PLAN_CHANGE_LOOPS:
      return say_difference (self, change);
    case OPT_PLAN_CHANGE_CACHE:
      return say_same_work (change,
                            change->sums[1].read > change->sums[0].read
                                ? _ ("more blocks had to be read from outside shared memory")
                                : _ ("fewer blocks had to be read from outside shared memory"));
    case OPT_PLAN_CHANGE_COST:
      return say_same_work (change, _ ("the same node has another cost"));
    case OPT_PLAN_CHANGE_PLANNING:
      return g_strdup (_ ("planning took another time"));
    case OPT_PLAN_CHANGE_JIT:
      return g_strdup (_ ("just-in-time compilation took another time"));
    case OPT_PLAN_CHANGE_TRIGGER:
      return g_strdup (_ ("triggers took another time"));
    case OPT_PLAN_CHANGE_SETTINGS:
      return g_strdup (_ ("the planner's settings differ"));
    case OPT_PLAN_CHANGE_TIME:
    default:
      return say_same_work (change, _ ("the same work took another time"));
    }
}

/* Names are as they are; our own words begin a sentence. */
static char *
begin_sentence (OptPlanComparison *self, OptPlanChange *change)
{
  OptPlanNode *lead = opt_plan_change_get_lead (change, change->nodes[1]->len > 0);
  const char *name = lead != NULL ? opt_plan_node_get_scanned (lead) : NULL;
  char first[7] = "";

  if (name != NULL && g_str_has_prefix (change->words, name))
    return g_strdup (change->words);
  if (change->kind == OPT_PLAN_CHANGE_JOIN)
    return g_strdup (change->words);
  first[g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (change->words)), first)] = '\0';

  return g_strconcat (first, g_utf8_next_char (change->words), NULL);
}

/*
 * opt_plan_comparison_say_change:
 *
 * Puts a change into words.
 */
void
opt_plan_comparison_say_change (OptPlanComparison *self, OptPlanChange *change)
{
  change->words = say (self, change);
  change->title = begin_sentence (self, change);
  change->seen = opt_plan_comparison_see_change (self, change);
}
