/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-column.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-share-bar.h"

/* Of the statement, where there is room and where there is little: twenty letters, by which it can
 * still be told from others. */
#define STATEMENT_WIDTH 306
#define NARROW_STATEMENT_WIDTH 200
#define NARROW 600

typedef struct
{
  const char *id;
  const char *title;
  const char *description;
  int width;
} Column;

static const Column columns[OPT_N_STATEMENT_COLUMNS] = {
  [OPT_STATEMENT_COLUMN_STATEMENT] = { "statement", N_ ("Statement"), N_ ("What was asked"), 0 },
  /* Its title is that of what it is a share of. */
  [OPT_STATEMENT_COLUMN_SHARE] = { "share", NULL, NULL, 130 },
  [OPT_STATEMENT_COLUMN_BLEND]
  = { "blend", N_ ("Blend"),
      N_ ("Mean of its shares of execution time, blocks read and written, temporary files, WAL and "
          "calls, of those that anybody had"),
      76 },
  [OPT_STATEMENT_COLUMN_TOTAL]
  = { "total", N_ ("Total"), N_ ("Execution time of all its calls"), 86 },
  [OPT_STATEMENT_COLUMN_RATE] = { "rate", N_ ("Calls/s"), N_ ("Calls a second"), 86 },
  [OPT_STATEMENT_COLUMN_CALLS] = { "calls", N_ ("Calls"), N_ ("How often it was called"), 76 },
  [OPT_STATEMENT_COLUMN_MEAN] = { "mean", N_ ("Mean"), N_ ("Execution time of one call"), 86 },
  [OPT_STATEMENT_COLUMN_BEFORE]
  = { "before", N_ ("Before"), N_ ("Execution time of one call in the time that is compared with"),
      86 },
  [OPT_STATEMENT_COLUMN_CHANGE]
  = { "change", N_ ("Change"),
      N_ ("How many times as long a call takes as in the time that is compared with"), 80 },
  [OPT_STATEMENT_COLUMN_STDDEV]
  = { "stddev", N_ ("Std dev"), N_ ("By how much the execution times of calls differ"), 86 },
  [OPT_STATEMENT_COLUMN_ROWS]
  = { "rows", N_ ("Rows/call"), N_ ("Rows that one call returned or changed"), 92 },
  [OPT_STATEMENT_COLUMN_HITS]
  = { "hits", N_ ("Hit ratio"),
      N_ ("Share of the blocks that it asked for and that were in shared memory"), 86 },
  [OPT_STATEMENT_COLUMN_IO]
  = { "io", N_ ("I/O"),
      N_ ("Bytes of tables and indexes that it read and wrote outside shared memory"), 86 },
  [OPT_STATEMENT_COLUMN_TEMP]
  = { "temp", N_ ("Temp"), N_ ("Bytes of temporary files that it read and wrote"), 86 },
  [OPT_STATEMENT_COLUMN_WAL]
  = { "wal", N_ ("WAL"), N_ ("Bytes of the write-ahead log’s records that it made (wal_bytes)"),
      86 },
  [OPT_STATEMENT_COLUMN_TREND]
  = { "trend", N_ ("Trend"), N_ ("Execution time in the last 15 minutes"), 112 },
};

/* Which are shown first, where not all find room. */
static const OptStatementColumn by_worth[] = {
  OPT_STATEMENT_COLUMN_SHARE, OPT_STATEMENT_COLUMN_CHANGE, OPT_STATEMENT_COLUMN_BEFORE,
  OPT_STATEMENT_COLUMN_MEAN,  OPT_STATEMENT_COLUMN_RATE,   OPT_STATEMENT_COLUMN_ROWS,
  OPT_STATEMENT_COLUMN_HITS,  OPT_STATEMENT_COLUMN_TREND,  OPT_STATEMENT_COLUMN_TOTAL,
  OPT_STATEMENT_COLUMN_IO,    OPT_STATEMENT_COLUMN_TEMP,   OPT_STATEMENT_COLUMN_WAL,
  OPT_STATEMENT_COLUMN_CALLS, OPT_STATEMENT_COLUMN_BLEND,
};

/**
 * opt_statement_column_get_id:
 * @self: a column
 *
 * Returns: what settings and actions call it
 */
const char *
opt_statement_column_get_id (OptStatementColumn self)
{
  g_return_val_if_fail (self < OPT_N_STATEMENT_COLUMNS, NULL);

  return columns[self].id;
}

