/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-property.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "opt-json.h"

#define UNIT_SPACE "\u00a0"

#define GENERAL OPT_PLAN_GROUP_GENERAL
#define CONDITIONS OPT_PLAN_GROUP_CONDITIONS
#define ROWS OPT_PLAN_GROUP_ROWS
#define TIMING OPT_PLAN_GROUP_TIMING
#define COST OPT_PLAN_GROUP_COST
#define BUFFERS OPT_PLAN_GROUP_BUFFERS
#define IO OPT_PLAN_GROUP_IO
#define MEMORY OPT_PLAN_GROUP_MEMORY
#define WORKERS OPT_PLAN_GROUP_WORKERS
#define OUTPUT OPT_PLAN_GROUP_OUTPUT
#define TEXT OPT_PLAN_UNIT_TEXT
#define CODE OPT_PLAN_UNIT_CODE
#define NUMBER OPT_PLAN_UNIT_NUMBER
#define MS OPT_PLAN_UNIT_MS
#define KB OPT_PLAN_UNIT_KB
#define BYTES OPT_PLAN_UNIT_BYTES
#define PAGES OPT_PLAN_UNIT_PAGES

/* What PostgreSQL 13 to 18 print, in the order in which it is shown. */
static const OptPlanProperty properties[] = {
  { "Node Type", N_ ("Kind"), GENERAL, TEXT },
  { "Operation", N_ ("Operation"), GENERAL, TEXT },
  { "Strategy", N_ ("Strategy"), GENERAL, TEXT },
  { "Partial Mode", N_ ("Part of the aggregation"), GENERAL, TEXT },
  { "Join Type", N_ ("Join type"), GENERAL, TEXT },
  { "Inner Unique", N_ ("At most one inner row matches"), GENERAL, TEXT },
  { "Command", N_ ("Set operation"), GENERAL, TEXT },
  { "Parent Relationship", N_ ("Hangs on its parent as"), GENERAL, TEXT },
  { "Subplan Name", N_ ("Subplan"), GENERAL, CODE },
  { "Schema", N_ ("Schema"), GENERAL, CODE },
  { "Relation Name", N_ ("Table"), GENERAL, CODE },
  { "Alias", N_ ("Alias"), GENERAL, CODE },
  { "Index Name", N_ ("Index"), GENERAL, CODE },
  { "Scan Direction", N_ ("Scan direction"), GENERAL, TEXT },
  { "Function Name", N_ ("Function"), GENERAL, CODE },
  { "Table Function Name", N_ ("Table function"), GENERAL, CODE },
  { "CTE Name", N_ ("WITH query"), GENERAL, CODE },
  { "Tuplestore Name", N_ ("Transition table"), GENERAL, CODE },
  { "Target Tables", N_ ("Tables changed"), GENERAL, CODE },
  { "Relations", N_ ("Foreign tables"), GENERAL, CODE },
  { "Custom Plan Provider", N_ ("Provider"), GENERAL, TEXT },
  { "Subplans Removed", N_ ("Subplans pruned"), GENERAL, NUMBER },
  { "Parallel Aware", N_ ("Shared among parallel workers"), GENERAL, TEXT },
  { "Async Capable", N_ ("Asynchronous"), GENERAL, TEXT },
  { "Disabled", N_ ("Disabled by a setting"), GENERAL, TEXT },
  { "Sampling Method", N_ ("Sampling method"), GENERAL, TEXT },
  { "Sampling Parameters", N_ ("Sampling parameters"), GENERAL, CODE },
  { "Repeatable Seed", N_ ("Seed of the sample"), GENERAL, CODE },
  { "Conflict Resolution", N_ ("On conflict"), GENERAL, TEXT },
  { "Conflict Arbiter Indexes", N_ ("Conflicts found by"), GENERAL, CODE },

  { "Index Cond", N_ ("Searched in the index"), CONDITIONS, CODE },
  { "Recheck Cond", N_ ("Checked again on the row"), CONDITIONS, CODE },
  { "TID Cond", N_ ("Row address"), CONDITIONS, CODE },
  { "Filter", N_ ("Filter"), CONDITIONS, CODE },
  { "Join Filter", N_ ("Join filter"), CONDITIONS, CODE },
  { "Hash Cond", N_ ("Joined by hash on"), CONDITIONS, CODE },
  { "Merge Cond", N_ ("Merged on"), CONDITIONS, CODE },
  { "One-Time Filter", N_ ("Filter checked once"), CONDITIONS, CODE },
  { "Run Condition", N_ ("Runs while"), CONDITIONS, CODE },
  { "Conflict Filter", N_ ("Filter of conflicting rows"), CONDITIONS, CODE },
  { "Order By", N_ ("Order given by the index"), CONDITIONS, CODE },
  { "Sort Key", N_ ("Sorted by"), CONDITIONS, CODE },
  { "Presorted Key", N_ ("Sorted already by"), CONDITIONS, CODE },
  { "Group Key", N_ ("Grouped by"), CONDITIONS, CODE },
  { "Grouping Sets", N_ ("Grouping sets"), CONDITIONS, CODE },
  { "Hash Key", N_ ("Hashed by"), CONDITIONS, CODE },
  { "Hash Keys", N_ ("Hashed by"), CONDITIONS, CODE },
  { "Cache Key", N_ ("Remembered by"), CONDITIONS, CODE },
  { "Cache Mode", N_ ("Remembering"), CONDITIONS, TEXT },
  { "Window", N_ ("Window"), CONDITIONS, CODE },
  { "Function Call", N_ ("Function call"), CONDITIONS, CODE },
  { "Table Function Call", N_ ("Table function call"), CONDITIONS, CODE },
  { "Remote SQL", N_ ("Sent to the foreign server"), CONDITIONS, CODE },
  { "Params Evaluated", N_ ("Parameters evaluated here"), CONDITIONS, CODE },

  { "Actual Rows", N_ ("Rows per loop"), ROWS, NUMBER },
  { "Plan Rows", N_ ("Rows expected per loop"), ROWS, NUMBER },
  { "Actual Loops", N_ ("Loops"), ROWS, NUMBER },
  { "Plan Width", N_ ("Expected width of a row"), ROWS, BYTES },
  { "Rows Removed by Filter", N_ ("Removed by the filter, per loop"), ROWS, NUMBER },
  { "Rows Removed by Join Filter", N_ ("Removed by the join filter, per loop"), ROWS, NUMBER },
  { "Rows Removed by Index Recheck", N_ ("Removed when checked again, per loop"), ROWS, NUMBER },
  { "Rows Removed by Conflict Filter", N_ ("Removed by the conflict filter"), ROWS, NUMBER },
  { "Tuples Inserted", N_ ("Rows inserted"), ROWS, NUMBER },
  { "Tuples Updated", N_ ("Rows updated"), ROWS, NUMBER },
  { "Tuples Deleted", N_ ("Rows deleted"), ROWS, NUMBER },
  { "Tuples Skipped", N_ ("Rows skipped"), ROWS, NUMBER },
  { "Conflicting Tuples", N_ ("Rows in conflict"), ROWS, NUMBER },
  { "Heap Fetches", N_ ("Rows looked up in the table"), ROWS, NUMBER },
  { "Index Searches", N_ ("Descents into the index"), ROWS, NUMBER },
  { "Exact Heap Blocks", N_ ("Pages in the bitmap by row"), ROWS, PAGES },
  { "Lossy Heap Blocks", N_ ("Pages in the bitmap as a whole"), ROWS, PAGES },

  { "Actual Startup Time", N_ ("Until the first row, per loop"), TIMING, MS },
  { "Actual Total Time", N_ ("Until the last row, per loop"), TIMING, MS },

  { "Startup Cost", N_ ("Before the first row"), COST, NUMBER },
  { "Total Cost", N_ ("Until the last row"), COST, NUMBER },

  { "Shared Hit Blocks", N_ ("Shared, found in memory"), BUFFERS, PAGES },
  { "Shared Read Blocks", N_ ("Shared, read"), BUFFERS, PAGES },
  { "Shared Dirtied Blocks", N_ ("Shared, changed"), BUFFERS, PAGES },
  { "Shared Written Blocks", N_ ("Shared, written"), BUFFERS, PAGES },
  { "Local Hit Blocks", N_ ("Temporary tables, found in memory"), BUFFERS, PAGES },
  { "Local Read Blocks", N_ ("Temporary tables, read"), BUFFERS, PAGES },
  { "Local Dirtied Blocks", N_ ("Temporary tables, changed"), BUFFERS, PAGES },
  { "Local Written Blocks", N_ ("Temporary tables, written"), BUFFERS, PAGES },
  { "Temp Read Blocks", N_ ("Temporary files, read"), BUFFERS, PAGES },
  { "Temp Written Blocks", N_ ("Temporary files, written"), BUFFERS, PAGES },

  { "I/O Read Time", N_ ("Reading"), IO, MS },
  { "I/O Write Time", N_ ("Writing"), IO, MS },
  { "Shared I/O Read Time", N_ ("Reading tables and indexes"), IO, MS },
  { "Shared I/O Write Time", N_ ("Writing tables and indexes"), IO, MS },
  { "Local I/O Read Time", N_ ("Reading temporary tables"), IO, MS },
  { "Local I/O Write Time", N_ ("Writing temporary tables"), IO, MS },
  { "Temp I/O Read Time", N_ ("Reading temporary files"), IO, MS },
  { "Temp I/O Write Time", N_ ("Writing temporary files"), IO, MS },
  { "WAL Records", N_ ("WAL records"), IO, NUMBER },
  { "WAL FPI", N_ ("WAL images of whole pages"), IO, NUMBER },
  { "WAL Bytes", N_ ("WAL written"), IO, BYTES },
  { "WAL Buffers Full", N_ ("Times the WAL buffers were full"), IO, NUMBER },
  { "Foreign File", N_ ("File"), IO, CODE },
  { "Foreign File Size", N_ ("Size of the file"), IO, BYTES },

  { "Sort Method", N_ ("Sort method"), MEMORY, TEXT },
  { "Sort Space Used", N_ ("Space for sorting"), MEMORY, KB },
  { "Sort Space Type", N_ ("Sorted in"), MEMORY, TEXT },
  { "Full-sort Groups", N_ ("Groups sorted in full"), MEMORY, CODE },
  { "Pre-sorted Groups", N_ ("Groups sorted before"), MEMORY, CODE },
  { "Peak Memory Usage", N_ ("Memory at its peak"), MEMORY, KB },
  { "Disk Usage", N_ ("On disk"), MEMORY, KB },
  { "Hash Buckets", N_ ("Hash buckets"), MEMORY, NUMBER },
  { "Original Hash Buckets", N_ ("Hash buckets planned"), MEMORY, NUMBER },
  { "Hash Batches", N_ ("Hash batches"), MEMORY, NUMBER },
  { "Original Hash Batches", N_ ("Hash batches planned"), MEMORY, NUMBER },
  { "HashAgg Batches", N_ ("Batches"), MEMORY, NUMBER },
  { "Planned Partitions", N_ ("Partitions planned"), MEMORY, NUMBER },
  { "Cache Hits", N_ ("Remembered results found"), MEMORY, NUMBER },
  { "Cache Misses", N_ ("Results computed"), MEMORY, NUMBER },
  { "Cache Evictions", N_ ("Results forgotten for others"), MEMORY, NUMBER },
  { "Cache Overflows", N_ ("Results too large to remember"), MEMORY, NUMBER },
  { "Storage", N_ ("Kept in"), MEMORY, TEXT },
  { "Maximum Storage", N_ ("Kept at most"), MEMORY, KB },

  { "Workers Planned", N_ ("Workers planned"), WORKERS, NUMBER },
  { "Workers Launched", N_ ("Workers that ran"), WORKERS, NUMBER },
  { "Single Copy", N_ ("Run by one process only"), WORKERS, TEXT },
  { "Worker Number", N_ ("Worker"), WORKERS, NUMBER },
  { "Workers", N_ ("Workers"), WORKERS, CODE },

  { "Output", N_ ("Output"), OUTPUT, CODE },
};

