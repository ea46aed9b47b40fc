/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-btree.h"

#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-shadow-page.h"

#define PAGE_BYTES OPT_SHADOW_PAGE_BYTES
#define HEADER_BYTES OPT_SHADOW_HEADER_BYTES

/* BTPageOpaqueData at the end of a page, and its flags (nbtree.h). */
#define SPECIAL_BYTES 16
#define PAGE_NEXT (PAGE_BYTES - 12)
#define PAGE_LEVEL (PAGE_BYTES - 8)
#define PAGE_FLAGS (PAGE_BYTES - 4)
#define PAGE_IS_LEAF 1
#define PAGE_IS_ROOT 2

/* ItemIdData (itemid.h) */
#define ITEM_ID_BYTES 4
#define ITEM_ID_NORMAL 1

/* IndexTupleData (itup.h): a row's address and t_info, then a bitmap of as many bits as an index
 * can have columns if one is null, then the values. */
#define TUPLE_BYTES 8
#define TUPLE_INFO 6
#define TUPLE_SIZE_MASK 0x1FFF
#define TUPLE_IS_PIVOT 0x2000
#define TUPLE_HAS_NULLS 0x8000
#define NULL_BITMAP_BYTES 4

/* BTMetaPageData */
#define BTREE_MAGIC 0x053162
#define META_MAGIC HEADER_BYTES
#define META_ROOT (HEADER_BYTES + 8)
#define META_LEVEL (HEADER_BYTES + 12)
#define META_FAST_ROOT (HEADER_BYTES + 16)
#define META_FAST_LEVEL (HEADER_BYTES + 20)

static GBytes *
read_entry (const guint8 *page, guint number)
{
  guint32 item = opt_shadow_page_get32 (page, HEADER_BYTES + number * ITEM_ID_BYTES);
  guint offset = item & 0x7FFF;
  guint length = item >> 17;
  guint16 info;

  if (((item >> 15) & 3) != ITEM_ID_NORMAL || length < TUPLE_BYTES || offset < HEADER_BYTES
      || offset + length > PAGE_BYTES - SPECIAL_BYTES)
    return NULL;
  info = opt_shadow_page_get16 (page, offset + TUPLE_INFO);
  if ((info & (TUPLE_IS_PIVOT | TUPLE_HAS_NULLS)) != 0 || (info & TUPLE_SIZE_MASK) != length
      || length != OPT_SHADOW_ALIGN (length))
    return NULL;

  return g_bytes_new (page + offset, length);
}

/**
 * opt_shadow_ends_load:
 * @fd: the file of a B-tree with one column and two entries
 * @error: return location for an error
 *
 * Reads the entries that the server wrote.
 *
 * Returns: (transfer full) (nullable): them; %OPT_ERROR_INVALID if the file is not such an index
 */
OptShadowEnds *
opt_shadow_ends_load (int fd, GError **error)
{
  g_autoptr (OptShadowEnds) self = g_new0 (OptShadowEnds, 1);
  guint8 page[PAGE_BYTES];
  struct stat info;

  if (fstat (fd, &info) == 0 && info.st_size == 2 * PAGE_BYTES
      && pread (fd, page, PAGE_BYTES, PAGE_BYTES) == PAGE_BYTES
      && opt_shadow_page_get16 (page, PAGE_FLAGS) == (PAGE_IS_LEAF | PAGE_IS_ROOT)
      && opt_shadow_page_get32 (page, PAGE_NEXT) == 0
      && opt_shadow_page_get16 (page, 12) == HEADER_BYTES + 2 * ITEM_ID_BYTES)
    {
      self->low = read_entry (page, 0);
      self->high = read_entry (page, 1);
    }
  if (self->low == NULL || self->high == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("The index has another form"));
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * opt_shadow_ends_free:
 * @self: (nullable): entries
 *
 * Frees @self.
 */
void
opt_shadow_ends_free (OptShadowEnds *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->low, g_bytes_unref);
  g_clear_pointer (&self->high, g_bytes_unref);
  g_free (self);
}

static void
start_page (guint8 *page, guint level, gboolean is_root)
{
  memset (page, 0, PAGE_BYTES);
  opt_shadow_page_put_header (page, HEADER_BYTES, PAGE_BYTES - SPECIAL_BYTES,
                              PAGE_BYTES - SPECIAL_BYTES);
  opt_shadow_page_put32 (page, PAGE_LEVEL, level);
  opt_shadow_page_put16 (page, PAGE_FLAGS,
                         (guint16) ((is_root ? PAGE_IS_ROOT : 0)
                                    | (level == 0 ? PAGE_IS_LEAF : 0)));
}

