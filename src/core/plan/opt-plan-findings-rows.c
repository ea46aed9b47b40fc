/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-json.h"

/*
 * More rows than anybody wanted: skipped by OFFSET, sent to the client, or looked for in partitions
 * that have none.
 */

/* Ten times what is returned, as of a filter; of less than a thousand nobody feels it. */
#define SKIPPED_PER_ROW 10
#define SKIPPED_ROWS 1000
/* Joe warns from so many rows without a LIMIT on. */
#define RESULT_ROWS 10000
/* So many partitions that it matters which of them are read; and half of them for nothing. */
#define EMPTY_PARTITIONS 10
#define EMPTY_PART 0.5
/* PostgreSQL's manual ("Best Practices for Declarative Partitioning") says that a few thousand do
 * no harm where all but a small number are pruned: these are not. */
#define MANY_PARTITIONS 100

static void
find_offset (OptPlan *self, OptPlanNode *limit)
{
  OptPlanNode *input;
  double skipped;
  g_autofree char *skipped_text = NULL;
  g_autofree char *rows_text = NULL;

  input = opt_plan_node_is (limit, "Limit") ? opt_plan_node_get_input (limit) : NULL;
  if (input == NULL)
    return;
  skipped = input->rows - limit->rows;
  if (!(skipped >= SKIPPED_ROWS) || !(skipped > SKIPPED_PER_ROW * limit->rows))
    return;

  skipped_text = opt_format_number (skipped);
  rows_text = opt_format_number (limit->rows);
  opt_plan_add_finding (
      self, OPT_FINDING_LARGE_OFFSET, limit,
      opt_plan_get_whole_measure (self, input) * skipped / input->rows,
      (OptFindingWords){
          .title = g_strdup (_ ("OFFSET skips many more rows than are returned")),
          .seen = g_strdup_printf (_ ("%s rows skipped, %s returned"), skipped_text, rows_text),
          .why = _ ("Rows that are skipped are found, joined and sorted like those that are "
                    "returned: each page takes longer than the one before."),
          .advice
          = g_strdup (_ ("Remember the last row of a page and go on behind it: WHERE (a, id) "
                         "> ($1, $2) ORDER BY a, id LIMIT n, with an index on (a, id).")),
          .caveat = _ ("Not so if pages are asked for in any order and not one after the other, or "
                       "if the order is not total."),
      });
}

/* What making and sending it took is only told by EXPLAIN (SERIALIZE), from 17 on. */
static double
get_serialization (OptPlan *self, OptPlanNode *root)
{
  guint from = 0;
  guint to = self->roots->len;

  /* Their ids ascend; a log has thousands of them. */
  while (to - from > 1)
    {
      guint middle = from + (to - from) / 2;

      if (((OptPlanNode *) self->roots->pdata[middle])->id <= root->id)
        from = middle;
      else
        to = middle;
    }

  return opt_json_get_double (opt_json_get_object (self->elements->pdata[from], "Serialization"),
                              "Time", NAN);
}

/* FOR UPDATE stands above the LIMIT. */
static gboolean
is_limited (OptPlanNode *root)
{
  OptPlanNode *input = opt_plan_node_is (root, "LockRows") ? opt_plan_node_get_input (root) : root;

  return input != NULL && opt_plan_node_is (input, "Limit");
}

static void
find_large_result (OptPlan *self, OptPlanNode *root)
{
  double width = opt_plan_node_get_figure (root, "Plan Width");
  double serialization;
  g_autofree char *rows = NULL;
  g_autofree char *bytes = NULL;
  OptFindingWords words;

  if (root->parent != NULL || !(root->rows > RESULT_ROWS) || is_limited (root)
      || opt_plan_node_is (root, "ModifyTable"))
    return;

  rows = opt_format_number (root->rows);
  bytes = opt_plan_format_bytes (root->rows * (isnan (width) ? 0 : width));
  words = (OptFindingWords){
    .title = g_strdup (_ ("The client is sent very many rows")),
    .seen = width > 0
                ? g_strdup_printf (_ ("%s rows, about %s by the planner’s width"), rows, bytes)
                : g_strdup_printf (_ ("%s rows"), rows),
    .why = _ ("Sending rows and reading them takes time that the plan does not show, and memory in "
              "the client."),
    .advice
    = g_strdup (_ ("Ask for a page at a time with LIMIT, or aggregate in the database; read "
                   "what must be whole with a cursor.")),
    .caveat = _ ("Not so if the rows are all needed, as for an export, or do not go to the "
                 "client: CREATE TABLE AS and REFRESH MATERIALIZED VIEW look the same."),
  };
  serialization = get_serialization (self, root);
  if (opt_plan_has_times (self) && opt_plan_is_worth (self, serialization))
    opt_plan_add_finding (self, OPT_FINDING_LARGE_RESULT, root, serialization, words);
  else
    opt_plan_add_note (self, OPT_FINDING_LARGE_RESULT, root, words);
}

/* ---- Partitions ------------------------------------------------------------------------------ */

typedef struct
{
  guint scanned;
  guint conditional; /* which of them have a condition that they could be pruned by */
  guint empty;       /* and had no row for it */
  double measure;    /* of those that are empty */
} Partitions;

static gboolean
has_condition (OptPlanNode *node)
{
  return opt_plan_node_get_text (node, "Filter") != NULL
         || opt_plan_node_get_text (node, "Index Cond") != NULL
         || opt_plan_node_get_text (node, "Recheck Cond") != NULL;
}

/* Of "orders_3" the 6 bytes that all partitions of orders have in common: PostgreSQL calls each by
 * the alias of their table and a number, from 13 on. It counts from 1. */