/**
 * opt_plan_property_find:
 * @key: as PostgreSQL prints it
 *
 * Returns: (nullable): what is known of it; %NULL if it is not known here
 */
const OptPlanProperty *
opt_plan_property_find (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      if (strcmp (properties[i].key, key) == 0)
        return &properties[i];
    }

  return NULL;
}

/**
 * opt_plan_property_compare_keys:
 * @a: a key
 * @b: another one
 *
 * Returns: which comes first; what is not known here comes last
 */
int
opt_plan_property_compare_keys (gconstpointer a, gconstpointer b)
{
  const OptPlanProperty *property_a = opt_plan_property_find (a);
  const OptPlanProperty *property_b = opt_plan_property_find (b);

  if (property_a == NULL || property_b == NULL)
    return property_a == property_b ? strcmp (a, b) : property_a == NULL ? 1 : -1;

  return (property_a > property_b) - (property_a < property_b);
}

/**
 * opt_plan_group_get_title:
 * @group: a group
 *
 * Returns: its heading
 */
const char *
opt_plan_group_get_title (OptPlanGroup group)
{
  static const char *const titles[] = {
    [OPT_PLAN_GROUP_GENERAL] = N_ ("General"),
    [OPT_PLAN_GROUP_CONDITIONS] = N_ ("Conditions"),
    [OPT_PLAN_GROUP_ROWS] = N_ ("Rows"),
    [OPT_PLAN_GROUP_TIMING] = N_ ("Timing"),
    [OPT_PLAN_GROUP_COST] = N_ ("Estimated cost"),
    [OPT_PLAN_GROUP_BUFFERS] = N_ ("Buffers, with all below"),
    [OPT_PLAN_GROUP_IO] = N_ ("Input and output, with all below"),
    [OPT_PLAN_GROUP_MEMORY] = N_ ("Memory and disk"),
    [OPT_PLAN_GROUP_WORKERS] = N_ ("Workers"),
    [OPT_PLAN_GROUP_OUTPUT] = N_ ("Output"),
    [OPT_PLAN_GROUP_OTHER] = N_ ("Other"),
  };

  g_return_val_if_fail (group < OPT_PLAN_N_GROUPS, NULL);

  return _ (titles[group]);
}

