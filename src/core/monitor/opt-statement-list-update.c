/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-statement-list-private.h"
#include "opt-workload-totals.h"

/* Each change of the model costs those who sort it about 50 µs; one that has all others come again,
 * as much as some hundred of them. */
#define REMOVALS_AT_MOST 200

typedef OptStatementListEntry Entry;

/* Of one interval in a trend: a sixth of it. */
#define LONGEST (OPT_TREND_BUCKETS * OPT_TREND_BUCKET / 6)

static Entry *
get_entry (OptStatementList *self, const OptStatementKey *key)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    return entry;

  entry = g_new0 (Entry, 1);
  entry->item = opt_statement_item_new (key, self->axis);
  g_hash_table_insert (self->entries, (gpointer) opt_statement_item_get_key (entry->item), entry);

  return entry;
}

static gboolean
is_in_database (OptStatementList *self, const OptStatementCounters *counters)
{
  return self->database == 0 || counters->key.dbid == self->database;
}

static void
clear_trends (OptStatementList *self)
{
  GHashTableIter iter;
  Entry *entry;

  opt_trend_axis_clear (self->axis);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    opt_trend_clear (opt_statement_item_get_calls (entry->item));
}

/* Hidden statements have one too: they may be shown later. */
static void
add_to_trends (OptStatementList *self)
{
  OptDelta *delta = opt_workload_get_last_delta (self->workload);
  GHashTableIter iter;
  const OptStatementCounters *counters;

  if (delta == NULL || delta == self->added)
    return;

  g_clear_pointer (&self->added, opt_delta_unref);
  self->added = opt_delta_ref (delta);
  /* Of a long time only the mean is known: as so many buckets it would look like much evidence. */
  if (delta->observed == 0 || delta->end - delta->start > LONGEST)
    return;

  if (!opt_trend_axis_add (self->axis, delta->start, delta->end))
    {
      clear_trends (self);
      opt_trend_axis_add (self->axis, delta->start, delta->end);
    }
  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (is_in_database (self, counters) && counters->calls > 0)
      opt_trend_add (opt_statement_item_get_calls (get_entry (self, &counters->key)->item),
                     self->axis, counters->time != 0 ? counters->time : delta->start, delta->end,
                     counters);
}

static OptWorkloadTotals
get_totals (OptStatementList *self, const OptDelta *delta)
{
  OptWorkloadTotals totals = { 0 };
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (is_in_database (self, counters))
      opt_workload_totals_add (&totals, counters);

  return totals;
}

static gboolean
update_text (OptStatementList *self, OptStatementItem *item)
{
  const OptStatementKey *key = opt_statement_item_get_key (item);
  const OptSqlText *text;
  const OptStatementMark *mark;

  if (opt_statement_item_get_text (item) != NULL)
    return FALSE;

  text = opt_workload_get_text (self->workload, key);
  if (text != NULL)
    return opt_statement_item_set_text (item, text->text, text->fingerprint, text->system);
  mark = opt_workload_get_mark (self->workload, key);

  return mark != NULL && opt_statement_item_set_mark (item, mark);
}

static gboolean
update_entry (OptStatementList *self,
              Entry *entry,
              const OptStatementCounters *counters,
              const OptWorkloadTotals *totals,
              double seconds)
{
  gboolean changed = update_text (self, entry->item);
  double shares[OPT_N_WORKLOAD_SHARES];

  entry->update = self->update;
  entry->wanted = self->show_system || !opt_statement_item_get_system (entry->item);
  if (!entry->wanted)
    self->n_hidden++;
  changed |= opt_statement_item_set_first (entry->item,
                                           opt_newcomers_find (self->newcomers, &counters->key));
  if (entry->wanted && opt_statement_item_get_first (entry->item) != 0)
    self->n_new++;
  changed |= opt_statement_item_set_database (entry->item,
                                              opt_workload_get_database_name (self->workload,
                                                                              counters->key.dbid));
  changed |= opt_statement_item_set_role (entry->item,
                                          opt_workload_get_role_name (self->workload,
                                                                      counters->key.userid));
  changed |= opt_statement_item_set_block_size (entry->item, self->block_size);
  opt_workload_totals_get_shares (totals, counters, shares);
  /* What another one called is in the time of that. */
  if (!entry->wanted && counters->key.toplevel)
    self->hidden_share += shares[OPT_WORKLOAD_SHARE_TIME];
  changed
      |= opt_statement_item_set_figures (entry->item, counters, shares,
                                         seconds > 0 ? (double) counters->calls / seconds : NAN);

  return changed;
}

static gboolean
is_of_interest (OptStatementList *self, const OptStatementCounters *counters)
{
  const OptSqlText *text;

  if (self->show_system)
    return TRUE;

  text = opt_workload_get_text (self->workload, &counters->key);

  return text == NULL || !text->system;
}

