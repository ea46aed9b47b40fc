/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-builtin-names.h"
#include "opt-clause.h"
#include "opt-format.h"
#include "opt-json.h"
#include "opt-plan-blocks.h"
#include "opt-plan-filter.h"
#include "opt-statement-calls.h"

/*
 * Blocks, and how long reading them took. What EXPLAIN prints of a node includes what is below it.
 */

/* More than half of the node's own time. */
#define READ_PART 0.5
/* Joe warns from 100 blocks read and from 1000 blocks hit on. */
#define MANY_BLOCKS 1000
#define SOME_BLOCKS 100
/* A page of a table has at least four rows: what is wider is kept apart (TOAST_TUPLES_PER_PAGE). */
#define ROWS_PER_PAGE 4
/* A row by an index takes a page of the table and one of the index at most, and each search a page
 * of each level: five are enough for a hundred billion rows. */
#define BLOCKS_PER_ROW 2
#define BLOCKS_PER_SEARCH 5
/* By so much more is no accident of where the rows stand. */
#define BLOCKS_FACTOR 5
#define BLOCK_BYTES 8192

/* Of each node alone, by its id less 1; NULL where it was not printed of any: the text format
 * leaves out what is 0. */
typedef struct
{
  double *hit;
  double *read;
  double *read_ms; /* only where track_io_timing was on */
  double *local_ms;
} Figures;

static void
figures_init (Figures *self, OptPlan *plan)
{
  self->hit = opt_plan_dup_own_blocks (plan, OPT_PLAN_BLOCKS_SHARED_HIT);
  self->read = opt_plan_dup_own_blocks (plan, OPT_PLAN_BLOCKS_SHARED_READ);
  self->read_ms = opt_plan_dup_own_figures (plan, "I/O Read Time");
  self->local_ms = NULL;
  if (self->read_ms != NULL)
    return;

  /* From 17 on. */
  self->read_ms = opt_plan_dup_own_figures (plan, "Shared I/O Read Time");
  self->local_ms = opt_plan_dup_own_figures (plan, "Local I/O Read Time");
}

static void
figures_clear (Figures *self)
{
  g_clear_pointer (&self->hit, g_free);
  g_clear_pointer (&self->read, g_free);
  g_clear_pointer (&self->read_ms, g_free);
  g_clear_pointer (&self->local_ms, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Figures, figures_clear)

static double
get_own (const double *figures, OptPlanNode *node)
{
  return figures != NULL ? figures[node->id - 1] : NAN;
}

static double
or_zero (double value)
{
  return isnan (value) ? 0 : value;
}

static double
get_own_read_ms (const Figures *figures, OptPlanNode *node)
{
  double read = get_own (figures->read_ms, node) + or_zero (get_own (figures->local_ms, node));

  /* Each process waits on its own. */
  return read / node->processes;
}

static char *
describe_blocks (double blocks)
{
  g_autofree char *number = opt_format_number (blocks);
  g_autofree char *bytes = opt_plan_format_bytes (blocks * BLOCK_BYTES);

  return g_strdup_printf (ngettext ("%s block (%s)", "%s blocks (%s)", opt_plan_count (blocks)),
                          number, bytes);
}

static void
add_slow_io (OptPlan *self, OptPlanNode *node, double read_ms, double read)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  g_autofree char *time = opt_format_duration (read_ms);
  g_autofree char *blocks = describe_blocks (read);
  g_autofree char *each = opt_format_duration (read_ms * node->processes / MAX (read, 1));

  opt_plan_add_finding (
      self, OPT_FINDING_SLOW_IO, node, MIN (read_ms, opt_plan_get_own_measure (self, node)),
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s waits for reads"), label),
          .seen = g_strdup_printf (_ ("%s for %s, %s each"), time, blocks, each),
          .why
          = _ ("These blocks were not in shared buffers: most of the node’s time is waiting for "
               "the operating system or the disk."),
          .advice
          = g_strdup (_ ("Have the statement read fewer blocks; or see whether "
                         "shared_buffers and the memory for the file cache suffice for what "
                         "is read often.")),
          .caveat
          = _ ("Not so if this was the first run for long: run it again, and see whether it "
               "reads as much."),
      });
}