static gsize
get_base_length (const char *alias)
{
  const char *underscore = alias != NULL ? strrchr (alias, '_') : NULL;

  if (underscore == NULL || underscore[1] == '\0' || underscore[1] == '0'
      || strspn (underscore + 1, "0123456789") != strlen (underscore + 1))
    return 0;

  return (gsize) (underscore - alias);
}

static gboolean
is_of_same_table (const char *alias, const char *other)
{
  gsize length = get_base_length (alias);

  return length > 0 && length == get_base_length (other) && strncmp (alias, other, length) == 0;
}

/* Whether they are called as partitions are: by numbers one after another, in any order. Tables of
 * a UNION ALL may have such names themselves: that it is PostgreSQL's shows by one that differs. */
static gboolean
are_named_as_partitions (OptPlanNode *append)
{
  const char *first = NULL;
  guint64 least = G_MAXUINT64;
  guint64 greatest = 0;
  guint n = 0;
  gboolean renamed = FALSE;

  for (guint i = 0; i < append->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (append, i);
      const char *alias = opt_plan_node_get_text (child, "Alias");
      guint64 number;

      if (child->relationship != OPT_PLAN_RELATIONSHIP_CHILD)
        continue;
      first = first != NULL ? first : alias;
      if (!is_of_same_table (alias, first))
        return FALSE;
      number = g_ascii_strtoull (strrchr (alias, '_') + 1, NULL, 10);
      least = MIN (least, number);
      greatest = MAX (greatest, number);
      n++;
      renamed |= g_strcmp0 (alias, opt_plan_node_get_text (child, "Relation Name")) != 0;
    }

  return renamed && greatest - least == n - 1;
}

/* The branches of a UNION ALL may be scans as well; those of a partitioned table are of as many
 * relations, all under its alias. */
static gboolean
read_partitions (OptPlan *self, OptPlanNode *append, Partitions *partitions)
{
  g_autoptr (GHashTable) relations = g_hash_table_new (g_str_hash, g_str_equal);

  if (!(opt_plan_node_get_figure (append, "Subplans Removed") > 0)
      && !are_named_as_partitions (append))
    return FALSE;

  for (guint i = 0; i < append->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (append, i);
      const char *relation = opt_plan_node_get_text (child, "Relation Name");

      if (child->relationship != OPT_PLAN_RELATIONSHIP_CHILD
          || opt_plan_node_is_never_executed (child))
        continue;
      if (relation == NULL || !g_hash_table_add (relations, (gpointer) relation))
        return FALSE;
      partitions->scanned++;
      if (!has_condition (child))
        continue;
      partitions->conditional++;
      /* Rows are told by loop and rounded: of what ran more than once 0 may be a few. */
      if (child->loops == 1 && child->rows == 0)
        {
          partitions->empty++;
          partitions->measure += opt_plan_get_whole_measure (self, child);
        }
    }

  return TRUE;
}

static void
add_empty_partitions (OptPlan *self, OptPlanNode *append, const Partitions *partitions)
{
  double removed = opt_plan_node_get_figure (append, "Subplans Removed");
  g_autofree char *seen = g_strdup_printf (_ ("%u of %u partitions scanned have no such row"),
                                           partitions->empty, partitions->scanned);

  opt_plan_add_finding (
      self, OPT_FINDING_PARTITIONS, append, partitions->measure,
      (OptFindingWords){
          .title = g_strdup (_ ("Most partitions are scanned for nothing")),
          .seen = removed > 0 ? g_strdup_printf (_ ("%s; %.0f were left out"), seen, removed)
                              : g_steal_pointer (&seen),
          .why = _ ("The conditions do not tell the planner or the executor which partitions can "
                    "have rows."),
          .advice
          = g_strdup (_ ("Compare the partition key itself with a value, without a function "
                         "or a cast around it; see that enable_partition_pruning is on.")),
          .caveat
          = _ ("Not so if the statement can’t know the partition key: then partition by what "
               "it does know, or have fewer partitions."),
      });
}

static void
add_many_partitions (OptPlan *self, OptPlanNode *append, const Partitions *partitions)
{
  opt_plan_add_note (
      self, OPT_FINDING_PARTITIONS, append,
      (OptFindingWords){
          .title = g_strdup (_ ("Many partitions are left to be scanned")),
          .seen
          = g_strdup_printf (_ ("%u partitions, each with a condition"), partitions->conditional),
          .why
          = _ ("Partitioning pays where a statement needs few of the partitions. Each one that is "
               "left is planned, locked and opened."),
          .advice
          = g_strdup (_ ("See whether the conditions compare the partition key itself with a "
                         "value.")),
          .caveat
          = _ ("Not so if the statement needs rows of all of them, or leaves them out when it "
               "runs."),
      });
}

static void
find_partitions (OptPlan *self, OptPlanNode *append)
{
  Partitions partitions = { 0 };

  if ((!opt_plan_node_is (append, "Append") && !opt_plan_node_is (append, "Merge Append"))
      || !read_partitions (self, append, &partitions))
    return;

  if (partitions.empty >= EMPTY_PARTITIONS && partitions.empty >= EMPTY_PART * partitions.scanned
      && opt_plan_is_worth (self, partitions.measure))
    add_empty_partitions (self, append, &partitions);
  else if (partitions.conditional >= MANY_PARTITIONS)
    add_many_partitions (self, append, &partitions);
}

/*
 * opt_plan_find_in_rows:
 *
 * Finds rows that nobody wanted, and those that are very many.
 */
void
opt_plan_find_in_rows (OptPlan *self, OptPlanNode *node)
{
  find_offset (self, node);
  find_large_result (self, node);
  find_partitions (self, node);
}
