/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-statistics.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-plan-private.h"

/* Columns of the text, in characters. */
#define NUMBER_WIDTH 9
#define COUNT_WIDTH 7

struct _OptPlanStatistics
{
  GObject parent_instance;

  OptPlan *plan;
  GListStore *totals[OPT_PLAN_N_GROUPINGS]; /* of OptPlanTotal, those with most first */
};

G_DEFINE_FINAL_TYPE (OptPlanStatistics, opt_plan_statistics, G_TYPE_OBJECT)

static void
opt_plan_statistics_finalize (GObject *object)
{
  OptPlanStatistics *self = OPT_PLAN_STATISTICS (object);

  for (guint i = 0; i < OPT_PLAN_N_GROUPINGS; i++)
    g_clear_object (&self->totals[i]);
  g_clear_object (&self->plan);

  G_OBJECT_CLASS (opt_plan_statistics_parent_class)->finalize (object);
}

static void
opt_plan_statistics_class_init (OptPlanStatisticsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_statistics_finalize;
}

static void
opt_plan_statistics_init (OptPlanStatistics *self)
{
  for (guint i = 0; i < OPT_PLAN_N_GROUPINGS; i++)
    self->totals[i] = g_list_store_new (OPT_TYPE_PLAN_TOTAL);
}

/**
 * opt_plan_grouping_get_nick:
 * @grouping: what nodes are summed up by
 *
 * Returns: its name in JSON: "node_types", "tables", "indexes"
 */
const char *
opt_plan_grouping_get_nick (OptPlanGrouping grouping)
{
  static const char *const nicks[OPT_PLAN_N_GROUPINGS] = { "node_types", "tables", "indexes" };

  g_return_val_if_fail (grouping < OPT_PLAN_N_GROUPINGS, NULL);

  return nicks[grouping];
}

/**
 * opt_plan_grouping_get_title:
 * @grouping: what nodes are summed up by
 *
 * Returns: its name for people, translated
 */
const char *
opt_plan_grouping_get_title (OptPlanGrouping grouping)
{
  static const char *const titles[OPT_PLAN_N_GROUPINGS]
      = { N_ ("Node type"), N_ ("Table"), N_ ("Index") };

  g_return_val_if_fail (grouping < OPT_PLAN_N_GROUPINGS, NULL);

  return _ (titles[grouping]);
}

/**
 * opt_plan_grouping_get_rest:
 * @grouping: what nodes are summed up by
 *
 * Returns: what stands for the nodes that have no such thing, translated
 */
const char *
opt_plan_grouping_get_rest (OptPlanGrouping grouping)
{
  g_return_val_if_fail (grouping < OPT_PLAN_N_GROUPINGS, NULL);

  return grouping == OPT_PLAN_GROUPING_TABLE ? _ ("Nodes without a table")
                                             : _ ("Nodes without an index");
}

/* A bitmap of an index is made for the scan of the table above, whatever combines it in between. */
static OptPlanNode *
get_reader (OptPlanNode *node)
{
  OptPlanNode *above = node;

  if (strcmp (node->type, "Bitmap Index Scan") != 0)
    return node;
  while (above != NULL && strcmp (above->type, "Bitmap Heap Scan") != 0)
    above = above->parent;

  return above != NULL ? above : node;
}

static char *
dup_table (OptPlanNode *node)
{
  OptPlanNode *reader = get_reader (node);
  const char *table = opt_plan_node_get_text (reader, "Relation Name");
  const char *schema = opt_plan_node_get_text (reader, "Schema");

  return table != NULL && schema != NULL ? g_strdup_printf ("%s.%s", schema, table)
                                         : g_strdup (table);
}

