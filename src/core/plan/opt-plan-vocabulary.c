/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-vocabulary.h"

#include <string.h>

/* The words of which PostgreSQL's explain.c, auto_explain and the wrappers that come with it make
 * the keys of FORMAT JSON, those of the kinds of nodes, and those that are values ("top-N
 * heapsort"): of versions 9.6 to 18. */
static const char *const words[]
    = { "Actual",       "Aggregate",     "Alias",        "All",         "Allocated",
        "Anti",         "Append",        "Arbiter",      "Async",       "Average",
        "Aware",        "Backward",      "Batches",      "Bitmap",      "BitmapAnd",
        "BitmapOr",     "Blocks",        "Buckets",      "Buffers",     "By",
        "Bytes",        "CTE",           "Cache",        "Call",        "Calls",
        "Capable",      "Capacity",      "Command",      "Cond",        "Condition",
        "Conflict",     "Conflicting",   "Constraint",   "Copy",        "Cost",
        "Count",        "Custom",        "Deform",       "Deforming",   "Delete",
        "Deleted",      "Direction",     "Dirtied",      "Disabled",    "Disk",
        "Distinct",     "Emission",      "Estimated",    "Evaluated",   "Evictions",
        "Exact",        "Except",        "Execution",    "Expressions", "FPI",
        "Fetches",      "File",          "Filter",       "Finalize",    "Foreign",
        "Format",       "Forward",       "Full",         "Full-sort",   "Function",
        "Functions",    "Gather",        "Generation",   "Group",       "GroupAggregate",
        "Grouping",     "Groups",        "Hash",         "HashAgg",     "HashAggregate",
        "HashSetOp",    "Hashed",        "Heap",         "Hit",         "Hits",
        "I/O",          "Identifier",    "Incremental",  "Index",       "Indexes",
        "InitPlan",     "Inlining",      "Inner",        "Insert",      "Inserted",
        "Intersect",    "JIT",           "Join",         "Key",         "Keys",
        "Launched",     "Left",          "Limit",        "Local",       "LockRows",
        "Lookup",       "Loop",          "Loops",        "Lossy",       "Materialize",
        "Maximum",      "Member",        "Memoize",      "Memory",      "Merge",
        "Method",       "Methods",       "Misses",       "Mixed",       "MixedAggregate",
        "Mode",         "ModifyTable",   "NOTHING",      "Name",        "Named",
        "Nested",       "NoMovement",    "Node",         "Number",      "One-Time",
        "Only",         "Operation",     "Optimization", "Options",     "Order",
        "Original",     "Outer",         "Output",       "Overflows",   "Parallel",
        "Parameters",   "Params",        "Parent",       "Partial",     "Partitions",
        "Peak",         "Percent",       "Plain",        "Plan",        "Planned",
        "Planning",     "Plans",         "Pre-sorted",   "Presorted",   "Program",
        "ProjectSet",   "Provider",      "Query",        "Range",       "Read",
        "Recheck",      "Records",       "Recursive",    "Relation",    "Relations",
        "Relationship", "Remote",        "Removed",      "Repeatable",  "Replaces",
        "Resolution",   "Result",        "Right",        "Rows",        "Run",
        "Runtime",      "SQL",           "Sample",       "Sampling",    "Scan",
        "Schema",       "Searches",      "Seed",         "Select",      "Semi",
        "Seq",          "Serialization", "SetOp",        "Sets",        "Settings",
        "Shared",       "Simple",        "Single",       "Size",        "Skipped",
        "Sort",         "Sorted",        "Space",        "Startup",     "Storage",
        "Strategy",     "SubPlan",       "Subplan",      "Subplans",    "Subquery",
        "TID",          "Table",         "Tables",       "Target",      "Temp",
        "Text",         "Tid",           "Time",         "Timing",      "Timings",
        "Total",        "Trigger",       "Triggers",     "Tuples",      "Tuplestore",
        "Type",         "UPDATE",        "Union",        "Unique",      "Update",
        "Updated",      "Usage",         "Used",         "Values",      "Volume",
        "WAL",          "Width",         "Window",       "WindowAgg",   "WorkTable",
        "Worker",       "Workers",       "Write",        "Written",     "binary",
        "by",           "external",      "heapsort",     "in",          "logical",
        "merge",        "progress",      "quicksort",    "sort",        "still",
        "top-N" };

static gboolean
is_known (const char *word)
{
  /* "$0" */
  if (*word == '$' && word[1] != '\0' && word[1 + strspn (word + 1, "0123456789")] == '\0')
    return TRUE;

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
