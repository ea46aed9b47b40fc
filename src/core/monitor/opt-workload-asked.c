/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-private.h"

/* A text that the server has lost does not come back: it is asked for again after 30 s, 1 min,
 * 2 min … of what another one's fetch would not bring along anyway. */
#define WAIT_FIRST (30 * G_USEC_PER_SEC)
#define WAIT_MAX (3600 * (gint64) G_USEC_PER_SEC)
/* Beyond so many, those that are due are forgotten. */
#define ASKED_KEPT 20000

typedef struct
{
  OptStatementKey key;
  gint64 wait;
  gint64 due; /* monotonic */
} Asked;

static gboolean
is_due (gpointer key, gpointer value, gpointer data)
{
  return ((const Asked *) value)->due <= *(const gint64 *) data;
}

/**
 * opt_workload_note_asked:
 * @self: a workload
 * @keys: (element-type OptStatementKey): statements whose texts are being fetched
 *
 * Those of them that don't come are asked for again, each time later; see
 * opt_workload_get_keys_to_fetch().
 */
void
opt_workload_note_asked (OptWorkload *self, const GArray *keys)
{
  gint64 now;

  g_return_if_fail (OPT_IS_WORKLOAD (self));
  g_return_if_fail (keys != NULL);

  now = opt_clock_get_monotonic_time (self->clock);
  if (self->asked == NULL)
    self->asked
        = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, NULL, g_free);
  if (g_hash_table_size (self->asked) > ASKED_KEPT)
    g_hash_table_foreach_remove (self->asked, is_due, &now);
  for (guint i = 0; i < keys->len; i++)
    {
      const OptStatementKey *key = &g_array_index (keys, OptStatementKey, i);
      Asked *asked = g_hash_table_lookup (self->asked, key);

      if (asked == NULL)
        {
          asked = g_new0 (Asked, 1);
          asked->key = *key;
          g_hash_table_insert (self->asked, &asked->key, asked);
        }
      asked->wait = CLAMP (asked->wait * 2, WAIT_FIRST, WAIT_MAX);
      asked->due = now + asked->wait;
    }
}

/* There is its text. */
void
opt_workload_end_asked (OptWorkload *self, const OptStatementKey *key)
{
  if (self->asked != NULL)
    g_hash_table_remove (self->asked, key);
}

gboolean
opt_workload_is_put_off (OptWorkload *self, const OptStatementKey *key)
{
  const Asked *asked = self->asked != NULL ? g_hash_table_lookup (self->asked, key) : NULL;

  return asked != NULL && asked->due > opt_clock_get_monotonic_time (self->clock);
}

/**
 * opt_workload_forget_asked:
 * @self: a workload
 *
 * What was asked for and did not come is asked for again at once: the server was not reached, or is
 * connected to anew.
 */
void
opt_workload_forget_asked (OptWorkload *self)
{
  g_return_if_fail (OPT_IS_WORKLOAD (self));

  g_clear_pointer (&self->asked, g_hash_table_unref);
}