static void
add_cold_cache (OptPlan *self, OptPlanNode *node, double read, double all)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  g_autofree char *read_text = describe_blocks (read);
  g_autofree char *part = opt_format_percent (read / all);

  opt_plan_add_finding (
      self, OPT_FINDING_COLD_CACHE, node, opt_plan_get_own_measure (self, node) * read / all,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s finds little in shared buffers"), label),
          .seen = g_strdup_printf (
              _ ("%s read, %s of all; how long that took is not known: track_io_timing was off"),
              read_text, part),
          .why = _ ("Blocks that are not in shared buffers come from the operating system or the "
                    "disk."),
          .advice
          = g_strdup (_ ("Explain it again with track_io_timing on; and run it twice, to see "
                         "whether the second run reads less.")),
          .caveat = _ ("Not so if the operating system had the blocks in its cache: then reading "
                       "took little of the time."),
      });
}

static void
find_reads (OptPlan *self, OptPlanNode *node, const Figures *figures)
{
  double read = or_zero (get_own (figures->read, node));
  double all = read + or_zero (get_own (figures->hit, node));
  double read_ms = get_own_read_ms (figures, node);

  if (!opt_plan_has_times (self)
      || !opt_plan_is_worth (self, opt_plan_get_own_measure (self, node)))
    return;

  if (read_ms > READ_PART * opt_plan_get_own_measure (self, node))
    add_slow_io (self, node, read_ms, read);
  else if (isnan (read_ms) && read >= MANY_BLOCKS && read > READ_PART * all)
    add_cold_cache (self, node, read, all);
}

/* ---- Blocks a row ---------------------------------------------------------------------------- */

/* Each value of a list is a search of its own; from 18 on EXPLAIN tells how many there were. */
static gboolean
has_list (OptPlanNode *node)
{
  g_auto (OptPlanFilter)
    condition = { 0 };

  opt_plan_filter_init (&condition, node, "Index Cond");
  for (guint i = 0; i < condition.terms->len; i++)
    if (((OptFilterTerm *) condition.terms->pdata[i])->list)
      return TRUE;

  return FALSE;
}

/* How many blocks so many rows take at most, where nothing is amiss; NAN where that is not known.
 */
static double
get_expected_blocks (OptPlanNode *node, double rows)
{
  double searches = opt_plan_node_get_figure (node, "Index Searches");

  if (opt_plan_node_is (node, "Seq Scan"))
    return rows / ROWS_PER_PAGE;
  if (opt_plan_node_is (node, "Index Scan") || opt_plan_node_is (node, "Index Only Scan"))
    return rows * BLOCKS_PER_ROW + (isnan (searches) ? node->loops : searches) * BLOCKS_PER_SEARCH;

  return NAN;
}

static char *
describe_blocks_of_rows (double blocks, double rows)
{
  g_autofree char *blocks_text = describe_blocks (blocks);
  g_autofree char *rows_text = opt_format_number (rows);

  return g_strdup_printf (ngettext ("%s for %s row", "%s for %s rows", opt_plan_count (rows)),
                          blocks_text, rows_text);
}

/* The first function in @expression that is somebody's own. */
static char *
find_own_function (OptClause clause, const char *expression)
{
  g_autofree char *named = opt_clause_name_subplans (expression);
  g_autofree char *sql = opt_clause_complete (clause, named, NULL);
  g_autoptr (OptStatementCalls) calls = opt_statement_calls_new ();

  if (!opt_statement_calls_add (calls, sql, NULL))
    return NULL;
  for (guint i = 0; i < calls->functions->len; i++)
    if (!opt_name_is_builtin_function (calls->functions->pdata[i]))
      return g_strdup (calls->functions->pdata[i]);

  return NULL;
}

/* What the scan calls for its rows, which may read tables itself; what it puts out is told by
 * VERBOSE alone. */
static char *
find_called (OptPlanNode *node)
{
  const char *filter = opt_plan_node_get_text (node, "Filter");
  JsonArray *output = opt_json_get_array (node->json, "Output");
  char *function = filter != NULL ? find_own_function (OPT_CLAUSE_CONDITION, filter) : NULL;

  for (guint i = 0; function == NULL && output != NULL && i < json_array_get_length (output); i++)
    {
      JsonNode *element = json_array_get_element (output, i);

      if (json_node_get_value_type (element) == G_TYPE_STRING)
        function = find_own_function (OPT_CLAUSE_KEYS, json_node_get_string (element));
    }

  return function;
}