/* Returns where the entry's bytes belong. */
static guint8 *
add_item (guint8 *page, guint length)
{
  guint lower = opt_shadow_page_get16 (page, 12);
  guint upper = opt_shadow_page_get16 (page, 14) - length;

  opt_shadow_page_put32 (page, lower, upper | ITEM_ID_NORMAL << 15 | length << 17);
  opt_shadow_page_put_header (page, lower + ITEM_ID_BYTES, upper, PAGE_BYTES - SPECIAL_BYTES);

  return page + upper;
}

static void
add_pointer (guint8 *page, guint child)
{
  guint8 *item = add_item (page, TUPLE_BYTES);

  /* The block's number is split into its upper and its lower half (BlockIdData). */
  opt_shadow_page_put16 (item, 0, (guint16) (child >> 16));
  opt_shadow_page_put16 (item, 2, (guint16) child);
  opt_shadow_page_put16 (item, TUPLE_INFO, TUPLE_IS_PIVOT | TUPLE_BYTES);
}

/* Only an entry's first column is ever looked at: in an index of more the others are null. */
static void
add_entry (guint8 *page, GBytes *entry, gboolean is_only_column)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (entry, &length);
  guint info = opt_shadow_page_get16 (bytes, TUPLE_INFO);
  guint header = is_only_column ? TUPLE_BYTES : OPT_SHADOW_ALIGN (TUPLE_BYTES + NULL_BITMAP_BYTES);
  guint size = header + (guint) length - TUPLE_BYTES;
  guint8 *item = add_item (page, size);

  memcpy (item, bytes, TUPLE_INFO);
  memcpy (item + header, bytes + TUPLE_BYTES, length - TUPLE_BYTES);
  info = (info & ~TUPLE_SIZE_MASK) | size;
  if (!is_only_column)
    {
      info |= TUPLE_HAS_NULLS;
      item[TUPLE_BYTES] = 1; /* bit by bit: this column has a value */
    }
  opt_shadow_page_put16 (item, TUPLE_INFO, (guint16) info);
}

static void
fill_leaf (guint8 *page, const OptIndex *index, const OptShadowEnds *ends)
{
  gboolean descending = index->keys[0].descending;

  add_entry (page, descending ? ends->high : ends->low, index->n_columns == 1);
  add_entry (page, descending ? ends->low : ends->high, index->n_columns == 1);
}

static gboolean
write_meta (int fd, guint height)
{
  guint8 page[PAGE_BYTES];

  if (pread (fd, page, PAGE_BYTES, 0) != PAGE_BYTES)
    return FALSE;
  if (opt_shadow_page_get32 (page, META_MAGIC) != BTREE_MAGIC)
    return TRUE;

  opt_shadow_page_put32 (page, META_ROOT, 1);
  opt_shadow_page_put32 (page, META_LEVEL, height);
  opt_shadow_page_put32 (page, META_FAST_ROOT, 1);
  opt_shadow_page_put32 (page, META_FAST_LEVEL, height);

  return pwrite (fd, page, PAGE_BYTES, 0) == PAGE_BYTES;
}

/**
 * opt_shadow_btree_write:
 * @fd: the file of an empty B-tree
 * @index: the index on production
 * @height: its levels above the leaves
 * @ends: (nullable): the first column's smallest and largest value
 *
 * Writes root → … → one leaf into the blocks after the meta page, which gets root and height. The
 * leaf has the two entries of @ends, so that the planner finds there what it finds at production's
 * two ends, or none.
 *
 * Returns: %TRUE if it worked; `errno` says why not
 */
gboolean
opt_shadow_btree_write (int fd, const OptIndex *index, guint height, const OptShadowEnds *ends)
{
  guint8 page[PAGE_BYTES];

  for (guint block = 1; block <= height + 1; block++)
    {
      guint level = height + 1 - block;

      start_page (page, level, block == 1);
      if (level > 0)
        add_pointer (page, block + 1);
      else if (ends != NULL)
        fill_leaf (page, index, ends);
      if (pwrite (fd, page, PAGE_BYTES, (off_t) block * PAGE_BYTES) != PAGE_BYTES)
        return FALSE;
    }

  return write_meta (fd, height);
}
