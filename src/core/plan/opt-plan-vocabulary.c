/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-vocabulary.h"

#include <string.h>

/* The words of which PostgreSQL's explain.c, auto_explain and the wrappers that come with it make
 * the keys of FORMAT JSON, and those of the kinds of nodes: of versions 9.6 to 18. */
static const char *const words[] = { "Actual",
                                     "Aggregate",
                                     "Alias",
                                     "Allocated",
                                     "Append",
                                     "Arbiter",
                                     "Async",
                                     "Average",
                                     "Aware",
                                     "Batches",
                                     "Bitmap",
                                     "BitmapAnd",
                                     "BitmapOr",
                                     "Blocks",
                                     "Buckets",
                                     "Buffers",
                                     "By",
                                     "Bytes",
                                     "CTE",
                                     "Cache",
                                     "Call",
                                     "Calls",
                                     "Capable",
                                     "Capacity",
                                     "Command",
                                     "Cond",
                                     "Condition",
                                     "Conflict",
                                     "Conflicting",
                                     "Constraint",
                                     "Copy",
                                     "Cost",
                                     "Count",
                                     "Custom",
                                     "Deform",
                                     "Deforming",
                                     "Delete",
                                     "Deleted",
                                     "Direction",
                                     "Dirtied",
                                     "Disabled",
                                     "Disk",
                                     "Distinct",
                                     "Emission",
                                     "Estimated",
                                     "Evaluated",
                                     "Evictions",
                                     "Exact",
                                     "Execution",
                                     "Expressions",
                                     "FPI",
                                     "Fetches",
                                     "File",
                                     "Filter",
                                     "Foreign",
                                     "Format",
                                     "Full",
                                     "Full-sort",
                                     "Function",
                                     "Functions",
                                     "Gather",
                                     "Generation",
                                     "Group",
                                     "GroupAggregate",
                                     "Grouping",
                                     "Groups",
                                     "Hash",
                                     "HashAgg",
                                     "HashAggregate",
                                     "HashSetOp",
                                     "Heap",
                                     "Hit",
                                     "Hits",
                                     "I/O",
                                     "Identifier",
                                     "Incremental",
                                     "Index",
                                     "Indexes",
                                     "Inlining",
                                     "Inner",
                                     "Insert",
                                     "Inserted",
                                     "JIT",
                                     "Join",
                                     "Key",
                                     "Keys",
                                     "Launched",
                                     "Limit",
                                     "Local",
                                     "LockRows",
                                     "Lookup",
                                     "Loop",
                                     "Loops",
                                     "Lossy",
                                     "Materialize",
                                     "Maximum",
                                     "Memoize",
                                     "Memory",
                                     "Merge",
                                     "Method",
                                     "Methods",
                                     "Misses",
                                     "MixedAggregate",
                                     "Mode",
                                     "ModifyTable",
                                     "Name",
                                     "Named",
                                     "Nested",
                                     "Node",
                                     "Number",
                                     "One-Time",
                                     "Only",
                                     "Operation",
                                     "Optimization",
                                     "Options",
                                     "Order",
                                     "Original",
                                     "Output",
                                     "Overflows",
                                     "Parallel",
                                     "Parameters",
                                     "Params",
                                     "Parent",
                                     "Partial",
                                     "Partitions",
                                     "Peak",
                                     "Percent",
                                     "Plan",
                                     "Planned",
                                     "Planning",
                                     "Plans",
                                     "Pre-sorted",
                                     "Presorted",
                                     "Program",
                                     "ProjectSet",
                                     "Provider",
                                     "Query",
                                     "Range",
                                     "Read",
                                     "Recheck",
                                     "Records",
                                     "Recursive",
                                     "Relation",
                                     "Relations",
                                     "Relationship",
                                     "Remote",
                                     "Removed",
                                     "Repeatable",
                                     "Replaces",
                                     "Resolution",
                                     "Result",
                                     "Rows",
                                     "Run",
                                     "Runtime",
                                     "SQL",
                                     "Sample",
                                     "Sampling",
                                     "Scan",
                                     "Schema",
                                     "Searches",
                                     "Seed",
                                     "Seq",
                                     "Serialization",
                                     "SetOp",
                                     "Sets",
                                     "Settings",
                                     "Shared",
                                     "Single",
                                     "Size",
                                     "Skipped",
                                     "Sort",
                                     "Space",
                                     "Startup",
                                     "Storage",
                                     "Strategy",
                                     "Subplan",
                                     "Subplans",
                                     "Subquery",
                                     "TID",
                                     "Table",
                                     "Tables",
                                     "Target",
                                     "Temp",
                                     "Text",
                                     "Tid",
                                     "Time",
                                     "Timing",
                                     "Timings",
                                     "Total",
                                     "Trigger",
                                     "Triggers",
                                     "Tuples",
                                     "Tuplestore",
                                     "Type",
                                     "Union",
                                     "Unique",
                                     "Update",
                                     "Updated",
                                     "Usage",
                                     "Used",
                                     "Values",
                                     "Volume",
                                     "WAL",
                                     "Width",
                                     "Window",
                                     "WindowAgg",
                                     "WorkTable",
                                     "Worker",
                                     "Workers",
                                     "Write",
                                     "Written",
                                     "by" };

static gboolean
is_known (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], word) == 0)
      return TRUE;

  return FALSE;
}

/*
 * opt_plan_vocabulary_has:
 *
 * Returns: whether each word of @text is PostgreSQL's, and so tells nothing of anybody's database
 */
gboolean
opt_plan_vocabulary_has (const char *text)
{
  g_auto (GStrv)
    parts = g_strsplit (text, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!is_known (parts[i]))
      return FALSE;

  return TRUE;
}

/*
 * opt_plan_vocabulary_filter:
 *
 * Returns: (transfer full): @text with @unknown for each word that is not PostgreSQL's
 */
char *
opt_plan_vocabulary_filter (const char *text, const char *unknown)
{
  g_auto (GStrv)
    parts = g_strsplit (text, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!is_known (parts[i]))
      {
        g_free (parts[i]);
        parts[i] = g_strdup (unknown);
      }

  return g_strjoinv (" ", parts);
}