static void
update_entries (OptStatementList *self, GPtrArray *changed)
{
  g_autoptr (OptDelta) delta = opt_delta_ref (opt_workload_get_delta (self->workload));
  GHashTableIter iter;
  const OptStatementCounters *counters;

  self->totals = get_totals (self, delta);
  self->seconds = (double) delta->observed / G_USEC_PER_SEC;
  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      Entry *entry;

      if (counters->calls <= 0)
        continue;
      if (!is_in_database (self, counters))
        {
          self->n_elsewhere += is_of_interest (self, counters) ? 1 : 0;
          continue;
        }
      entry = get_entry (self, &counters->key);
      if (update_entry (self, entry, counters, &self->totals, self->seconds))
        g_ptr_array_add (changed, g_object_ref (entry->item));
    }
}

/* Statements that left the window keep their trend for as long as it says something: they may come
 * back. Returns those that can be forgotten, which may be in the model yet. */
static GPtrArray *
find_gone (OptStatementList *self, GPtrArray *changed)
{
  GPtrArray *gone = g_ptr_array_new ();
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    {
      if (entry->update == self->update)
        continue;

      entry->wanted = FALSE;
      entry->tested = FALSE;
      if (opt_statement_item_set_figures (entry->item, NULL, NULL, 0))
        g_ptr_array_add (changed, g_object_ref (entry->item));
      if (opt_trend_is_empty (opt_statement_item_get_calls (entry->item), self->axis))
        g_ptr_array_add (gone, (gpointer) opt_statement_item_get_key (entry->item));
    }

  return gone;
}

typedef struct
{
  guint position;
  guint length;
} Run;

/* (element-type Run) of the model, that are to be shown no more */
static GArray *
find_runs (OptStatementList *self)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (Run));
  Run *last = NULL;

  for (guint i = 0; i < self->listed->len; i++)
    {
      Run run = { i, 1 };

      if (((Entry *) self->listed->pdata[i])->wanted)
        continue;
      if (last != NULL && last->position + last->length == i)
        last->length++;
      else
        {
          g_array_append_val (runs, run);
          last = &g_array_index (runs, Run, runs->len - 1);
        }
    }

  return runs;
}

static void
remove_run (OptStatementList *self, const Run *run)
{
  for (guint i = run->position; i < run->position + run->length; i++)
    ((Entry *) self->listed->pdata[i])->listed = FALSE;
  g_ptr_array_remove_range (self->listed, run->position, run->length);
}

/* From the end, so that the positions of those before stay right. */
static void
remove_unwanted (OptStatementList *self)
{
  g_autoptr (GArray) runs = find_runs (self);
  guint first, n_before, n_after;

  if (runs->len == 0)
    return;

  first = g_array_index (runs, Run, 0).position;
  n_before = self->listed->len;
  for (guint i = runs->len; i > 0; i--)
    {
      const Run *run = &g_array_index (runs, Run, i - 1);

      remove_run (self, run);
      if (runs->len <= REMOVALS_AT_MOST)
        g_list_model_items_changed (G_LIST_MODEL (self), run->position, run->length, 0);
    }
  n_after = self->listed->len;
  if (runs->len > REMOVALS_AT_MOST)
    g_list_model_items_changed (G_LIST_MODEL (self), first, n_before - first, n_after - first);
}

static void
append_wanted (OptStatementList *self)
{
  guint n_before = self->listed->len;
  GHashTableIter iter;
  Entry *entry;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    if (entry->wanted && !entry->listed)
      {
        entry->listed = TRUE;
        g_ptr_array_add (self->listed, entry);
      }

  if (self->listed->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->listed->len - n_before);
}

/**
 * opt_statement_list_refresh:
 * @self: a list
 *
 * Brings the statements, the model and the numbers up to what the workload knows.
 */
void
opt_statement_list_refresh (OptStatementList *self)
{
  g_autoptr (GPtrArray) changed = NULL;
  g_autoptr (GPtrArray) gone = NULL;

  changed = g_ptr_array_new_with_free_func (g_object_unref);
  self->update++;
  self->n_hidden = 0;
  self->hidden_share = 0;
  self->n_elsewhere = 0;
  self->n_new = 0;
  g_clear_pointer (&self->found, g_ptr_array_unref);
  opt_statement_list_forget_groups (self, FALSE);
  add_to_trends (self);
  update_entries (self, changed);
  gone = find_gone (self, changed);

  remove_unwanted (self);
  for (guint i = 0; i < gone->len; i++)
    g_hash_table_remove (self->entries, gone->pdata[i]);
  append_wanted (self);
  for (guint i = 0; i < changed->len; i++)
    opt_statement_item_changed (changed->pdata[i]);
}
