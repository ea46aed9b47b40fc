/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-order.h"

#include <math.h>

#include "opt-statement-change.h"

typedef struct
{
  OptStatementItem *item;
  double rank; /* the smallest first, NAN last */
  const char *line;
} Entry;

static int
compare_ranks (double one, double other)
{
  if (isnan (one) || isnan (other))
    return isnan (one) - isnan (other);

  return (one > other) - (one < other);
}

static int
compare_lines (const char *one, const char *other, gboolean descending)
{
  int order;

  if (one == NULL || other == NULL)
    return (one == NULL) - (other == NULL);

  order = g_ascii_strcasecmp (one, other);

  return descending ? -order : order;
}

/* The heaviest first; and an order that is the same at each poll. */
static int
compare_items (OptStatementItem *one, OptStatementItem *other)
{
  const OptStatementKey *left = opt_statement_item_get_key (one);
  const OptStatementKey *right = opt_statement_item_get_key (other);
  int order = compare_ranks (-opt_statement_item_get_total_ms (one),
                             -opt_statement_item_get_total_ms (other));

  if (order == 0)
    order = (left->queryid > right->queryid) - (left->queryid < right->queryid);
  if (order == 0)
    order = (left->userid > right->userid) - (left->userid < right->userid);
  if (order == 0)
    order = (left->dbid > right->dbid) - (left->dbid < right->dbid);

  return order != 0 ? order : right->toplevel - left->toplevel;
}

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer data)
{
  const OptStatementOrder *self = data;
  const Entry *one = a;
  const Entry *other = b;
  int order = compare_ranks (one->rank, other->rank);

  if (order == 0 && self->column == OPT_STATEMENT_COLUMN_STATEMENT)
    order = compare_lines (one->line, other->line, self->descending);

  return order != 0 ? order : compare_items (one->item, other->item);
}

/* What is there stays where it is, and what is new comes last. */
static double
get_place (GHashTable *places, OptStatementItem *item)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, item));

  return place > 0 ? place : NAN;
}

static double
get_rank (const OptStatementOrder *self, OptStatementItem *item)
{
  double value = opt_statement_change_get_value (self->past, self->column, self->share, item);

  return self->descending ? -value : value;
}

static void
add_entry (const OptStatementOrder *self,
           GArray *entries,
           OptStatementItem *item,
           GHashTable *places)
{
  Entry entry = { .item = item };

  entry.rank = places != NULL ? get_place (places, item) : get_rank (self, item);
  if (self->column == OPT_STATEMENT_COLUMN_STATEMENT && places == NULL)
    entry.line = opt_statement_item_get_line (item);
  g_array_append_val (entries, entry);
}

/* Of those that are alike, one that is looked for is enough. */
static gboolean
matches (OptStatementSearch *search, OptStatementItem *item)
{
  GPtrArray *members;

  if (!opt_statement_item_is_group (item))
    return opt_statement_search_matches (search, item);

  members = opt_statement_group_get_members (opt_statement_item_get_group (item));
  for (guint i = 0; i < members->len; i++)
    if (opt_statement_search_matches (search, members->pdata[i]))
      return TRUE;

  return FALSE;
}

static void
add_entries (const OptStatementOrder *self,
             GArray *entries,
             OptStatementList *list,
             OptStatementSearch *search,
             GHashTable *places)
{
  GPtrArray *groups = self->grouped ? opt_statement_list_get_groups (list) : NULL;
  guint n = groups != NULL ? groups->len : g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < n; i++)
    {
      /* The list keeps it for now. */
      g_autoptr (OptStatementItem) item = groups != NULL
                                              ? g_object_ref (groups->pdata[i])
                                              : g_list_model_get_item (G_LIST_MODEL (list), i);

      if (groups != NULL ? matches (search, item) : opt_statement_search_matches (search, item))
        add_entry (self, entries, item, places);
    }
}

static void
add_members (const OptStatementOrder *self,
             GPtrArray *items,
             OptStatementItem *item,
             GHashTable *places)
{
  GPtrArray *members = opt_statement_group_get_members (opt_statement_item_get_group (item));
  g_autoptr (GArray) entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), members->len);

  for (guint i = 0; i < members->len; i++)
    add_entry (self, entries, members->pdata[i], places);
  g_array_sort_with_data (entries, compare_entries, (gpointer) self);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (items, g_object_ref (g_array_index (entries, Entry, i).item));
}

static gboolean
is_split (GHashTable *split, OptStatementItem *item)
{
  guint64 id;

  if (split == NULL || g_hash_table_size (split) == 0 || !opt_statement_item_is_group (item))
    return FALSE;
  id = opt_statement_group_get_id (opt_statement_item_get_group (item));

  return g_hash_table_contains (split, &id);
}

/**
 * opt_statement_order_list:
 * @self: an order
 * @list: (nullable): statements
 * @search: which of them; of those that are alike, all where one is found
 * @split: (nullable) (element-type guint64): ids of groups whose members follow them
 * @places: (nullable): the places, from 1, that some #OptStatementItem have and keep, whatever the
 *   order says
 *
 * Returns: (transfer full) (element-type OptStatementItem): those that are found, in this order
 */
GPtrArray *
opt_statement_order_list (const OptStatementOrder *self,
                          OptStatementList *list,
                          OptStatementSearch *search,
                          GHashTable *split,
                          GHashTable *places)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  GPtrArray *items;

  if (list != NULL)
    add_entries (self, entries, list, search, places);
  g_array_sort_with_data (entries, compare_entries, (gpointer) self);

  items = g_ptr_array_new_full (entries->len, g_object_unref);
  for (guint i = 0; i < entries->len; i++)
    {
      OptStatementItem *item = g_array_index (entries, Entry, i).item;

      g_ptr_array_add (items, g_object_ref (item));
      if (self->grouped && is_split (split, item))
        add_members (self, items, item, places);
    }

  return items;
}
