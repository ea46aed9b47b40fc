/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-event-watch-private.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"

/* An event is a line: so many settings are named in it. */
#define NAMED_AT_MOST 3

static void
add_event (GPtrArray *events, gint64 time, const char *kind, char *text)
{
  OptTimelineEvent *event = g_new0 (OptTimelineEvent, 1);

  event->time = time;
  event->kind = g_intern_string (kind);
  event->text = text;
  g_ptr_array_add (events, event);
}

/* ---- Settings -------------------------------------------------------------------------------- */

typedef struct
{
  gint64 digest;
  gboolean pending; /* until a restart */
  char *value;      /* (nullable) where it may be shown */
} Setting;

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_free (setting->value);
  g_free (setting);
}

/* (nullable): nothing where it is as it was */
static char *
describe_setting (const char *name, const Setting *old, const Setting *new)
{
  if (new->pending && !old->pending)
    return g_strdup_printf (_ ("%s (after a restart)"), name);
  if (old->digest == new->digest)
    return NULL;
  if (old->value == NULL || new->value == NULL)
    return g_strdup (name);

  return g_strdup_printf ("%s %s → %s", name, *old->value != '\0' ? old->value : "''",
                          *new->value != '\0' ? new->value : "''");
}

static void
tell_settings (GPtrArray *changed, gint64 time, GPtrArray *events)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *rest = NULL;

  for (guint i = 0; i < changed->len && i < NAMED_AT_MOST; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", (char *) changed->pdata[i]);
  if (changed->len <= NAMED_AT_MOST)
    {
      add_event (events, time, "settings",
                 g_strdup_printf (_ ("Settings changed: %s."), list->str));
      return;
    }

  rest = opt_format_count (changed->len - NAMED_AT_MOST);
  /* Translators: names of settings, and how many others there are */
  add_event (events, time, "settings",
             g_strdup_printf (_ ("Settings changed: %s, and %s more."), list->str, rest));
}

/* Those of a library come with it: what is new is no change, and what is gone neither. */
void
opt_event_watch_read_settings (OptEventWatch *self, OptResult *rows, GPtrArray *events)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->settings);
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func (g_free);

  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, setting_free);
  for (guint row = 0; row < opt_result_get_n_rows (rows); row++)
    {
      const char *name = opt_result_get_text (rows, row, "name");
      const Setting *old = before != NULL ? g_hash_table_lookup (before, name) : NULL;
      Setting *setting = g_new0 (Setting, 1);
      char *words;

      setting->digest = opt_result_get_int (rows, row, "digest");
      setting->pending = opt_result_get_boolean (rows, row, "pending_restart");
      setting->value = g_strdup (opt_result_get_text (rows, row, "value"));
      words = old != NULL ? describe_setting (name, old, setting) : NULL;
      if (words != NULL)
        g_ptr_array_add (changed, words);
      g_hash_table_insert (self->settings, g_strdup (name), setting);
    }
  if (changed->len > 0)
    tell_settings (changed, self->loaded, events);
}

/* ---- Indexes --------------------------------------------------------------------------------- */

typedef struct
{
  char *name;
  char *table;
} Index;

static void
index_free (gpointer data)
{
  Index *index = data;

  g_free (index->name);
  g_free (index->table);
  g_free (index);
}

/* (element-type Index): those that the other does not have */
static GPtrArray *
list_missing (GHashTable *indexes, GHashTable *others)
{
  GPtrArray *missing = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer oid, index;

  g_hash_table_iter_init (&iter, indexes);
  while (g_hash_table_iter_next (&iter, &oid, &index))
    if (!g_hash_table_contains (others, oid))
      g_ptr_array_add (missing, index);

  return missing;
}