static char *
dup_name (OptPlanNode *node, OptPlanGrouping grouping)
{
  switch (grouping)
    {
    case OPT_PLAN_GROUPING_TYPE:
      return g_strdup (node->type);
    case OPT_PLAN_GROUPING_TABLE:
      return dup_table (node);
    case OPT_PLAN_GROUPING_INDEX:
      return g_strdup (opt_plan_node_get_text (node, "Index Name"));
    case OPT_PLAN_N_GROUPINGS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* Most first; the nodes that have none last. */
static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  OptPlanTotal *first = OPT_PLAN_TOTAL ((gpointer) a);
  OptPlanTotal *second = OPT_PLAN_TOTAL ((gpointer) b);
  const char *first_name = opt_plan_total_get_name (first);
  const char *second_name = opt_plan_total_get_name (second);
  double difference
      = opt_plan_total_get_own_measure (second) - opt_plan_total_get_own_measure (first);

  if ((first_name == NULL) != (second_name == NULL))
    return first_name == NULL ? 1 : -1;
  if (difference != 0 && !isnan (difference))
    return difference > 0 ? 1 : -1;

  return g_strcmp0 (first_name, second_name);
}

static void
group (OptPlanStatistics *self, OptPlanGrouping grouping, double *const *blocks)
{
  g_autoptr (GHashTable) known
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  GHashTableIter iter;
  gpointer total;

  for (guint i = 0; i < self->plan->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self->plan, i);
      g_autofree char *name = dup_name (node, grouping);
      /* No name is empty, so that this stands for none. */
      const char *key = name != NULL ? name : "";

      total = g_hash_table_lookup (known, key);
      if (total == NULL)
        {
          total = opt_plan_total_new (name);
          g_hash_table_insert (known, g_strdup (key), total);
        }
      opt_plan_total_add (total, self->plan, node);
      for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
        {
          if (blocks[kind] != NULL)
            opt_plan_total_add_blocks (total, kind, blocks[kind][i]);
        }
    }

  /* Without one table, or index, there is nothing to sum up by. */
  if (g_hash_table_size (known) == 1 && g_hash_table_contains (known, ""))
    return;

  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, NULL, &total))
    g_list_store_append (self->totals[grouping], total);
  g_list_store_sort (self->totals[grouping], compare, NULL);
}

/**
 * opt_plan_statistics_new:
 * @plan: a plan
 *
 * Sums up @plan.
 *
 * Returns: (transfer full): its statistics
 */
OptPlanStatistics *
opt_plan_statistics_new (OptPlan *plan)
{
  OptPlanStatistics *self;
  double *blocks[OPT_PLAN_N_BLOCKS];

  g_return_val_if_fail (OPT_IS_PLAN (plan), NULL);

  self = g_object_new (OPT_TYPE_PLAN_STATISTICS, NULL);
  self->plan = g_object_ref (plan);
  for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
    blocks[kind] = opt_plan_dup_own_blocks (plan, kind);
  for (OptPlanGrouping grouping = 0; grouping < OPT_PLAN_N_GROUPINGS; grouping++)
    group (self, grouping, blocks);
  for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
    g_free (blocks[kind]);

  return self;
}

/**
 * opt_plan_statistics_get_totals:
 * @self: statistics
 * @grouping: by what
 *
 * Returns: (transfer none): of #OptPlanTotal, those with most time (or cost) first, and last the
 *   nodes that have no such thing; empty where no node has one
 */
GListModel *
opt_plan_statistics_get_totals (OptPlanStatistics *self, OptPlanGrouping grouping)
{
  g_return_val_if_fail (OPT_IS_PLAN_STATISTICS (self), NULL);
  g_return_val_if_fail (grouping < OPT_PLAN_N_GROUPINGS, NULL);

  return G_LIST_MODEL (self->totals[grouping]);
}

/**
 * opt_plan_statistics_get_plan:
 * @self: statistics
 *
 * Returns: (transfer none): the plan that was summed up
 */
OptPlan *
opt_plan_statistics_get_plan (OptPlanStatistics *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_STATISTICS (self), NULL);

  return self->plan;
}

/* PostgreSQL prints times to the microsecond and costs to the hundredth. */
static void
add_total (JsonBuilder *builder, OptPlanTotal *total)
{
  gboolean has_blocks = !isnan (opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_SHARED_HIT));

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "name", opt_plan_total_get_name (total));
  opt_json_add_count (builder, "nodes", opt_plan_total_get_n_nodes (total));
  opt_json_add_number (builder, "exclusive_ms",
                       round (opt_plan_total_get_own_ms (total) * 1000) / 1000);
  opt_json_add_number (builder, "exclusive_cost",
                       round (opt_plan_total_get_own_cost (total) * 100) / 100);
  opt_json_add_number (builder, "share", opt_plan_total_get_share (total));
  opt_json_add_number (builder, "rows", opt_plan_total_get_rows (total));
  json_builder_set_member_name (builder, "buffers");
  if (has_blocks)
    {
      json_builder_begin_object (builder);
      for (OptPlanBlocks kind = 0; kind < OPT_PLAN_N_BLOCKS; kind++)
        opt_json_add_number (builder, opt_plan_blocks_get_nick (kind),
                             opt_plan_total_get_blocks (total, kind));
      json_builder_end_object (builder);
    }
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
}

