/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-memory.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-plan-findings.h"

/*
 * How much memory would have held what went to temporary files, a process. By the sizes in
 * PostgreSQL's sources, on 64 bits; what the plan tells of rows and files is put in. Tried on 15
 * against the smallest work_mem that keeps a statement in memory: sorts need 92 % to 98 % of it (of
 * a single number 30 %), hash joins 100 %, aggregates 80 % to 110 %, kept rows 90 % to 130 %.
 */

#define BLOCK_BYTES 8192
#define KB 1024.0
#define MB (1024.0 * 1024.0)
/* What a row may need more than others: the formulas know the mean. */
#define MARGIN 1.1
/* MAX_KILOBYTES of the server, what work_mem may be. */
#define WORK_MEM_MAX_MB (G_MAXINT / 1024)

/* tuplesort.c: a SortTuple in the array, the chunk's header, and of the tuple's header what its
 * copy in the file has not, with the alignment. */
#define SORT_ROW_BYTES (24 + 16 + 16)
/* nodeHash.c, ExecChooseHashTableSize(): HJTUPLE_OVERHEAD and an aligned MinimalTuple header. */
#define HASH_ROW_BYTES (16 + 16)
#define HASH_BUCKET_BYTES 8
/* nodeAgg.c, hash_agg_entry_size(): a TupleHashEntryData in a table that is filled to 90 % at most,
 * the chunk of the tuple and that of one transition value. */
#define AGGREGATE_ENTRY_BYTES 24
#define AGGREGATE_FILL 0.9
#define AGGREGATE_STATE_BYTES (16 + 16)
#define CHUNK_HEADER_BYTES 16
#define TUPLE_HEADER_BYTES 16
/* tuplestore.c: a pointer, the chunk's header, and what a file leaves out of the tuple's. */
#define KEPT_ROW_BYTES (8 + 16)
#define KEPT_HEADER_BYTES 6
/* The least that a row takes in a file: its length and the rest of its header. */
#define KEPT_FILE_ROW_BYTES 9
/* tidbitmap.c, tbm_calculate_entries(): a PagetableEntry of 48 bytes (a bit for each of the 291
 * rows that a page of 8 kB may have) and two pointers. */
#define BITMAP_PAGE_BYTES 64

static double
align (double bytes)
{
  return ceil (bytes / 8) * 8;
}

/* AllocSet rounds chunks up, and hash tables their buckets. */
static double
round_up (double value)
{
  return value > 1 ? exp2 (ceil (log2 (value))) : 1;
}

static double
get_width (OptPlanNode *node)
{
  double width = opt_plan_node_get_figure (node, "Plan Width");

  return isnan (width) ? 0 : width;
}

static double
get_input_rows (OptPlanNode *node)
{
  OptPlanNode *input = opt_plan_node_get_input (node);

  return input != NULL ? input->rows : node->rows;
}

/* Each process has its own: the largest counts. */
static double
get_largest (OptPlanNode *node, const char *key, const char *type_key, const char *type)
{
  g_autoptr (GPtrArray) processes = opt_plan_node_list_processes (node);
  double largest = 0;

  for (guint i = 0; i < processes->len; i++)
    {
      JsonObject *process = processes->pdata[i];

      if (type_key == NULL || g_strcmp0 (opt_json_get_string (process, type_key), type) == 0)
        largest = MAX (largest, opt_json_get_double (process, key, 0));
    }

  return largest;
}

/* opt_plan_node_get_sort_bytes: of a sort that went to disk. */
double
opt_plan_node_get_sort_bytes (OptPlanNode *node)
{
  return get_largest (node, "Sort Space Used", "Sort Space Type", "Disk") * KB
         + get_input_rows (node) * SORT_ROW_BYTES;
}

static double
get_group_bytes (OptPlanNode *node, JsonObject *process, const char *key)
{
  JsonObject *groups = opt_json_get_object (process, key);
  JsonObject *disk = opt_json_get_object (groups, "Sort Space Disk");
  double n = opt_json_get_double (groups, "Group Count", 1);

  if (disk == NULL)
    return 0;

  return opt_json_get_double (disk, "Peak Sort Space Used", 0) * KB
         + get_input_rows (node) / MAX (n, 1) * SORT_ROW_BYTES;
}

/* opt_plan_node_get_incremental_sort_bytes: of the largest group that is known; how many rows it
 * had is not told, so the mean has to do. */
double
opt_plan_node_get_incremental_sort_bytes (OptPlanNode *node)
{
  g_autoptr (GPtrArray) processes = opt_plan_node_list_processes (node);
  double largest = 0;

  for (guint i = 0; i < processes->len; i++)
    {
      largest = MAX (largest, get_group_bytes (node, processes->pdata[i], "Full-sort Groups"));
      largest = MAX (largest, get_group_bytes (node, processes->pdata[i], "Pre-sorted Groups"));
    }

  return largest;
}

/* opt_plan_node_get_hash_bytes: of a Hash that had several batches. The planner decides by the rows
 * that it expects how many there are at first, so that the larger number counts. */
double
opt_plan_node_get_hash_bytes (OptPlanNode *node)
{
  double rows = MAX (node->rows, isnan (node->plan_rows) ? 0 : node->plan_rows);
  double batches = opt_plan_node_get_figure (node, "Hash Batches");
  double buckets = round_up (rows) * HASH_BUCKET_BYTES;
  double by_width = rows * (HASH_ROW_BYTES + align (get_width (node)));
  double by_files = 0;

  /* All but the first batch were written, in each process and each time that it ran. */
  if (node->own_temp_blocks > 0 && batches > 1)
    by_files = node->own_temp_blocks / MAX (node->loops, 1) * BLOCK_BYTES * batches / (batches - 1)
               + node->rows * (HASH_ROW_BYTES - TUPLE_HEADER_BYTES);

  return MAX (by_width, by_files) + buckets;
}