/**
 * opt_statement_column_from_id:
 * @id: what settings and actions call it
 * @column: (out): the column
 *
 * Returns: whether there is one
 */
gboolean
opt_statement_column_from_id (const char *id, OptStatementColumn *column)
{
  g_return_val_if_fail (id != NULL && column != NULL, FALSE);

  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    if (g_str_equal (columns[i].id, id))
      {
        *column = (OptStatementColumn) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * opt_statement_column_get_title:
 * @self: a column
 * @share: what the shares of statements are of
 *
 * Returns: its title
 */
const char *
opt_statement_column_get_title (OptStatementColumn self, OptWorkloadShare share)
{
  g_return_val_if_fail (self < OPT_N_STATEMENT_COLUMNS, NULL);

  if (self == OPT_STATEMENT_COLUMN_SHARE)
    return opt_workload_share_get_title (share);

  return _ (columns[self].title);
}

/**
 * opt_statement_column_get_description:
 * @self: a column
 * @share: what the shares of statements are of
 *
 * Returns: what it tells
 */
const char *
opt_statement_column_get_description (OptStatementColumn self, OptWorkloadShare share)
{
  g_return_val_if_fail (self < OPT_N_STATEMENT_COLUMNS, NULL);

  if (self == OPT_STATEMENT_COLUMN_SHARE)
    return opt_workload_share_get_description (share);

  return _ (columns[self].description);
}

/**
 * opt_statement_column_get_width:
 * @self: a column
 *
 * Returns: its width in pixels; 0: it takes what is left
 */
int
opt_statement_column_get_width (OptStatementColumn self)
{
  g_return_val_if_fail (self < OPT_N_STATEMENT_COLUMNS, 0);

  return columns[self].width;
}

/**
 * opt_statement_column_is_number:
 * @self: a column
 *
 * Returns: whether statements can be ranked by it
 */
gboolean
opt_statement_column_is_number (OptStatementColumn self)
{
  return self != OPT_STATEMENT_COLUMN_STATEMENT && self != OPT_STATEMENT_COLUMN_TREND;
}

/**
 * opt_statement_column_is_compared:
 * @self: a column
 *
 * Returns: whether it tells of an earlier time that is compared with: see
 *   opt_statement_change_get_value()
 */
gboolean
opt_statement_column_is_compared (OptStatementColumn self)
{
  return (OPT_STATEMENT_COLUMNS_COMPARED & 1U << self) != 0;
}

static double
count_or_nan (gint64 count)
{
  return count >= 0 ? (double) count : NAN;
}

/**
 * opt_statement_column_get_value:
 * @self: a column
 * @share: what the shares of statements are of
 * @item: a statement
 *
 * Returns: what statements are ranked by; NAN where that is not known
 */
double
opt_statement_column_get_value (OptStatementColumn self,
                                OptWorkloadShare share,
                                OptStatementItem *item)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (item), NAN);

  switch (self)
    {
    case OPT_STATEMENT_COLUMN_SHARE:
      return opt_statement_item_get_share_of (item, share);
    case OPT_STATEMENT_COLUMN_BLEND:
      return opt_statement_item_get_share_of (item, OPT_WORKLOAD_SHARE_BLEND);
    case OPT_STATEMENT_COLUMN_TOTAL:
      return opt_statement_item_get_total_ms (item);
    case OPT_STATEMENT_COLUMN_RATE:
      return opt_statement_item_get_calls_per_second (item);
    case OPT_STATEMENT_COLUMN_CALLS:
      return count_or_nan (opt_statement_item_get_counters (item)->calls);
    case OPT_STATEMENT_COLUMN_MEAN:
      return opt_statement_item_get_mean_ms (item);
    case OPT_STATEMENT_COLUMN_STDDEV:
      return opt_statement_item_get_stddev_ms (item);
    case OPT_STATEMENT_COLUMN_ROWS:
      return opt_statement_item_get_rows_per_call (item);
    case OPT_STATEMENT_COLUMN_HITS:
      return opt_statement_item_get_hit_ratio (item);
    case OPT_STATEMENT_COLUMN_IO:
      return opt_statement_item_get_io_bytes (item);
    case OPT_STATEMENT_COLUMN_TEMP:
      return count_or_nan (opt_statement_item_get_temp_bytes (item));
    case OPT_STATEMENT_COLUMN_WAL:
      return count_or_nan (opt_statement_item_get_wal_bytes (item));
    case OPT_STATEMENT_COLUMN_BEFORE:
    case OPT_STATEMENT_COLUMN_CHANGE:
    case OPT_STATEMENT_COLUMN_STATEMENT:
    case OPT_STATEMENT_COLUMN_TREND:
    default:
      return NAN;
    }
}

