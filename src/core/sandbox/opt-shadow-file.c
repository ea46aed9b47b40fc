/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-shadow-page.h"

#define PAGE_BYTES OPT_SHADOW_PAGE_BYTES
#define HEADER_BYTES OPT_SHADOW_HEADER_BYTES
#define ALIGN OPT_SHADOW_ALIGN
/* RELSEG_SIZE: a file ends at 1 GB, and the next one goes on. */
#define SEGMENT_BYTES (G_GINT64_CONSTANT (1) << 30)

/* What an entry of a B-tree takes beside its values (itup.h, itemid.h, nbtree.h). */
#define TUPLE_BYTES 8
#define ITEM_ID_BYTES 4
#define SPECIAL_BYTES 16
#define BRIN_MAGIC 0xA8109CFA
#define BRIN_META_RANGE (HEADER_BYTES + 8)
#define BRIN_META_LAST_REVMAP (HEADER_BYTES + 12)
/* VISIBILITYMAP_ALL_VISIBLE of the first page (visibilitymap.h) */
#define FIRST_IS_VISIBLE 1
/* (page - header - special space of 8) / item pointer of 6 */
#define BRIN_REVMAP_ENTRIES 1360

/* BTREE_NONLEAF_FILLFACTOR */
#define INNER_FILL 0.7
/* Between BTREE_DEFAULT_FILLFACTOR (0.9) and what random insertions leave (ln 2). */
#define LEAF_FILL 0.75
#define ADDRESS_BYTES 6
#define UNKNOWN_WIDTH 16

static gboolean
set_errno_error (GError **error, const char *path)
{
  int saved = errno;

  opt_set_error (error, saved == ENOSPC ? OPT_ERROR_NO_SPACE : OPT_ERROR_FAILED, NULL,
                 _ ("Could not write the shadow's file %s: %s"), path, g_strerror (saved));

  return FALSE;
}

/* What a leaf's entry takes without its header, by the index's own size: the width of all keys
 * where nothing is deduplicated, less otherwise. */
static double
get_leaf_width (const OptIndex *index)
{
  if (index->tuples < 1)
    return 0;

  return (double) index->bytes * LEAF_FILL / index->tuples - TUPLE_BYTES - ITEM_ID_BYTES;
}

static double
get_key_width (const OptRelation *relation,
               const OptIndex *index,
               const OptIndexKey *key,
               double *distinct)
{
  const OptColumn *column
      = key->column != 0 ? opt_relation_get_column (relation, key->column) : NULL;

  if (column == NULL && key->average_width > 0)
    {
      *distinct = key->n_distinct < 0 ? -key->n_distinct * index->tuples : key->n_distinct;
      return key->average_width;
    }
  if (column == NULL || column->statistics == NULL)
    {
      *distinct = index->tuples;
      return MAX (get_leaf_width (index), UNKNOWN_WIDTH);
    }
  *distinct = opt_column_get_distinct (column, opt_relation_get_tuples (relation));

  return column->statistics->average_width;
}

/* What a pointer to a child takes on an inner page, on average. Its key is cut after the first
 * column that tells the two leaves beside it apart (suffix truncation): by chance the nth is that
 * one as often as it makes new combinations of values. Where none does, all columns stay and the
 * row's address is added. */
static double
estimate_pivot_bytes (const OptRelation *relation, const OptIndex *index)
{
  double tuples = MAX (index->tuples, 1);
  double combinations = 1;
  double told_apart = 0;
  double width = 0;
  double bytes = 0;

  for (guint i = 0; i < index->n_keys; i++)
    {
      double distinct, share;

      width += get_key_width (relation, index, &index->keys[i], &distinct);
      combinations = MIN (combinations * MAX (distinct, 1), tuples);
      share = combinations / tuples - told_apart;
      told_apart += share;
      bytes += share * (TUPLE_BYTES + ALIGN ((int) ceil (width)));
    }
  bytes += (1 - told_apart) * (TUPLE_BYTES + ALIGN ((int) ceil (width)) + ALIGN (ADDRESS_BYTES));

  return bytes + ITEM_ID_BYTES;
}

/**
 * opt_shadow_file_estimate_height:
 * @relation: the table
 * @index: one of its B-trees
 *
 * The levels above the leaves. Nobody without a superuser's rights can read them from production,
 * so they are reckoned from the index's pages, the keys' widths, and inner pages filled to 70 % as
 * PostgreSQL leaves them.
 *
 * Returns: the height; 0 for an index of one leaf
 */
guint
opt_shadow_file_estimate_height (const OptRelation *relation, const OptIndex *index)
{
  double pages = (double) (index->bytes / PAGE_BYTES) - 1;
  double fan_out, level;
  guint height = 0;

  if (pages <= 1)
    return 0;

  fan_out = floor ((PAGE_BYTES - HEADER_BYTES - SPECIAL_BYTES) * INNER_FILL
                   / estimate_pivot_bytes (relation, index));
  fan_out = MAX (fan_out, 2);
  /* Of every fan_out pages one is an inner one. */
  for (level = pages * (1 - 1 / fan_out); level > 1; level = ceil (level / fan_out))
    height++;

  return height;
}