/**
 * opt_plan_statistics_to_json:
 * @self: statistics
 *
 * The member "statistics" of `plan --json`. What is not known is null.
 *
 * Returns: (transfer full): the object
 */
JsonNode *
opt_plan_statistics_to_json (OptPlanStatistics *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (OPT_IS_PLAN_STATISTICS (self), NULL);

  json_builder_begin_object (builder);
  for (OptPlanGrouping grouping = 0; grouping < OPT_PLAN_N_GROUPINGS; grouping++)
    {
      GListModel *totals = G_LIST_MODEL (self->totals[grouping]);

      json_builder_set_member_name (builder, opt_plan_grouping_get_nick (grouping));
      json_builder_begin_array (builder);
      for (guint i = 0; i < g_list_model_get_n_items (totals); i++)
        {
          g_autoptr (OptPlanTotal) total = g_list_model_get_item (totals, i);

          add_total (builder, total);
        }
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* printf() counts bytes. */
static void
append_right (GString *text, const char *cell, glong width)
{
  for (glong i = g_utf8_strlen (cell, -1); i < width; i++)
    g_string_append_c (text, ' ');
  g_string_append (text, cell);
}

static void
append_number (GString *text, double value)
{
  g_autofree char *number = opt_format_number (value);

  append_right (text, number, NUMBER_WIDTH);
}

static void
append_total (GString *text, OptPlanStatistics *self, OptPlanGrouping grouping, OptPlanTotal *total)
{
  const char *name = opt_plan_total_get_name (total);
  double own = opt_plan_total_get_own_measure (total);
  double share = opt_plan_total_get_share (total);
  g_autofree char *plain
      = opt_format_plain (name != NULL ? name : opt_plan_grouping_get_rest (grouping));
  g_autofree char *own_text
      = opt_plan_has_times (self->plan) ? opt_format_duration (own) : opt_format_number (own);
  g_autofree char *share_text
      = isfinite (share) ? g_strdup_printf ("%.1f %%", share * 100) : g_strdup (OPT_FORMAT_NONE);
  g_autofree char *nodes = g_strdup_printf ("%u", opt_plan_total_get_n_nodes (total));

  append_right (text, own_text, NUMBER_WIDTH);
  append_right (text, share_text, NUMBER_WIDTH);
  append_right (text, nodes, COUNT_WIDTH);
  append_number (text, opt_plan_total_get_rows (total));
  append_number (text, opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_SHARED_HIT));
  append_number (text, opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_SHARED_READ));
  append_number (text, opt_plan_total_get_blocks (total, OPT_PLAN_BLOCKS_TEMP_WRITTEN));
  g_string_append_printf (text, "  %s\n", plain);
}

/**
 * opt_plan_statistics_to_text:
 * @self: statistics
 *
 * Returns: (transfer full): a table for each of the groupings, for a terminal
 */
char *
opt_plan_statistics_to_text (OptPlanStatistics *self)
{
  GString *text;

  g_return_val_if_fail (OPT_IS_PLAN_STATISTICS (self), NULL);

  text = g_string_new (NULL);
  for (OptPlanGrouping grouping = 0; grouping < OPT_PLAN_N_GROUPINGS; grouping++)
    {
      GListModel *totals = G_LIST_MODEL (self->totals[grouping]);

      if (g_list_model_get_n_items (totals) == 0)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      append_right (text, opt_plan_has_times (self->plan) ? _ ("own time") : _ ("own cost"),
                    NUMBER_WIDTH);
      append_right (text, _ ("share"), NUMBER_WIDTH);
      append_right (text, _ ("nodes"), COUNT_WIDTH);
      append_right (text, opt_plan_has_rows (self->plan) ? _ ("rows") : _ ("est. rows"),
                    NUMBER_WIDTH);
      append_right (text, _ ("hit"), NUMBER_WIDTH);
      append_right (text, _ ("read"), NUMBER_WIDTH);
      append_right (text, _ ("temp"), NUMBER_WIDTH);
      g_string_append_printf (text, "  %s\n", opt_plan_grouping_get_title (grouping));
      for (guint i = 0; i < g_list_model_get_n_items (totals); i++)
        {
          g_autoptr (OptPlanTotal) total = g_list_model_get_item (totals, i);

          append_total (text, self, grouping, total);
        }
    }

  return g_string_free (text, FALSE);
}