/* opt_plan_node_get_hash_aggregate_bytes: of a HashAggregate that went to disk. What is in its
 * files are rows, not groups, and tells nothing of them. */
double
opt_plan_node_get_hash_aggregate_bytes (OptPlanNode *node)
{
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Filter");
  double groups = MAX (node->rows + (isnan (removed) ? 0 : removed),
                       isnan (node->plan_rows) ? 0 : node->plan_rows);
  double tuple = CHUNK_HEADER_BYTES + round_up (TUPLE_HEADER_BYTES + get_width (node));
  double bytes = round_up (groups / AGGREGATE_FILL) * AGGREGATE_ENTRY_BYTES
                 + groups * (tuple + AGGREGATE_STATE_BYTES);

  return MAX (bytes, get_largest (node, "Peak Memory Usage", NULL, NULL) * KB);
}

/* Whose rows a node keeps: of a function scan, its own. */
static OptPlanNode *
get_kept (OptPlanNode *node)
{
  OptPlanNode *cte = opt_plan_node_get_cte (node);
  OptPlanNode *input = cte != NULL ? cte : opt_plan_node_get_input (node);

  return input != NULL ? input : node;
}

/* How often rows were kept: as often as whoever gives them ran. A function scan that is run again
 * with the same arguments gives what it has kept: then the files are too small for all loops. */
static double
get_fills (OptPlanNode *node, OptPlanNode *kept, double disk)
{
  gboolean anew = kept != node || disk >= node->loops * node->rows * KEPT_FILE_ROW_BYTES;

  return MAX (anew ? kept->loops : node->processes, 1);
}

/* opt_plan_node_get_kept_rows_bytes: of what Materialize, a CTE, a function scan or a window
 * function kept in files. */
double
opt_plan_node_get_kept_rows_bytes (OptPlanNode *node)
{
  OptPlanNode *kept = get_kept (node);
  double rows = kept->rows;
  double all = (double) node->spilled_bytes;
  double disk = all / get_fills (node, kept, all);

  if (!(rows > 0))
    return disk;

  return MAX (rows * (KEPT_ROW_BYTES + round_up (disk / rows + KEPT_HEADER_BYTES)), disk);
}

/* opt_plan_node_get_bitmap_bytes: of a bitmap with an entry for each page that was read. Pages are
 * counted over all loops, those of a process alone. */
double
opt_plan_node_get_bitmap_bytes (OptPlanNode *node)
{
  double exact = opt_plan_node_get_figure (node, "Exact Heap Blocks");
  double lossy = opt_plan_node_get_figure (node, "Lossy Heap Blocks");

  double loops = MAX (node->loops / node->processes, 1);

  return ((isnan (exact) ? 0 : exact) + lossy) / loops * BITMAP_PAGE_BYTES;
}

/* In MB. */
static double
get_work_mem (double bytes, double multiplier)
{
  return ceil (bytes * MARGIN / multiplier / MB);
}

static char *
format_work_mem (double bytes, double multiplier)
{
  return opt_plan_format_bytes (get_work_mem (bytes, multiplier) * MB);
}

/* NAN where the plan was not made with SETTINGS, or has the default, which depends on the version.
 */
static double
get_hash_mem_multiplier (OptPlan *self)
{
  const char *text = NULL;

  for (guint i = 0; i < self->elements->len && text == NULL; i++)
    text = opt_json_get_string (opt_plan_get_settings (self, i), "hash_mem_multiplier");

  return text != NULL ? g_ascii_strtod (text, NULL) : NAN;
}

/*
 * opt_plan_advise_memory:
 * @bytes: what would have to be held, a process
 * @of_hash: whether it is held within work_mem × hash_mem_multiplier
 *
 * Returns: (transfer full): what work_mem would do
 */
char *
opt_plan_advise_memory (OptPlan *self, double bytes, gboolean of_hash)
{
  double multiplier = of_hash ? get_hash_mem_multiplier (self) : 1;
  g_autofree char *work_mem = NULL;
  g_autofree char *twice = NULL;

  if (multiplier > 0)
    {
      work_mem = format_work_mem (bytes, multiplier);
      return g_strdup_printf (_ ("Set work_mem to %s or more for this statement."), work_mem);
    }

  work_mem = format_work_mem (bytes, 2);
  twice = format_work_mem (bytes, 1);
  return g_strdup_printf (
      _ ("Set work_mem to %s or more for this statement where hash_mem_multiplier is 2, the default "
         "from PostgreSQL 15 on, and to %s where it is 1, as in 13 and 14."),
      work_mem, twice);
}

/*
 * opt_plan_remedy_memory:
 *
 * Of what is hashed it is what does where hash_mem_multiplier is 1, unless the plan tells another.
 *
 * Returns: (nullable) (transfer full): work_mem, so that it would be held; %NULL where no work_mem
 *   is that large
 */
OptFindingRemedy *
opt_plan_remedy_memory (OptPlan *self, double bytes, gboolean of_hash)
{
  double multiplier = of_hash ? get_hash_mem_multiplier (self) : 1;
  double megabytes = get_work_mem (bytes, multiplier > 0 ? multiplier : 1);
  g_autofree char *value = NULL;

  if (!(megabytes >= 1 && megabytes <= WORK_MEM_MAX_MB))
    return NULL;

  value = g_strdup_printf ("%.0fMB", megabytes);

  return opt_finding_remedy_new_setting ("work_mem", value);
}
