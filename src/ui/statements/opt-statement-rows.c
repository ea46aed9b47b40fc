/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-rows.h"

#include <math.h>
#include <string.h>

#include "opt-statement-search.h"

/* A view makes widgets for so many rows, whatever it shows of them. They come in portions, so that
 * no frame has to wait for all of them. */
#define ROWS_WITH_WIDGETS 240
#define ROWS_AT_ONCE 32

enum
{
  SIGNAL_ARRANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptStatementRows
{
  GObject parent_instance;

  OptStatementColumn column;
  gboolean descending;
  guint limit;
  gboolean active;
  gboolean arranging;
  gboolean outdated;
  gint64 held_until; /* monotonic */

  /* Owned */
  OptStatementList *list; /* (nullable) */
  OptStatementSearch *search;
  GPtrArray *rows; /* (element-type OptStatementRow) */

  GPtrArray *waiting; /* (element-type OptStatementItem) for rows that there are not yet */

  /* Sources */
  GSignalGroup *list_signals;
  guint grow_source;
};

static void opt_statement_rows_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptStatementRows,
                               opt_statement_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      opt_statement_rows_model_init))

/* ---- The order ------------------------------------------------------------------------------- */

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
  const OptStatementRows *self = data;
  const Entry *one = a;
  const Entry *other = b;
  int order = compare_ranks (one->rank, other->rank);

  if (order == 0 && self->column == OPT_STATEMENT_COLUMN_STATEMENT)
    order = compare_lines (one->line, other->line, self->descending);

  return order != 0 ? order : compare_items (one->item, other->item);
}

static double
get_rank (OptStatementRows *self, OptStatementItem *item)
{
  double value = opt_statement_column_get_value (self->column, item);

  return self->descending ? -value : value;
}

/* item -> its place + 1 */
static GHashTable *
index_places (OptStatementRows *self)
{
  GHashTable *places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    g_hash_table_insert (places, opt_statement_row_get_item (self->rows->pdata[i]),
                         GUINT_TO_POINTER (i + 1));

  return places;
}

/* While the order is held, what is there stays where it is, and what is new comes last. */
static GArray *
list_entries (OptStatementRows *self, gboolean held)
{
  guint n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
  GArray *entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), n);
  g_autoptr (GHashTable) places = held ? index_places (self) : NULL;

  for (guint i = 0; i < n; i++)
    {
      /* The list keeps it for now. */
      g_autoptr (OptStatementItem) item = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      Entry entry = { .item = item };

      if (!opt_statement_search_matches (self->search, item))
        continue;

      if (held)
        {
          guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, item));

          entry.rank = place > 0 ? place : NAN;
        }
      else
        entry.rank = get_rank (self, item);
      if (self->column == OPT_STATEMENT_COLUMN_STATEMENT && !held)
        entry.line = opt_statement_item_get_line (item);
      g_array_append_val (entries, entry);
    }
  g_array_sort_with_data (entries, compare_entries, self);

  return entries;
}

/* ---- The places ------------------------------------------------------------------------------ */

/* How many rows there may be now, if @n are wanted. */
static guint
limit_growth (guint n_before, guint n)
{
  if (n_before >= ROWS_WITH_WIDGETS)
    return n;

  return MIN (n, n_before + ROWS_AT_ONCE);
}

static void
append_waiting (OptStatementRows *self)
{
  guint n_before = self->rows->len;
  guint n = limit_growth (n_before, n_before + self->waiting->len);

  for (guint i = n_before; i < n; i++)
    g_ptr_array_add (self->rows, opt_statement_row_new (i, self->waiting->pdata[i - n_before]));
  if (n == n_before)
    return;

  g_ptr_array_remove_range (self->waiting, 0, n - n_before);
  g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, n - n_before);
}