/* All digits that PostgreSQL printed, in the locale's writing. */
static char *
format_number (double number)
{
  if (number == trunc (number) && fabs (number) < 0x1p53)
    return g_strdup_printf ("%'" G_GINT64_FORMAT, (gint64) number);

  return g_strdup_printf ("%'.3f", number);
}

static char *
format_figure (OptPlanUnit unit, double number)
{
  g_autofree char *digits = format_number (number);
  gulong n = (gulong) CLAMP (number, 0, 1e9);

  switch (unit)
    {
    case OPT_PLAN_UNIT_MS:
      return g_strdup_printf ("%'.3f" UNIT_SPACE "ms", number);
    case OPT_PLAN_UNIT_KB:
      return g_strconcat (digits, UNIT_SPACE "kB", NULL);
    case OPT_PLAN_UNIT_BYTES:
      return g_strconcat (digits, UNIT_SPACE "B", NULL);
    case OPT_PLAN_UNIT_PAGES:
      return g_strdup_printf (ngettext ("%s page", "%s pages", n), digits);
    case OPT_PLAN_UNIT_TEXT:
    case OPT_PLAN_UNIT_CODE:
    case OPT_PLAN_UNIT_NUMBER:
    default:
      return g_steal_pointer (&digits);
    }
}

/* A list of texts, a line each; NULL if there is something else in it. */
static char *
format_list (JsonArray *array)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        return NULL;
      if (i > 0)
        g_string_append_c (lines, '\n');
      g_string_append (lines, json_node_get_string (element));
    }

  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/**
 * opt_plan_property_format:
 * @property: (nullable): what is known of it
 * @value: its value
 *
 * Returns: (transfer full): the value to be read, in full
 */
