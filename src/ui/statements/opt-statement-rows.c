/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-rows.h"

#include "opt-statement-order.h"

/* A view makes widgets for so many rows, whatever it shows of them. They come and go in portions,
 * so that no frame has to wait for all of them. */
#define ROWS_WITH_WIDGETS 240
#define ROWS_AT_ONCE 32
#define ROWS_REMOVED_AT_ONCE 8
#define REMOVAL_TIME (4 * G_TIME_SPAN_MILLISECOND)

enum
{
  PROP_GROUPED = 1,
  N_PROPS
};

enum
{
  SIGNAL_ARRANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

struct _OptStatementRows
{
  GObject parent_instance;

  OptStatementOrder order;
  guint limit;
  guint n_taken; /* of the rows; the others are about to go */
  gboolean active;
  gboolean arranging;
  gboolean outdated;
  gint64 held_until; /* monotonic */

  /* Owned */
  OptStatementList *list; /* (nullable) */
  OptStatementSearch *search;
  GHashTable *split; /* (element-type guint64) ids of groups whose members are shown */
  GPtrArray *rows;   /* (element-type OptStatementRow) */

  GPtrArray *waiting; /* (element-type OptStatementItem) for rows that there are not yet */

  /* Sources */
  GSignalGroup *list_signals;
  guint settle_source;
};

static void opt_statement_rows_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptStatementRows,
                               opt_statement_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      opt_statement_rows_model_init))

/* ---- The places ------------------------------------------------------------------------------ */

/* item -> its place, from 1 */
static GHashTable *
index_places (OptStatementRows *self)
{
  GHashTable *places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->n_taken; i++)
    g_hash_table_insert (places, opt_statement_row_get_item (self->rows->pdata[i]),
                         GUINT_TO_POINTER (i + 1));

  return places;
}

static OptStatementRowKind
get_kind (OptStatementRows *self, OptStatementItem *item)
{
  OptStatementGroup *group = self->order.grouped ? opt_statement_item_get_group (item) : NULL;
  guint64 id;

  if (group == NULL)
    return OPT_STATEMENT_ROW_ALONE;
  if (!opt_statement_item_is_group (item))
    return OPT_STATEMENT_ROW_MEMBER;
  id = opt_statement_group_get_id (group);

  return g_hash_table_contains (self->split, &id) ? OPT_STATEMENT_ROW_SPLIT
                                                  : OPT_STATEMENT_ROW_GROUP;
}

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
    {
      OptStatementItem *item = self->waiting->pdata[i - n_before];

      g_ptr_array_add (self->rows, opt_statement_row_new (i, item, get_kind (self, item)));
      opt_statement_row_set_past (self->rows->pdata[i], self->order.past);
    }
  self->n_taken = n;
  if (n == n_before)
    return;

  g_ptr_array_remove_range (self->waiting, 0, n - n_before);
  g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, n - n_before);
}

/* Only those with widgets take time, and which they are is the view's to know. */
static void
remove_free (OptStatementRows *self)
{
  gint64 end = g_get_monotonic_time () + REMOVAL_TIME;

  do
    {
      guint n = MIN (self->rows->len - self->n_taken, ROWS_REMOVED_AT_ONCE);
      guint first = self->rows->len - n;

      g_ptr_array_remove_range (self->rows, first, n);
      g_list_model_items_changed (G_LIST_MODEL (self), first, n, 0);
    }
  while (self->rows->len > self->n_taken && g_get_monotonic_time () < end);
}

static gboolean
needs_settling (OptStatementRows *self)
{
  return self->waiting->len > 0 || self->rows->len > self->n_taken;
}

static void
settle_some (OptStatementRows *self)
{
  if (self->rows->len > self->n_taken)
    remove_free (self);
  else
    append_waiting (self);
}

static gboolean
settle (gpointer data)
{
  OptStatementRows *self = data;

  self->arranging = TRUE;
  settle_some (self);
  self->arranging = FALSE;
  g_signal_emit (self, signals[SIGNAL_ARRANGED], 0);
  if (needs_settling (self))
    return G_SOURCE_CONTINUE;

  self->settle_source = 0;

  return G_SOURCE_REMOVE;
}

static void
fill_places (OptStatementRows *self, GPtrArray *items)
{
  guint n = self->limit > 0 ? MIN (items->len, self->limit) : items->len;
  guint n_before = self->rows->len;

  g_ptr_array_set_size (self->waiting, 0);
  self->n_taken = MIN (n, n_before);
  for (guint i = 0; i < self->n_taken; i++)
    {
      opt_statement_row_set_item (self->rows->pdata[i], items->pdata[i],
                                  get_kind (self, items->pdata[i]));
      opt_statement_row_set_past (self->rows->pdata[i], self->order.past);
    }
  for (guint i = n_before; i < n; i++)
    g_ptr_array_add (self->waiting, g_object_ref (items->pdata[i]));
  for (guint i = n; i < n_before; i++)
    opt_statement_row_set_item (self->rows->pdata[i], NULL, OPT_STATEMENT_ROW_ALONE);

  settle_some (self);
  if (!needs_settling (self))
    g_clear_handle_id (&self->settle_source, g_source_remove);
  else if (self->settle_source == 0)
    self->settle_source = g_idle_add (settle, self);
}