static gboolean
grow (gpointer data)
{
  OptStatementRows *self = data;

  self->arranging = TRUE;
  append_waiting (self);
  self->arranging = FALSE;
  g_signal_emit (self, signals[SIGNAL_ARRANGED], 0);
  if (self->waiting->len > 0)
    return G_SOURCE_CONTINUE;

  self->grow_source = 0;

  return G_SOURCE_REMOVE;
}

static void
fill_places (OptStatementRows *self, const GArray *entries)
{
  guint n = self->limit > 0 ? MIN (entries->len, self->limit) : entries->len;
  guint n_before = self->rows->len;

  g_ptr_array_set_size (self->waiting, 0);
  for (guint i = 0; i < n; i++)
    {
      OptStatementItem *item = g_array_index (entries, Entry, i).item;

      if (i < n_before)
        opt_statement_row_set_item (self->rows->pdata[i], item);
      else
        g_ptr_array_add (self->waiting, g_object_ref (item));
    }
  if (n < n_before)
    {
      g_ptr_array_remove_range (self->rows, n, n_before - n);
      g_list_model_items_changed (G_LIST_MODEL (self), n, n_before - n, 0);
    }

  append_waiting (self);
  if (self->waiting->len > 0 && self->grow_source == 0)
    self->grow_source = g_idle_add (grow, self);
  else if (self->waiting->len == 0)
    g_clear_handle_id (&self->grow_source, g_source_remove);
}

static void
arrange (OptStatementRows *self, gboolean held)
{
  g_autoptr (GArray) entries = NULL;

  self->outdated = FALSE;
  entries = list_entries (self, held);
  self->arranging = TRUE;
  fill_places (self, entries);
  self->arranging = FALSE;
  g_signal_emit (self, signals[SIGNAL_ARRANGED], 0);
}

static void
list_updated (OptStatementRows *self)
{
  if (self->active)
    arrange (self, g_get_monotonic_time () < self->held_until);
  else
    self->outdated = TRUE;
}

/* ---- The model ------------------------------------------------------------------------------- */

static GType
opt_statement_rows_get_item_type (GListModel *model)
{
  return OPT_TYPE_STATEMENT_ROW;
}

static guint
opt_statement_rows_get_n_items (GListModel *model)
{
  return OPT_STATEMENT_ROWS (model)->rows->len;
}

static gpointer
opt_statement_rows_get_item (GListModel *model, guint position)
{
  OptStatementRows *self = OPT_STATEMENT_ROWS (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
opt_statement_rows_model_init (GListModelInterface *iface)
{
  iface->get_item_type = opt_statement_rows_get_item_type;
  iface->get_n_items = opt_statement_rows_get_n_items;
  iface->get_item = opt_statement_rows_get_item;
}

static void
opt_statement_rows_dispose (GObject *object)
{
  OptStatementRows *self = OPT_STATEMENT_ROWS (object);

  if (self->list_signals != NULL)
    g_signal_group_set_target (self->list_signals, NULL);
  g_clear_object (&self->list_signals);
  g_clear_handle_id (&self->grow_source, g_source_remove);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (opt_statement_rows_parent_class)->dispose (object);
}

static void
opt_statement_rows_finalize (GObject *object)
{
  OptStatementRows *self = OPT_STATEMENT_ROWS (object);

  opt_statement_search_free (self->search);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (opt_statement_rows_parent_class)->finalize (object);
}

static void
opt_statement_rows_class_init (OptStatementRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_statement_rows_dispose;
  object_class->finalize = opt_statement_rows_finalize;

  /**
   * OptStatementRows::arranged:
   * @self: the rows
   *
   * Statements may have changed places.
   */
  signals[SIGNAL_ARRANGED] = g_signal_new ("arranged", OPT_TYPE_STATEMENT_ROWS, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_statement_rows_init (OptStatementRows *self)
{
  self->column = OPT_STATEMENT_COLUMN_SHARE;
  self->descending = TRUE;
  self->active = TRUE;
  self->search = opt_statement_search_new (NULL);
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  self->list_signals = g_signal_group_new (OPT_TYPE_STATEMENT_LIST);
  g_signal_group_connect_swapped (self->list_signals, "updated", G_CALLBACK (list_updated), self);
}

/**
 * opt_statement_rows_new:
 *
 * Returns: (transfer full): the rows of no list, the greatest share first
 */
OptStatementRows *
opt_statement_rows_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_ROWS, NULL);
}

/**
 * opt_statement_rows_get_list:
 * @self: rows
 *
 * Returns: (transfer none) (nullable): whose statements these are
 */
OptStatementList *
opt_statement_rows_get_list (OptStatementRows *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), NULL);

  return self->list;
}