/* Takes @seen. */
static void
add_blocks_of_function (OptPlan *self,
                        OptPlanNode *node,
                        double measure,
                        char *seen,
                        const char *function)
{
  opt_plan_add_finding (
      self, OPT_FINDING_BUFFERS_PER_ROW, node, measure,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("The scan of %s reads many blocks for few rows"),
                                    opt_plan_node_get_relation (node)),
          .seen = seen,
          .why = _ ("What a function reads that is called for each row counts with the scan."),
          .advice = g_strdup_printf (
              _ ("See what %s() reads for a row, and whether an index serves it; or write it as a "
                 "join, which reads its tables once."),
              function),
          .caveat = _ ("Not so if the function reads no table: then the scan’s own pages are empty "
                       "or full of dead rows (n_dead_tup in pg_stat_user_tables), or its values "
                       "wide."),
      });
}

static void
add_blocks_of_table (OptPlan *self, OptPlanNode *node, double measure, char *seen)
{
  opt_plan_add_finding (
      self, OPT_FINDING_BUFFERS_PER_ROW, node, measure,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s has few rows in many blocks"),
                                    opt_plan_node_get_relation (node)),
          .seen = seen,
          .why = _ ("Pages that are empty or full of dead rows are read like others; so are values "
                    "that are kept apart as they are wide (TOAST)."),
          .advice = g_strdup_printf (
              _ ("See how many dead rows %s has (n_dead_tup in pg_stat_user_tables) and VACUUM it; "
                 "if it is bloated, VACUUM FULL or pg_repack makes it small again. Leave out wide "
                 "columns that are not needed."),
              opt_plan_node_get_relation (node)),
          .caveat
          = _ ("Not so if the blocks are those of wide values that the statement needs, or if "
               "another session holds an old snapshot: dead rows stay until it ends."),
      });
}

/* Where an index is searched by another than its first column, or is of a kind that looks into many
 * pages (GiST, GIN), that is no bloat; the plan does not tell which columns it has. */
static void
add_blocks_of_index (OptPlan *self, OptPlanNode *node, double measure, char *seen)
{
  const char *name = opt_plan_node_get_text (node, "Index Name");
  const char *index = name != NULL ? name : "?";

  opt_plan_add_finding (
      self, OPT_FINDING_BUFFERS_PER_ROW, node, measure,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("The scan by %s reads many blocks for few rows"), index),
          .seen = seen,
          .why
          = _ ("With a condition not on the leading column much of an index is read to find a few "
               "rows; so it is in a search of a GiST index or its like. Dead rows are looked up in "
               "vain, too."),
          .advice = g_strdup_printf (
              _ ("See whether the condition is on the leading column of %s: if not, consider an "
                 "index that begins with what is compared. If it is, see how many dead rows %s has "
                 "(n_dead_tup in pg_stat_user_tables), and VACUUM it."),
              index, opt_plan_node_get_relation (node)),
          .caveat
          = _ ("Not so if the blocks are those of wide values that the statement needs, or of an "
               "index of a kind that has to look in many places (GiST, SP-GiST)."),
      });
}

static void
find_buffers_per_row (OptPlan *self, OptPlanNode *node, const Figures *figures)
{
  double blocks = or_zero (get_own (figures->hit, node)) + or_zero (get_own (figures->read, node));
  double rows = opt_plan_node_get_most_read (node);
  double expected = get_expected_blocks (node, rows);
  double measure = opt_plan_get_own_measure (self, node) * (1 - expected / blocks);
  g_autofree char *function = NULL;

  if (!(blocks >= SOME_BLOCKS) || !(blocks > BLOCKS_FACTOR * expected)
      || !opt_plan_is_worth (self, measure) || has_list (node))
    return;

  function = find_called (node);
  if (function != NULL)
    add_blocks_of_function (self, node, measure, describe_blocks_of_rows (blocks, rows), function);
  else if (opt_plan_node_is (node, "Seq Scan"))
    add_blocks_of_table (self, node, measure, describe_blocks_of_rows (blocks, rows));
  else
    add_blocks_of_index (self, node, measure, describe_blocks_of_rows (blocks, rows));
}

/*
 * opt_plan_find_in_io:
 *
 * Finds what reads blocks for long, and many for little.
 */
void
opt_plan_find_in_io (OptPlan *self)
{
  g_auto (Figures)
    figures = { 0 };

  figures_init (&figures, self);
  if (figures.hit == NULL && figures.read == NULL)
    return;

  for (guint i = 0; i < self->nodes->len; i++)
    {
      OptPlanNode *node = opt_plan_nth_node (self, i);

      /* How much of a WITH query each of its readers read is a guess. */
      if (opt_plan_node_is_never_executed (node) || opt_plan_node_is (node, "CTE Scan"))
        continue;
      find_reads (self, node, &figures);
      find_buffers_per_row (self, node, &figures);
    }
}
