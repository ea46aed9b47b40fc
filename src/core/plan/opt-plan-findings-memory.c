/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-memory.h"

/*
 * What did not fit into work_mem. That it went to files at all is enough: the floor decides whether
 * it matters.
 */

typedef struct
{
  OptFindingKind kind;
  const char *why;
  double bytes; /* that would have to be held */
  gboolean of_hash;
} Spill;

static Spill
describe_spill (OptPlanNode *node)
{
  switch (node->spill)
    {
    case OPT_PLAN_SPILL_SORT:
    case OPT_PLAN_SPILL_INCREMENTAL_SORT:
      return (Spill){
        .kind = OPT_FINDING_SORT_SPILL,
        .why = _ ("A sort that does not fit into work_mem writes runs to temporary files and "
                  "merges them."),
        .bytes = node->spill == OPT_PLAN_SPILL_SORT
                     ? opt_plan_node_get_sort_bytes (node)
                     : opt_plan_node_get_incremental_sort_bytes (node),
      };
    case OPT_PLAN_SPILL_HASH:
      return (Spill){
        .kind = OPT_FINDING_HASH_BATCHES,
        .why = _ ("A hash table that does not fit into work_mem × hash_mem_multiplier is split "
                  "into batches; both sides are written and read again."),
        .bytes = opt_plan_node_get_hash_bytes (node),
        .of_hash = TRUE,
      };
    case OPT_PLAN_SPILL_HASHAGG:
      return (Spill){
        .kind = OPT_FINDING_HASH_AGGREGATE_SPILL,
        .why = _ ("Groups that do not fit into work_mem × hash_mem_multiplier are written to "
                  "temporary files and aggregated later."),
        .bytes = opt_plan_node_get_hash_aggregate_bytes (node),
        .of_hash = TRUE,
      };
    case OPT_PLAN_SPILL_TEMP:
    case OPT_PLAN_SPILL_NONE:
    default:
      return (Spill){
        .kind = OPT_FINDING_TEMPORARY_FILES,
        .why = _ ("Rows that are kept for later and do not fit into work_mem go to temporary "
                  "files."),
        .bytes = opt_plan_node_get_kept_rows_bytes (node),
      };
    }
}

static char *
describe_size (OptPlanNode *node)
{
  double batches = opt_plan_node_get_figure (node, "Hash Batches");
  double original = opt_plan_node_get_figure (node, "Original Hash Batches");
  g_autofree char *bytes = node->spilled_bytes > 0 ? opt_format_bytes (node->spilled_bytes) : NULL;

  if (isnan (batches))
    return bytes != NULL ? g_strdup_printf (_ ("%s in temporary files"), bytes)
                         : g_strdup (_ ("in temporary files; the plan tells no size"));
  if (bytes == NULL)
    return g_strdup_printf (_ ("%.0f batches; the plan tells no size"), batches);
  if (original < batches)
    return g_strdup_printf (_ ("%s in temporary files, %.0f batches where %.0f were expected"),
                            bytes, batches, original);

  return g_strdup_printf (_ ("%s in temporary files, %.0f batches"), bytes, batches);
}

static void
find_spill (OptPlan *self, OptPlanNode *node)
{
  g_autofree char *label = NULL;
  g_autofree char *memory = NULL;
  double measure = opt_plan_get_own_measure (self, node);
  Spill spill;

  if (node->spill == OPT_PLAN_SPILL_NONE)
    return;
  /* The CTE wrote them, and says so itself. */
  if (node->spilled_bytes == 0 && node->spill == OPT_PLAN_SPILL_TEMP)
    return;
  /* The join pays for its batches, too. */
  if (node->spill == OPT_PLAN_SPILL_HASH && node->parent != NULL)
    measure += opt_plan_get_own_measure (self, node->parent);

  label = opt_plan_node_get_label (node);
  spill = describe_spill (node);
  memory = opt_plan_advise_memory (self, spill.bytes, spill.of_hash);
  opt_plan_add_finding (
      self, spill.kind, node, measure,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s goes to temporary files"), label),
          .seen = describe_size (node),
          .why = spill.why,
          .advice
          = g_strdup_printf ("%s %s", memory, _ ("Or let it carry fewer or narrower rows.")),
          .caveat
          = _ ("Not so if the rows are much wider in memory than they were taken for, or if "
               "many sessions run this at a time: each may take as much, for each sort and "
               "hash table and each worker."),
          .remedy = opt_plan_remedy_memory (self, spill.bytes, spill.of_hash),
      });
}

/* An index that knows only pages (BRIN) gives no other: such a bitmap has no exact page at all. */
static void
find_lossy_bitmap (OptPlan *self, OptPlanNode *node)
{
  double exact = opt_plan_node_get_figure (node, "Exact Heap Blocks");
  double lossy = opt_plan_node_get_figure (node, "Lossy Heap Blocks");
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Index Recheck");
  g_autofree char *lossy_text = NULL;
  g_autofree char *all_text = NULL;
  g_autofree char *removed_text = NULL;

  if (!(lossy > 0) || !(exact > 0))
    return;

  lossy_text = opt_format_number (lossy);
  all_text = opt_format_number (lossy + exact);
  removed_text = opt_format_number (isnan (removed) ? 0 : removed);
  opt_plan_add_finding (
      self, OPT_FINDING_LOSSY_BITMAP, node,
      opt_plan_get_own_measure (self, node) * lossy / (lossy + exact),
      (OptFindingWords){
          .title = g_strdup_printf (_ ("The bitmap for %s fell back to whole pages"),
                                    opt_plan_node_get_relation (node)),
          .seen
          = g_strdup_printf (_ ("%s of %s pages lossy, %s rows checked for nothing in a loop"),
                             lossy_text, all_text, removed_text),
          .why = _ ("A bitmap that does not fit into work_mem forgets which rows of a page it had: "
                    "all of them are checked again."),
          .advice = opt_plan_advise_memory (self, opt_plan_node_get_bitmap_bytes (node), FALSE),
          .caveat
          = _ ("Not so if workers shared the scan (up to PostgreSQL 17 their pages are not "
               "counted, and more is needed), if several bitmaps are combined (each needs as "
               "much), or if one of them is of a BRIN index, which knows only pages."),
          .remedy = opt_plan_remedy_memory (self, opt_plan_node_get_bitmap_bytes (node), FALSE),
      });
}

/*
 * opt_plan_find_in_memory:
 *
 * Finds what did not fit into work_mem, and how much of it would have done.
 */
void
opt_plan_find_in_memory (OptPlan *self, OptPlanNode *node)
{
  find_spill (self, node);
  find_lossy_bitmap (self, node);
}