/**
 * opt_statement_rows_set_list:
 * @self: rows
 * @list: (nullable): whose statements to show
 */
void
opt_statement_rows_set_list (OptStatementRows *self, OptStatementList *list)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  if (!g_set_object (&self->list, list))
    return;

  g_signal_group_set_target (self->list_signals, list);
  self->held_until = 0;
  arrange (self, FALSE);
}

/**
 * opt_statement_rows_set_active:
 * @self: rows
 * @active: whether somebody looks at them, and so they are to follow their list
 */
void
opt_statement_rows_set_active (OptStatementRows *self, gboolean active)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  self->active = active;
  if (active && self->outdated)
    arrange (self, FALSE);
}

/**
 * opt_statement_rows_set_limit:
 * @self: rows
 * @limit: how many at most; 0: all
 */
void
opt_statement_rows_set_limit (OptStatementRows *self, guint limit)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  self->limit = limit;
  arrange (self, FALSE);
}

/**
 * opt_statement_rows_set_search:
 * @self: rows
 * @search: (nullable): which statements to show; see opt_statement_search_new()
 */
void
opt_statement_rows_set_search (OptStatementRows *self, const char *search)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  opt_statement_search_free (self->search);
  self->search = opt_statement_search_new (search);
  arrange (self, FALSE);
}

/**
 * opt_statement_rows_set_order:
 * @self: rows
 * @column: by what they are ranked
 * @descending: whether the largest comes first
 */
void
opt_statement_rows_set_order (OptStatementRows *self,
                              OptStatementColumn column,
                              gboolean descending)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));
  g_return_if_fail (column != OPT_STATEMENT_COLUMN_TREND);

  if (self->column == column && self->descending == !!descending)
    return;

  self->column = column;
  self->descending = !!descending;
  arrange (self, FALSE);
}

/**
 * opt_statement_rows_hold:
 * @self: rows
 * @microseconds: for how long from now; 0: not any longer
 *
 * Somebody points at a statement: those that are there keep their places, whatever their new
 * figures say.
 */
void
opt_statement_rows_hold (OptStatementRows *self, gint64 microseconds)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  self->held_until = microseconds > 0 ? g_get_monotonic_time () + microseconds : 0;
}

/**
 * opt_statement_rows_get_arranging:
 * @self: rows
 *
 * Returns: whether statements are changing places right now
 */
gboolean
opt_statement_rows_get_arranging (OptStatementRows *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), FALSE);

  return self->arranging;
}

/**
 * opt_statement_rows_get_statement:
 * @self: rows
 * @position: a place, from 0
 *
 * Returns: (transfer none) (nullable): the statement there
 */
OptStatementItem *
opt_statement_rows_get_statement (OptStatementRows *self, guint position)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), NULL);

  return position < self->rows->len ? opt_statement_row_get_item (self->rows->pdata[position])
                                    : NULL;
}

/**
 * opt_statement_rows_find:
 * @self: rows
 * @item: a statement
 *
 * Returns: its place, or %G_MAXUINT where it has none
 */
guint
opt_statement_rows_find (OptStatementRows *self, OptStatementItem *item)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), G_MAXUINT);

  for (guint i = 0; i < self->rows->len; i++)
    if (opt_statement_row_get_item (self->rows->pdata[i]) == item)
      return i;

  return G_MAXUINT;
}
