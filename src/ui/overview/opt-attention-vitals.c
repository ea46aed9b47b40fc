/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-attention-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "opt-age.h"
#include "opt-format.h"
#include "opt-server-vitals.h"

/* The last tenth is what is left for who has to find out why; at the end the server refuses. */
#define CONNECTIONS_SHARE 0.9

/* The default of wal_sender_timeout: a standby that says nothing for so long is given up. */
#define LAG_MS (60 * 1000.0)

/* Five times the default of autovacuum_freeze_max_age, at which autovacuum is forced: it does not
 * keep up. A server that is set to be forced later is warned of later. */
#define AGE_WARNING 1e9
#define AGE_OVER_LIMIT 1.1
/* The default of vacuum_failsafe_age: VACUUM leaves out all that would slow it down. */
#define AGE_ERROR 1.6e9

/* As the documentation of max_wal_size has it, checkpoints should come by the clock: here most did
 * not, and so many that it is no chance. */
#define REQUESTED_AT_LEAST 3

static void
add_connections (GPtrArray *list, const OptVitals *vitals)
{
  double share = opt_vitals_get_number (vitals, "connections.used_share", NULL);
  double total = opt_vitals_get_number (vitals, "connections.total", NULL);
  double limit = opt_vitals_get_number (vitals, "connections.limit", NULL);
  g_autofree char *reason = NULL;

  if (!(share >= CONNECTIONS_SHARE))
    return;

  reason = g_strdup_printf (_ ("%.0f of the %.0f that are allowed to others than superusers. The "
                               "server refuses what comes after that."),
                            total, limit);
  opt_attention_add (list, "connections", share >= 1 ? OPT_ATTENTION_ERROR : OPT_ATTENTION_WARNING,
                     _ ("Connections run out"), reason);
}

/* ---- Replication ----------------------------------------------------------------------------- */

static const char *
get_text (const OptVitalsRow *row, const char *name)
{
  const OptVital *vital = opt_vital_find (name);
  guint n;

  return row->cells[vital - opt_vital_area_get_vitals (vital->area, &n)].text;
}

static char *
describe_slot (const OptVitalsRow *row, const char *status, double retained)
{
  g_autofree char *bytes
      = isfinite (retained) ? opt_format_bytes (llround (retained)) : g_strdup (OPT_FORMAT_NONE);

  if (strcmp (status, "lost") == 0)
    return g_strdup_printf (
        _ ("Slot %s: WAL that it needs is gone. Who reads from it has to be made "
           "anew, and the slot dropped."),
        row->name);
  if (strcmp (status, "unreserved") == 0)
    return g_strdup_printf (_ ("Slot %s is %s behind, more than max_slot_wal_keep_size: the next "
                               "checkpoint removes WAL that it needs."),
                            row->name, bytes);

  return g_strdup_printf (_ ("Nobody reads from slot %s. It keeps %s of WAL, which is more than "
                             "max_wal_size and grows until the disk is full or the slot lost."),
                          row->name, bytes);
}

/* The words are wal_status of pg_replication_slots: “extended” is more than max_wal_size. */
static void
add_slots (GPtrArray *list, const OptVitals *vitals)
{
  const OptVitalsPart *part = &vitals->parts[OPT_VITAL_AREA_SLOTS];

  for (guint i = 0; part->rows != NULL && i < part->rows->len; i++)
    {
      const OptVitalsRow *row = part->rows->pdata[i];
      const char *status = get_text (row, "slots.status");
      gboolean active = opt_vitals_get_number (vitals, "slots.active", row->name) > 0;
      gboolean lost = g_strcmp0 (status, "lost") == 0;
      g_autofree char *key = g_strdup_printf ("slot-%s", row->name);
      g_autofree char *reason = NULL;

      if (!lost && g_strcmp0 (status, "unreserved") != 0
          && (g_strcmp0 (status, "extended") != 0 || active))
        continue;
      reason = describe_slot (row, status,
                              opt_vitals_get_number (vitals, "slots.retained_bytes", row->name));
      opt_attention_add (list, key, lost ? OPT_ATTENTION_ERROR : OPT_ATTENTION_WARNING,
                         lost ? _ ("A replication slot is lost")
                              : _ ("A replication slot falls behind"),
                         reason);
    }
}

static void
add_lag (GPtrArray *list, const OptVitals *vitals)
{
  const OptVitalsPart *part = &vitals->parts[OPT_VITAL_AREA_REPLICATION];
  double own = opt_vitals_get_number (vitals, "wal.replay_lag_ms", NULL);

  for (guint i = 0; part->rows != NULL && i < part->rows->len; i++)
    {
      const OptVitalsRow *row = part->rows->pdata[i];
      double lag = opt_vitals_get_number (vitals, "replication.replay_lag_ms", row->name);
      g_autofree char *key = g_strdup_printf ("standby-%s", row->name);
      g_autofree char *lag_text = opt_format_duration (lag);
      g_autofree char *reason = g_strdup_printf (_ ("Standby %s: %s."), row->name, lag_text);

      if (lag >= LAG_MS)
        opt_attention_add (list, key, OPT_ATTENTION_WARNING, _ ("A standby is behind"), reason);
    }
  if (own >= LAG_MS)
    {
      g_autofree char *lag_text = opt_format_duration (own);
      g_autofree char *reason
          = g_strdup_printf (_ ("What it received is %s older than now, and not replayed."),
                             lag_text);

      opt_attention_add (list, "standby", OPT_ATTENTION_WARNING, _ ("This standby is behind"),
                         reason);
    }
}