static void
arrange (OptStatementRows *self, gboolean held)
{
  g_autoptr (GHashTable) places = held ? index_places (self) : NULL;
  g_autoptr (GPtrArray) items
      = opt_statement_order_list (&self->order, self->list, self->search, self->split, places);

  self->outdated = FALSE;
  self->arranging = TRUE;
  fill_places (self, items);
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
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_object (&self->list);
  g_clear_object (&self->order.past);

  G_OBJECT_CLASS (opt_statement_rows_parent_class)->dispose (object);
}

static void
opt_statement_rows_finalize (GObject *object)
{
  OptStatementRows *self = OPT_STATEMENT_ROWS (object);

  opt_statement_search_free (self->search);
  g_hash_table_unref (self->split);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (opt_statement_rows_parent_class)->finalize (object);
}

static void
opt_statement_rows_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, OPT_STATEMENT_ROWS (object)->order.grouped);
}

static void
opt_statement_rows_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  opt_statement_rows_set_grouped (OPT_STATEMENT_ROWS (object), g_value_get_boolean (value));
}

static void
opt_statement_rows_class_init (OptStatementRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_statement_rows_dispose;
  object_class->finalize = opt_statement_rows_finalize;
  object_class->get_property = opt_statement_rows_get_property;
  object_class->set_property = opt_statement_rows_set_property;

  /**
   * OptStatementRows:grouped:
   *
   * Whether statements that are alike are one row.
   */
  properties[PROP_GROUPED]
      = g_param_spec_boolean ("grouped", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

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
  self->order.column = OPT_STATEMENT_COLUMN_SHARE;
  self->order.descending = TRUE;
  self->active = TRUE;
  self->search = opt_statement_search_new (NULL, NULL);
  self->split = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
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
 * opt_statement_rows_get_past:
 * @self: rows
 *
 * Returns: (transfer none) (nullable): the earlier time that they are compared with
 */
OptStatementPast *
opt_statement_rows_get_past (OptStatementRows *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), NULL);

  return self->order.past;
}

/**
 * opt_statement_rows_set_past:
 * @self: rows
 * @past: (nullable): the earlier time to compare them with
 */
void
opt_statement_rows_set_past (OptStatementRows *self, OptStatementPast *past)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  if (g_set_object (&self->order.past, past))
    list_updated (self);
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
 * @search: (nullable) (transfer full): which statements to show; %NULL: all
 */
void
opt_statement_rows_set_search (OptStatementRows *self, OptStatementSearch *search)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  opt_statement_search_free (self->search);
  self->search = search != NULL ? search : opt_statement_search_new (NULL, NULL);
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

  if (self->order.column == column && self->order.descending == !!descending)
    return;

  self->order.column = column;
  self->order.descending = !!descending;
  arrange (self, FALSE);
}

/**
 * opt_statement_rows_set_share:
 * @self: rows
 * @share: what the shares of statements are of
 */
void
opt_statement_rows_set_share (OptStatementRows *self, OptWorkloadShare share)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  if (self->order.share == share)
    return;

  self->order.share = share;
  if (self->order.column == OPT_STATEMENT_COLUMN_SHARE)
    arrange (self, FALSE);
}

/**
 * opt_statement_rows_get_share:
 * @self: rows
 *
 * Returns: what the shares of statements are of
 */
OptWorkloadShare
opt_statement_rows_get_share (OptStatementRows *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), OPT_WORKLOAD_SHARE_TIME);

  return self->order.share;
}

/**
 * opt_statement_rows_set_grouped:
 * @self: rows
 * @grouped: whether statements that are alike are one row
 */
void
opt_statement_rows_set_grouped (OptStatementRows *self, gboolean grouped)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROWS (self));

  if (self->order.grouped == !!grouped)
    return;

  self->order.grouped = !!grouped;
  arrange (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUPED]);
}

/**
 * opt_statement_rows_set_split:
 * @self: rows
 * @position: of a group
 * @split: whether its members are shown below it, from now on
 *
 * Nothing else changes its order.
 *
 * Returns: whether that was not so before
 */
gboolean
opt_statement_rows_set_split (OptStatementRows *self, guint position, gboolean split)
{
  OptStatementItem *item = opt_statement_rows_get_statement (self, position);
  guint64 id;

  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), FALSE);

  if (item == NULL || !opt_statement_item_is_group (item))
    return FALSE;

  id = opt_statement_group_get_id (opt_statement_item_get_group (item));
  if (g_hash_table_contains (self->split, &id) == !!split)
    return FALSE;

  if (split)
    g_hash_table_add (self->split, g_memdup2 (&id, sizeof id));
  else
    g_hash_table_remove (self->split, &id);
  arrange (self, TRUE);

  return TRUE;
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
 * opt_statement_rows_get_n_statements:
 * @self: rows
 *
 * Returns: in how many of them is a statement; the model may have more for a moment, which are
 * about to go
 */
guint
opt_statement_rows_get_n_statements (OptStatementRows *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), 0);

  return self->n_taken;
}
