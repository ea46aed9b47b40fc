/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-list-private.h"

/* One takes about 10 µs: all of five thousand would be felt. */
#define TESTED_AT_ONCE 100

static void
begin_round (OptStatementList *self)
{
  GHashTableIter iter;
  OptStatementListEntry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    if (entry->wanted)
      g_ptr_array_add (self->untested, g_object_ref (entry->item));
  self->n_tested = self->untested->len;
  self->round_at = self->axis->newest;
}

static void
test_item (OptStatementList *self, OptStatementItem *item)
{
  g_autoptr (GArray) trend = opt_statement_item_get_trend (item);
  gboolean known = opt_statement_item_get_slowdown (item) != NULL;
  OptSlowdown slowdown;
  gboolean found = opt_slowdown_find (trend, self->n_tested, &slowdown);

  if (opt_statement_item_set_slowdown (item, found ? &slowdown : NULL))
    opt_statement_item_changed (item);
  if (found && !known)
    g_signal_emit_by_name (self, "slower", item);
}

/**
 * opt_statement_list_look_for_slowdowns:
 * @self: a list
 *
 * Tests some of the statements, the others next time; each at most once for each piece of the
 * trend.
 */
void
opt_statement_list_look_for_slowdowns (OptStatementList *self)
{
  if (self->untested->len == 0 && self->round_at != self->axis->newest)
    begin_round (self);

  for (guint i = 0; i < TESTED_AT_ONCE && self->untested->len > 0; i++)
    {
      g_autoptr (OptStatementItem) item
          = g_ptr_array_steal_index_fast (self->untested, self->untested->len - 1);

      test_item (self, item);
    }
}