/**
 * opt_statement_column_format:
 * @self: a column of numbers
 * @share: what the shares of statements are of
 * @item: a statement
 *
 * Returns: (transfer full): what it tells of @item, with its unit
 */
char *
opt_statement_column_format (OptStatementColumn self,
                             OptWorkloadShare share,
                             OptStatementItem *item)
{
  double value = opt_statement_column_get_value (self, share, item);

  if (!isfinite (value))
    return g_strdup (OPT_FORMAT_NONE);

  switch (self)
    {
    case OPT_STATEMENT_COLUMN_SHARE:
    case OPT_STATEMENT_COLUMN_BLEND:
      return opt_share_format (value);
    case OPT_STATEMENT_COLUMN_HITS:
      return opt_format_percent (value);
    case OPT_STATEMENT_COLUMN_TOTAL:
    case OPT_STATEMENT_COLUMN_MEAN:
    case OPT_STATEMENT_COLUMN_STDDEV:
      return opt_format_duration (value);
    case OPT_STATEMENT_COLUMN_RATE:
      return opt_format_rate (value);
    case OPT_STATEMENT_COLUMN_CALLS:
      return opt_format_count ((gint64) value);
    case OPT_STATEMENT_COLUMN_IO:
    case OPT_STATEMENT_COLUMN_TEMP:
    case OPT_STATEMENT_COLUMN_WAL:
      return opt_format_bytes ((gint64) value);
    case OPT_STATEMENT_COLUMN_ROWS:
    case OPT_STATEMENT_COLUMN_BEFORE:
    case OPT_STATEMENT_COLUMN_CHANGE:
    case OPT_STATEMENT_COLUMN_STATEMENT:
    case OPT_STATEMENT_COLUMN_TREND:
    default:
      return opt_format_number (value);
    }
}

/**
 * opt_statement_columns_from_ids:
 * @ids: what settings call some columns
 *
 * Returns: which they are, a bit each
 */
guint
opt_statement_columns_from_ids (const char *const *ids)
{
  guint found = 0;
  OptStatementColumn column;

  g_return_val_if_fail (ids != NULL, 0);

  for (gsize i = 0; ids[i] != NULL; i++)
    if (opt_statement_column_from_id (ids[i], &column))
      found |= 1U << column;

  return found;
}

/**
 * opt_statement_columns_to_ids:
 * @columns_set: columns, a bit each
 *
 * Returns: (transfer full): what settings call them
 */
GStrv
opt_statement_columns_to_ids (guint columns_set)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    if (columns_set & 1U << i)
      g_strv_builder_add (builder, columns[i].id);

  return g_strv_builder_end (builder);
}

/**
 * opt_statement_columns_fit:
 * @width: of a table, in pixels
 * @missing: those that there is nothing to show in, a bit each
 *
 * Returns: which columns find room in it, a bit each
 */
guint
opt_statement_columns_fit (int width, guint missing)
{
  return opt_statement_columns_fit_wide (width, missing, NULL);
}

/**
 * opt_statement_columns_fit_wide:
 * @width: of a table, in pixels
 * @missing: those that there is nothing to show in, a bit each
 * @excess: (nullable): by how much each column is wider than usual, in pixels
 *
 * Returns: which columns find room in it, a bit each
 */
guint
opt_statement_columns_fit_wide (int width, guint missing, const int *excess)
{
  guint fitting = 1U << OPT_STATEMENT_COLUMN_STATEMENT;

  width -= width < NARROW ? NARROW_STATEMENT_WIDTH : STATEMENT_WIDTH;
  for (guint i = 0; i < G_N_ELEMENTS (by_worth); i++)
    {
      if (missing & 1U << by_worth[i])
        continue;
      width -= columns[by_worth[i]].width + (excess != NULL ? excess[by_worth[i]] : 0);
      if (width < 0)
        break;
      fitting |= 1U << by_worth[i];
    }

  return fitting;
}