/* The planner charges for each page of a BRIN index's range map. */
static gboolean
write_range_map (int fd, gint64 heap_bytes)
{
  guint8 page[PAGE_BYTES];
  gint64 ranges;

  if (pread (fd, page, PAGE_BYTES, 0) != PAGE_BYTES)
    return FALSE;
  if (opt_shadow_page_get32 (page, HEADER_BYTES) != BRIN_MAGIC
      || opt_shadow_page_get32 (page, BRIN_META_RANGE) == 0)
    return TRUE;

  ranges = heap_bytes / PAGE_BYTES / opt_shadow_page_get32 (page, BRIN_META_RANGE) + 1;
  opt_shadow_page_put32 (page, BRIN_META_LAST_REVMAP,
                         (guint32) ((ranges + BRIN_REVMAP_ENTRIES - 1) / BRIN_REVMAP_ENTRIES));

  return pwrite (fd, page, PAGE_BYTES, 0) == PAGE_BYTES;
}

/* Segment by segment; the first one is there, and says whom the others belong to. */
static gboolean
grow (OptShadowFiles *files, int fd, const char *path, gint64 bytes, gint64 *disk, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return set_errno_error (error, path);
  if (info.st_size < MIN (bytes, SEGMENT_BYTES) && ftruncate (fd, MIN (bytes, SEGMENT_BYTES)) != 0)
    return set_errno_error (error, path);

  for (gint64 i = 1; i * SEGMENT_BYTES < bytes; i++)
    {
      g_autofree char *suffix = g_strdup_printf (".%" G_GINT64_FORMAT, i);
      int segment_fd = opt_shadow_files_open (files, path, suffix, error);
      gboolean grown;

      if (segment_fd < 0)
        return FALSE;
      grown = ftruncate (segment_fd, MIN (bytes - i * SEGMENT_BYTES, SEGMENT_BYTES)) == 0
              && (geteuid () != 0 || fchown (segment_fd, info.st_uid, info.st_gid) == 0);
      if (!grown)
        set_errno_error (error, path);
      close (segment_fd);
      if (!grown)
        return FALSE;
    }

  if (fstat (fd, &info) == 0)
    *disk += (gint64) info.st_blocks * 512;

  return TRUE;
}

/* With the visibility map's bit of the first page, whoever finds an entry for a row there takes the
 * value from the index and does not look for the row. */
static gboolean
write_visibility_map (OptShadowFiles *files,
                      int heap_fd,
                      const char *path,
                      gint64 *disk,
                      GError **error)
{
  int fd = opt_shadow_files_open (files, path, "_vm", error);
  guint8 page[PAGE_BYTES] = { 0 };
  struct stat info;
  gboolean written;

  if (fd < 0)
    return FALSE;

  opt_shadow_page_put_header (page, HEADER_BYTES, PAGE_BYTES, PAGE_BYTES);
  page[HEADER_BYTES] = FIRST_IS_VISIBLE;
  written = pwrite (fd, page, PAGE_BYTES, 0) == PAGE_BYTES && ftruncate (fd, PAGE_BYTES) == 0
            && fstat (heap_fd, &info) == 0
            && (geteuid () != 0 || fchown (fd, info.st_uid, info.st_gid) == 0);
  if (!written)
    set_errno_error (error, path);
  close (fd);
  *disk += PAGE_BYTES;

  return written;
}

/**
 * opt_shadow_file_grow_heap:
 * @files: the way to the files
 * @path: a table's file in a database that nobody has touched yet
 * @bytes: its size on production
 * @has_entries: whether an index of it has entries
 * @disk: (inout): what it takes on the disk is added
 * @error: return location for an error
 *
 * Makes a table's file as long as production's, with holes: the planner asks the file for its size.
 *
 * Returns: %TRUE if it worked; %OPT_ERROR_NO_SPACE
 */
gboolean
opt_shadow_file_grow_heap (OptShadowFiles *files,
                           const char *path,
                           gint64 bytes,
                           gboolean has_entries,
                           gint64 *disk,
                           GError **error)
{
  int fd = opt_shadow_files_open (files, path, "", error);
  gboolean grown;

  if (fd < 0)
    return FALSE;

  grown = grow (files, fd, path, bytes, disk, error)
          && (!has_entries || write_visibility_map (files, fd, path, disk, error));
  close (fd);

  return grown;
}

/**
 * opt_shadow_file_grow_index:
 * @files: the way to the files
 * @path: an index's file in a database that nobody has touched yet
 * @relation: its table
 * @index: the index on production
 * @ends: (nullable): the entries at its two ends, where the planner looks at them
 * @disk: (inout): what it takes on the disk is added
 * @error: return location for an error
 *
 * As opt_shadow_file_grow_heap(); a B-tree gets the height of production's, which the planner
 * reads, and a BRIN index the length of its range map.
 *
 * Returns: %TRUE if it worked; %OPT_ERROR_NO_SPACE
 */
gboolean
opt_shadow_file_grow_index (OptShadowFiles *files,
                            const char *path,
                            const OptRelation *relation,
                            const OptIndex *index,
                            const OptShadowEnds *ends,
                            gint64 *disk,
                            GError **error)
{
  int fd = opt_shadow_files_open (files, path, "", error);
  guint height;
  gboolean written = TRUE;
  gboolean grown;

  if (fd < 0)
    return FALSE;

  if (g_str_equal (index->method, "btree"))
    {
      height = opt_shadow_file_estimate_height (relation, index);
      if (height > 0 || ends != NULL)
        written = opt_shadow_btree_write (fd, index, height, ends);
    }
  else if (g_str_equal (index->method, "brin"))
    written = write_range_map (fd, relation->bytes);

  if (!written)
    set_errno_error (error, path);
  grown = written && grow (files, fd, path, index->bytes, disk, error);
  close (fd);

  return grown;
}
