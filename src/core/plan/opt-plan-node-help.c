/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "opt-plan-node-private.h"

/* What each node of PostgreSQL 15 to 18 does and when it is slow, by its "Node Type", in order. */
static const struct
{
  const char *type;
  const char *help;
} helps[] = {
  { "Aggregate",
    N_ ("Groups rows and computes counts, sums and the like. Sorted it needs its input in "
        "the order of the groups; hashed it keeps all groups in memory, and is slow once "
        "these do not fit into work_mem.") },
  { "Append",
    N_ ("Gives the rows of all its inputs, one after the other: of the partitions of a "
        "table, or of UNION ALL. It is slow when there are many inputs that have nothing to "
        "give.") },
  { "Bitmap Heap Scan",
    N_ ("Reads the pages of a table that a bitmap of an index names, each once and in their "
        "order. It is slow when the bitmap names most pages, or when it was too large for "
        "work_mem and whole pages must be checked again.") },
  { "Bitmap Index Scan",
    N_ ("Makes a bitmap of the rows that an index finds; the table is read afterwards. It "
        "is slow when the index finds very many rows.") },
  { "BitmapAnd",
    N_ ("Combines bitmaps of several indexes to the rows that are in all of them. One index "
        "on all of the columns is often faster.") },
  { "BitmapOr",
    N_ ("Combines bitmaps of several indexes, or conditions, to the rows that are in any of "
        "them.") },
  { "CTE Scan",
    N_ ("Reads the result of a WITH query, which is kept in memory or temporary files. It "
        "has no index, so that reading it many times, or with a filter that drops most "
        "rows, is slow.") },
  { "Custom Scan",
    N_ ("A scan or join that an extension brings. What it does only the extension knows.") },
  { "Foreign Scan",
    N_ ("Reads from another server or a file. It is slow when many rows come over the "
        "network, as conditions or joins can't be sent there.") },
  { "Function Scan",
    N_ ("Calls a function and reads the rows that it returns. The planner guesses how many "
        "these are, and the wrong guess can make a bad plan of what is above.") },
  { "Gather",
    N_ ("Collects the rows of parallel workers, in any order. Starting workers and handing "
        "over rows takes time: it does not pay for few rows of work or many rows of result.") },
  { "Gather Merge",
    N_ ("Collects the rows of parallel workers, each of which gives them in order, and "
        "keeps that order.") },
  { "Group", N_ ("Gives one row for each group of rows that come in order.") },
  { "Hash",
    N_ ("Puts the rows of its input into a hash table, for a hash join. It is slow when the "
        "table does not fit into work_mem times hash_mem_multiplier, and parts of it go to "
        "temporary files.") },
  { "Hash Join",
    N_ ("Looks each row of one input up in a hash table of the other. Good for many rows; "
        "slow when the hash table goes to temporary files, or one value is in very many "
        "rows.") },
  { "Incremental Sort",
    N_ ("Sorts rows that come in a part of the order already, group by group. It is slow "
        "when a group is very large.") },
  { "Index Only Scan",
    N_ ("Answers from an index alone. It is slow when it must look into the table all the "
        "same, as VACUUM has not yet marked the pages as visible to all.") },
  { "Index Scan",
    N_ ("Finds rows by an index and reads each of them in the table. It is fast for few "
        "rows; for many, which are all over the table, it reads pages again and again.") },
  { "Limit", N_ ("Stops asking for rows once it has enough. With a large OFFSET, all rows that are "
                 "skipped are made first.") },
  { "LockRows",
    N_ ("Locks each row for SELECT FOR UPDATE or SHARE, which writes to the table. It waits "
        "as long as others hold the rows.") },
  { "Materialize",
    N_ ("Keeps the rows of its input so that they can be read again. It is slow when they "
        "do not fit into work_mem.") },
  { "Memoize",
    N_ ("Keeps the results of the inner side of a nested loop, by the values they were "
        "sought by. It is of no use when values seldom repeat or the cache is too small.") },
  { "Merge Append",
    N_ ("Merges inputs that are each in order to one that is: of the partitions of a table.") },
  { "Merge Join",
    N_ ("Walks through two inputs that are in the same order side by side. Where they first "
        "have to be sorted for that, the sorts are what costs.") },
  { "ModifyTable",
    N_ ("Writes the rows that come from below: inserts, updates, deletes or merges. It "
        "takes the longer the more indexes, triggers and foreign keys a table has.") },
  { "Named Tuplestore Scan",
    N_ ("Reads the rows that a statement changed, in a trigger with a transition table.") },
  { "Nested Loop",
    N_ ("Runs its inner side once for each row of the outer one. Good for few outer rows "
        "and an index inside; slow when there are many more outer rows than the planner "
        "expected.") },
  { "ProjectSet",
    N_ ("Calls functions that return sets in the list of SELECT, and gives a row for each "
        "of their results.") },
  { "Recursive Union",
    N_ ("Runs a recursive WITH query: the first part once, the second again and again until "
        "it gives no new rows. It is slow when the second part finds its rows without an "
        "index.") },
  { "Result",
    N_ ("Computes a row without reading a table, or checks a condition that is the same for "
        "all rows before anything below it is run.") },
  { "Sample Scan", N_ ("Reads a random sample of a table, for TABLESAMPLE.") },
  { "Seq Scan",
    N_ ("Reads a table from its beginning to its end. It is right for small tables and for "
        "most of a large one; it is slow when the filter drops nearly all rows, which an "
        "index could find.") },
  { "SetOp", N_ ("Compares two results for INTERSECT or EXCEPT, by sorting or in a hash table.") },
  { "Sort", N_ ("Sorts all rows before it gives the first. It is slow when they do not fit into "
                "work_mem and go to temporary files; an index in that order saves it.") },
  { "Subquery Scan",
    N_ ("Passes the rows of a subquery on, which the planner could not merge with the "
        "statement around it, and filters them.") },
  { "Table Function Scan", N_ ("Reads the rows that XMLTABLE or JSON_TABLE makes of a document.") },
  { "Tid Range Scan",
    N_ ("Reads the pages of a table that a range of row addresses (ctid) is in.") },
  { "Tid Scan", N_ ("Reads rows by their address in the table (ctid), the fastest way there is.") },
  { "Unique", N_ ("Drops rows that are the same as the one before; its input comes in order.") },
  { "Values Scan",
    N_ ("Reads the rows of a VALUES list. Very long lists are better put into a table or an "
        "array.") },
  { "WindowAgg",
    N_ ("Computes window functions over rows that come in the order of their partitions. It "
        "is slow when partitions are large, or go to temporary files.") },
  { "WorkTable Scan", N_ ("Reads the rows that the last round of a recursive WITH query gave.") },
};

static int
compare (const void *key, const void *element)
{
  return strcmp (key, *(const char *const *) element);
}

/**
 * opt_plan_node_get_help:
 * @self: a node
 *
 * Returns: (nullable): in one or two sentences what nodes of its type do, and when they are slow,
 *   translated; %NULL for a type that is not known
 */
const char *
opt_plan_node_get_help (OptPlanNode *self)
{
  const char *const *found;

  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  found = bsearch (self->type, helps, G_N_ELEMENTS (helps), sizeof *helps, compare);

  return found != NULL ? _ (found[1]) : NULL;
}