/* One that went and came under its name was rebuilt: REINDEX CONCURRENTLY makes another. */
static GPtrArray *
take_rebuilt (GPtrArray *created, GPtrArray *dropped)
{
  GPtrArray *rebuilt = g_ptr_array_new ();
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < created->len; i++)
    g_hash_table_insert (names, ((Index *) created->pdata[i])->name, created->pdata[i]);
  for (guint i = dropped->len; i > 0; i--)
    {
      const char *name = ((Index *) dropped->pdata[i - 1])->name;
      Index *index = g_hash_table_lookup (names, name);

      if (index == NULL)
        continue;
      g_ptr_array_add (rebuilt, index);
      g_ptr_array_remove_fast (created, index);
      g_ptr_array_remove_index_fast (dropped, i - 1);
    }

  return rebuilt;
}

static void
tell_indexes (GPtrArray *indexes, const char *one, const char *many, gint64 time, GPtrArray *events)
{
  g_autofree char *n = opt_format_count (indexes->len);
  const Index *first = indexes->len > 0 ? indexes->pdata[0] : NULL;
  GString *text = g_string_new (NULL);

  if (indexes->len == 0)
    {
      g_string_free (text, TRUE);
      return;
    }

  g_string_append (text, indexes->len == 1 ? one : many);
  g_string_replace (text, "{name}", first->name, 1);
  g_string_replace (text, "{table}", first->table, 1);
  g_string_replace (text, "{n}", n, 1);
  add_event (events, time, "index", g_string_free (text, FALSE));
}

void
opt_event_watch_read_indexes (OptEventWatch *self, OptResult *rows, gint64 time, GPtrArray *events)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->indexes);
  g_autoptr (GPtrArray) created = NULL;
  g_autoptr (GPtrArray) dropped = NULL;
  g_autoptr (GPtrArray) rebuilt = NULL;

  self->indexes = g_hash_table_new_full (NULL, NULL, NULL, index_free);
  for (guint row = 0; row < opt_result_get_n_rows (rows); row++)
    {
      Index *index = g_new0 (Index, 1);

      index->name = g_strdup (opt_result_get_text (rows, row, "name"));
      index->table = g_strdup (opt_result_get_text (rows, row, "table_name"));
      g_hash_table_insert (self->indexes,
                           GUINT_TO_POINTER ((guint) opt_result_get_int (rows, row, "oid")), index);
    }
  if (before == NULL)
    return;

  created = list_missing (self->indexes, before);
  dropped = list_missing (before, self->indexes);
  rebuilt = take_rebuilt (created, dropped);
  /* Translators: {name}, {table} and {n} are replaced */
  tell_indexes (created, _ ("Index {name} was created on {table}."),
                _ ("{n} indexes were created, {name} among them."), time, events);
  tell_indexes (dropped, _ ("Index {name} of {table} was dropped."),
                _ ("{n} indexes were dropped, {name} among them."), time, events);
  tell_indexes (rebuilt, _ ("Index {name} of {table} was rebuilt."),
                _ ("{n} indexes were rebuilt, {name} among them."), time, events);
}

/* ---- Statistics ------------------------------------------------------------------------------ */

/* A thousand partitions are one event. */
void
opt_event_watch_read_analyzed (OptEventWatch *self, OptResult *rows, GPtrArray *events)
{
  guint n = opt_result_get_n_rows (rows);
  const char *name = n > 0 ? opt_result_get_text (rows, n - 1, "name") : NULL;
  g_autofree char *count = opt_format_count (n);

  if (n == 0)
    return;

  self->analyzed_until = opt_result_get_int (rows, n - 1, "time");
  if (n > 1)
    add_event (events, self->analyzed_until, "analyze",
               /* Translators: how many, and the name of one */
               g_strdup_printf (_ ("%s tables were analysed, %s among them."), count, name));
  else if (opt_result_get_boolean (rows, 0, "automatic"))
    add_event (events, self->analyzed_until, "analyze",
               g_strdup_printf (_ ("Table %s was analysed by autovacuum."), name));
  else
    add_event (events, self->analyzed_until, "analyze",
               g_strdup_printf (_ ("Table %s was analysed."), name));
}
