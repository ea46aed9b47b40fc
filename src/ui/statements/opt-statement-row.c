/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-row.h"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptStatementRow
{
  GObject parent_instance;

  guint position;
  OptStatementRowKind kind;

  /* Owned */
  OptStatementItem *item;
  OptStatementPast *past; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptStatementRow, opt_statement_row, G_TYPE_OBJECT)

static void
opt_statement_row_finalize (GObject *object)
{
  g_clear_object (&OPT_STATEMENT_ROW (object)->item);
  g_clear_object (&OPT_STATEMENT_ROW (object)->past);

  G_OBJECT_CLASS (opt_statement_row_parent_class)->finalize (object);
}

static void
opt_statement_row_class_init (OptStatementRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_statement_row_finalize;

  /**
   * OptStatementRow::changed:
   * @self: the row
   *
   * Another statement takes it, or it is shown in another way.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_STATEMENT_ROW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_statement_row_init (OptStatementRow *self)
{
}

/**
 * opt_statement_row_new:
 * @position: which place, from 0
 * @item: the statement that takes it
 * @kind: as what
 *
 * Returns: (transfer full): the row
 */
OptStatementRow *
opt_statement_row_new (guint position, OptStatementItem *item, OptStatementRowKind kind)
{
  OptStatementRow *self;

  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (item), NULL);

  self = g_object_new (OPT_TYPE_STATEMENT_ROW, NULL);
  self->position = position;
  self->item = g_object_ref (item);
  self->kind = kind;

  return self;
}

/**
 * opt_statement_row_get_position:
 * @self: a row
 *
 * Returns: which place it is, from 0
 */
guint
opt_statement_row_get_position (OptStatementRow *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROW (self), 0);

  return self->position;
}

/**
 * opt_statement_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the statement that takes it; none where it is about to go
 */
OptStatementItem *
opt_statement_row_get_item (OptStatementRow *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROW (self), NULL);

  return self->item;
}

/**
 * opt_statement_row_get_kind:
 * @self: a row
 *
 * Returns: as what the statement is there
 */
OptStatementRowKind
opt_statement_row_get_kind (OptStatementRow *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROW (self), OPT_STATEMENT_ROW_ALONE);

  return self->kind;
}

/**
 * opt_statement_row_get_past:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the earlier time that its statement is compared with
 */
OptStatementPast *
opt_statement_row_get_past (OptStatementRow *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ROW (self), NULL);

  return self->past;
}

/**
 * opt_statement_row_set_past:
 * @self: a row
 * @past: (nullable): the earlier time that its statement is compared with
 */
void
opt_statement_row_set_past (OptStatementRow *self, OptStatementPast *past)
{
  g_return_if_fail (OPT_IS_STATEMENT_ROW (self));
  g_return_if_fail (past == NULL || OPT_IS_STATEMENT_PAST (past));

  if (g_set_object (&self->past, past))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_statement_row_set_item:
 * @self: a row
 * @item: (nullable): the statement that takes it from now on
 * @kind: as what
 */
void
opt_statement_row_set_item (OptStatementRow *self, OptStatementItem *item, OptStatementRowKind kind)
{
  gboolean changed;

  g_return_if_fail (OPT_IS_STATEMENT_ROW (self));
  g_return_if_fail (item == NULL || OPT_IS_STATEMENT_ITEM (item));

  changed = g_set_object (&self->item, item) || self->kind != kind;
  self->kind = kind;
  if (changed)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