char *
opt_plan_property_format (const OptPlanProperty *property, JsonNode *value)
{
  char *list;

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      list = format_list (json_node_get_array (value));
      return list != NULL ? list : opt_json_print (value, TRUE);
    }
  if (JSON_NODE_HOLDS_OBJECT (value))
    return opt_json_print (value, TRUE);
  if (JSON_NODE_HOLDS_NULL (value))
    return g_strdup ("–");

  switch (json_node_get_value_type (value))
    {
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (value) ? _ ("yes") : _ ("no"));
    case G_TYPE_STRING:
      return json_node_dup_string (value);
    default:
      return format_figure (property != NULL ? property->unit : OPT_PLAN_UNIT_NUMBER,
                            json_node_get_double (value));
    }
}

/**
 * opt_plan_property_is_nothing:
 * @value: a value
 *
 * Returns: whether it is 0 or false: worth no more than to be mentioned
 */
gboolean
opt_plan_property_is_nothing (JsonNode *value)
{
  if (!JSON_NODE_HOLDS_VALUE (value))
    return FALSE;
  if (json_node_get_value_type (value) == G_TYPE_BOOLEAN)
    return !json_node_get_boolean (value);

  return json_node_get_value_type (value) != G_TYPE_STRING && json_node_get_double (value) == 0;
}