static void
add_archiver (GPtrArray *list, const OptVitals *vitals)
{
  const OptVitalsRow *row = opt_vitals_find_row (vitals, OPT_VITAL_AREA_ARCHIVER, NULL);
  const char *file;
  g_autofree char *reason = NULL;

  if (row == NULL || !(opt_vitals_get_number (vitals, "archiver.failing", NULL) > 0))
    return;

  file = get_text (row, "archiver.failed_file");
  reason = g_strdup_printf (_ ("The last try failed, of file %s. Until one succeeds WAL is kept on "
                               "the server, and no backup can be brought up to now."),
                            file != NULL ? file : OPT_FORMAT_NONE);
  opt_attention_add (list, "archiver", OPT_ATTENTION_ERROR, _ ("Archiving fails"), reason);
}

/* ---- Ages ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *title;
  const char *age_name;
  const char *limit_name;
  const char *table_name;
  const char *since;
} AgeWords;

static const AgeWords transaction_words
    = { N_ ("Transaction numbers run out"), "wraparound.xid_age", "wraparound.xid_limit",
        "wraparound-tables.xid_age",
        N_ ("transactions since the oldest row was frozen, of 2.1 billion.") };
static const AgeWords multixact_words
    = { N_ ("Multixact numbers run out"), "wraparound.mxid_age", "wraparound.mxid_limit",
        "wraparound-tables.mxid_age", N_ ("multixacts since the oldest, of 2.1 billion.") };

static const char *
find_oldest_table (const OptVitals *vitals, const char *age_name)
{
  const OptVitalsPart *part = &vitals->parts[OPT_VITAL_AREA_WRAPAROUND_TABLES];
  const char *oldest = NULL;
  double oldest_age = -1;

  for (guint i = 0; part->rows != NULL && i < part->rows->len; i++)
    {
      const OptVitalsRow *row = part->rows->pdata[i];
      double age = opt_vitals_get_number (vitals, age_name, row->name);

      if (age > oldest_age)
        {
          oldest = row->name;
          oldest_age = age;
        }
    }

  return oldest;
}

static void
add_age (GPtrArray *list, const OptVitals *vitals, const char *key, const AgeWords *words)
{
  double age = opt_vitals_get_number (vitals, words->age_name, NULL);
  double limit = opt_vitals_get_number (vitals, words->limit_name, NULL);
  const char *table = find_oldest_table (vitals, words->table_name);
  g_autofree char *age_text = NULL;
  g_autofree char *reason = NULL;
  OptAttention *attention;

  if (!(age >= fmax (AGE_WARNING, limit * AGE_OVER_LIMIT)))
    return;

  age_text = opt_format_count (llround (age));
  reason = g_strdup_printf ("%s %s", age_text, _ (words->since));
  attention = opt_attention_add (list, key,
                                 age >= AGE_ERROR ? OPT_ATTENTION_ERROR : OPT_ATTENTION_WARNING,
                                 _ (words->title), reason);
  if (table != NULL)
    attention->note
        = g_strdup_printf (_ ("The oldest table of this database is %s: vacuum it, and look for "
                              "what holds VACUUM back (old transactions, slots, prepared "
                              "transactions)."),
                           table);
}

/* ---- Checkpoints ----------------------------------------------------------------------------- */

static double
sum (OptServer *server, const char *name)
{
  const OptSeries *series = opt_series_set_find (opt_server_get_series (server), name, NULL);
  guint n = 0;
  const OptSeriesPoint *points = series != NULL ? opt_series_get_points (series, &n) : NULL;
  double result = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (points[i].value))
      result += points[i].value;

  return result;
}

static void
add_checkpoints (GPtrArray *list, OptServer *server)
{
  double requested = sum (server, "checkpoints.requested");
  double timed = sum (server, "checkpoints.timed");
  g_autofree char *reason = NULL;

  if (requested < REQUESTED_AT_LEAST || requested <= timed)
    return;

  reason
      = g_strdup_printf (_ ("%.0f of %.0f were requested in the last 15 minutes, because WAL had "
                            "reached max_wal_size or somebody asked. Each makes the server write "
                            "much at once, and whole pages into the WAL after it."),
                         requested, requested + timed);
  opt_attention_add (list, "checkpoints", OPT_ATTENTION_SUGGESTION,
                     _ ("Checkpoints come too early"), reason);
}

/* Says of when they are, where that is not as good as now. */
static void
tell_age (GPtrArray *list, guint first, OptServer *server)
{
  g_autofree char *age = opt_age_describe_read (server, OPT_POLL_READ_VITALS);

  for (guint i = first; age != NULL && i < list->len; i++)
    {
      OptAttention *attention = list->pdata[i];
      /* Translators: some sentences, and "33 s ago" */
      char *reason = g_strdup_printf (_ ("%s Read %s."), attention->reason, age);

      g_free (attention->reason);
      attention->reason = reason;
    }
}

/* What the server says of itself, as it was read last. */
void
opt_attention_add_vitals (GPtrArray *list, OptServer *server)
{
  const OptVitals *vitals = opt_server_get_vitals (server);
  guint first = list->len;

  if (vitals == NULL)
    return;

  add_connections (list, vitals);
  add_slots (list, vitals);
  add_lag (list, vitals);
  add_archiver (list, vitals);
  add_age (list, vitals, "wraparound", &transaction_words);
  add_age (list, vitals, "wraparound-multixact", &multixact_words);
  add_checkpoints (list, server);
  tell_age (list, first, server);
}
