/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vital.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUTE (60 * G_USEC_PER_SEC)

/* Sizes are asked of the file system, file by file, and tables are looked at one by one: seldom. */
static const OptVitalAreaInfo areas[OPT_N_VITAL_AREAS] = {
  [OPT_VITAL_AREA_CONNECTIONS] = { "connections", N_ ("Connections"), NULL, FALSE, FALSE, 0 },
  [OPT_VITAL_AREA_DATABASES]
  = { "databases", N_ ("Databases"), N_ ("There is no database."), TRUE, TRUE, 0 },
  [OPT_VITAL_AREA_WAL] = { "wal", N_ ("Write-ahead log"), NULL, FALSE, FALSE, 0 },
  [OPT_VITAL_AREA_WAL_RECORDS]
  = { "wal-records", N_ ("Write-ahead log by kind"), NULL, FALSE, TRUE, 0 },
  [OPT_VITAL_AREA_CHECKPOINTS] = { "checkpoints", N_ ("Checkpoints"), NULL, FALSE, TRUE, 0 },
  [OPT_VITAL_AREA_LAST_CHECKPOINT]
  = { "last-checkpoint", N_ ("Last checkpoint"), NULL, FALSE, FALSE, 0 },
  [OPT_VITAL_AREA_BACKGROUND_WRITER]
  = { "background-writer", N_ ("Background writer"), NULL, FALSE, TRUE, 0 },
  [OPT_VITAL_AREA_IO]
  = { "io", N_ ("Input and output"), N_ ("Nothing was read or written."), TRUE, TRUE, 0 },
  [OPT_VITAL_AREA_REPLICATION]
  = { "replication", N_ ("Replication"), N_ ("No standby is connected."), TRUE, FALSE, 0 },
  [OPT_VITAL_AREA_SLOTS]
  = { "slots", N_ ("Replication slots"), N_ ("There is no replication slot."), TRUE, FALSE, 0 },
  [OPT_VITAL_AREA_ARCHIVER]
  = { "archiver", N_ ("Archiving"), N_ ("Archiving is off (archive_mode)."), FALSE, TRUE, 0 },
  [OPT_VITAL_AREA_WRAPAROUND]
  = { "wraparound", N_ ("Wraparound"), N_ ("There is no database."), TRUE, FALSE, MINUTE },
  [OPT_VITAL_AREA_WRAPAROUND_TABLES] = { "wraparound-tables", N_ ("Oldest tables of this database"),
                                         N_ ("There is no table."), TRUE, FALSE, 5 * MINUTE },
  [OPT_VITAL_AREA_VACUUMS]
  = { "vacuums", N_ ("Vacuum at work"), N_ ("No table is being vacuumed."), TRUE, FALSE, 0 },
  [OPT_VITAL_AREA_VACUUM_WAITING]
  = { "vacuum-waiting", N_ ("Tables of this database that wait for autovacuum"),
      N_ ("No table waits."), TRUE, FALSE, MINUTE },
  [OPT_VITAL_AREA_SIZES]
  = { "sizes", N_ ("Sizes of databases"), N_ ("There is no database."), TRUE, FALSE, 5 * MINUTE },
  [OPT_VITAL_AREA_TABLES] = { "tables", N_ ("Largest tables of this database"),
                              N_ ("There is no table."), TRUE, FALSE, 5 * MINUTE },
};

#define VITAL(area_, name_, column_, label_, kind_, unit_, series_)                     \
  {                                                                                     \
    OPT_VITAL_AREA_##area_, column_, name_ "." column_, label_, OPT_VITAL_KIND_##kind_, \
        OPT_SERIES_UNIT_##unit_, series_                                                \
  }
#define NONE OPT_VITAL_SERIES_NONE
#define TOTAL OPT_VITAL_SERIES_TOTAL
#define MOST OPT_VITAL_SERIES_MOST
#define EACH OPT_VITAL_SERIES_EACH

/* In the order of the areas. */
static const OptVital vitals[] = {
  VITAL (CONNECTIONS, "connections", "total", N_ ("Client connections"), GAUGE, NUMBER, TOTAL),
  VITAL (CONNECTIONS, "connections", "active", N_ ("Active"), GAUGE, NUMBER, TOTAL),
  VITAL (CONNECTIONS, "connections", "idle", N_ ("Idle"), GAUGE, NUMBER, TOTAL),
  VITAL (CONNECTIONS,
         "connections",
         "idle_in_transaction",
         N_ ("Idle in a transaction"),
         GAUGE,
         NUMBER,
         TOTAL),
  VITAL (CONNECTIONS,
         "connections",
         "limit",
         N_ ("Connections allowed to others than superusers"),
         GAUGE,
         NUMBER,
         TOTAL),
  VITAL (CONNECTIONS,
         "connections",
         "used_share",
         N_ ("Share of the allowed connections"),
         GAUGE,
         SHARE,
         TOTAL),
  VITAL (CONNECTIONS,
         "connections",
         "oldest_transaction_ms",
         N_ ("Longest open transaction"),
         GAUGE,
         DURATION,
         TOTAL),
  VITAL (CONNECTIONS,
         "connections",
         "oldest_snapshot_age",
         N_ ("Transactions since the oldest snapshot"),
         GAUGE,
         NUMBER,
         TOTAL),
  VITAL (DATABASES, "databases", "commits", N_ ("Commits"), COUNTER, RATE, TOTAL),
  VITAL (DATABASES, "databases", "rollbacks", N_ ("Rollbacks"), COUNTER, RATE, TOTAL),
  VITAL (DATABASES, "databases", "blocks_read", N_ ("Blocks read"), COUNTER, RATE, TOTAL),
  VITAL (DATABASES,
         "databases",
         "blocks_hit",
         N_ ("Blocks found in shared memory"),
         COUNTER,
         RATE,
         TOTAL),
  VITAL (DATABASES, "databases", "rows_returned", N_ ("Rows read"), COUNTER, RATE, TOTAL),
  VITAL (DATABASES,
         "databases",
         "rows_fetched",
         N_ ("Rows fetched by index"),
         COUNTER,
         RATE,
         TOTAL),
  VITAL (DATABASES, "databases", "rows_inserted", N_ ("Rows inserted"), COUNTER, RATE, TOTAL),
  VITAL (DATABASES, "databases", "rows_updated", N_ ("Rows updated"), COUNTER, RATE, TOTAL),
  VITAL (DATABASES, "databases", "rows_deleted", N_ ("Rows deleted"), COUNTER, RATE, TOTAL),
  VITAL (DATABASES, "databases", "temp_files", N_ ("Temporary files"), EVENTS, NUMBER, TOTAL),
  VITAL (DATABASES,
         "databases",
         "temp_bytes",
         N_ ("Temporary files, bytes"),
         COUNTER,
         BYTES_RATE,
         TOTAL),
  VITAL (DATABASES, "databases", "deadlocks", N_ ("Deadlocks"), EVENTS, NUMBER, TOTAL),
  VITAL (DATABASES,
         "databases",
         "conflicts",
         N_ ("Statements cancelled by replay"),
         EVENTS,
         NUMBER,
         TOTAL),
  VITAL (DATABASES,
         "databases",
         "checksum_failures",
         N_ ("Checksum failures"),
         EVENTS,
         NUMBER,
         TOTAL),
  VITAL (WAL, "wal", "written", N_ ("Written (pg_current_wal_lsn)"), COUNTER, BYTES_RATE, TOTAL),
  VITAL (WAL, "wal", "received", N_ ("Received"), COUNTER, BYTES_RATE, TOTAL),
  VITAL (WAL, "wal", "replayed", N_ ("Replayed"), COUNTER, BYTES_RATE, TOTAL),
  VITAL (WAL, "wal", "replay_lag_bytes", N_ ("Received and not replayed"), GAUGE, BYTES, TOTAL),
  VITAL (WAL, "wal", "replay_lag_ms", N_ ("Replay is behind by"), GAUGE, DURATION, TOTAL),
  VITAL (WAL_RECORDS, "wal-records", "records", N_ ("Records"), COUNTER, RATE, TOTAL),
  VITAL (WAL_RECORDS, "wal-records", "full_pages", N_ ("Full page images"), COUNTER, RATE, TOTAL),
  VITAL (WAL_RECORDS,
         "wal-records",
         "bytes",
         N_ ("Generated, as records (pg_stat_wal)"),
         COUNTER,
         BYTES_RATE,
         TOTAL),
  VITAL (WAL_RECORDS,
         "wal-records",
         "buffers_full",
         N_ ("Writes because WAL buffers were full"),
         COUNTER,
         RATE,
         TOTAL),
  VITAL (CHECKPOINTS, "checkpoints", "timed", N_ ("On time"), EVENTS, NUMBER, TOTAL),
  VITAL (CHECKPOINTS, "checkpoints", "requested", N_ ("Requested"), EVENTS, NUMBER, TOTAL),
  VITAL (CHECKPOINTS, "checkpoints", "buffers", N_ ("Buffers written"), COUNTER, RATE, TOTAL),
  VITAL (CHECKPOINTS,
         "checkpoints",
         "write_ms",
         N_ ("Time writing, told as it ends"),
         COUNTER,
         DURATION_RATE,
         TOTAL),
  VITAL (CHECKPOINTS,
         "checkpoints",
         "sync_ms",
         N_ ("Time syncing, told as it ends"),
         COUNTER,
         DURATION_RATE,
         TOTAL),
  VITAL (LAST_CHECKPOINT, "last-checkpoint", "age_ms", N_ ("Began before"), GAUGE, DURATION, TOTAL),
  VITAL (LAST_CHECKPOINT,
         "last-checkpoint",
         "distance",
         N_ ("WAL since it began"),
         GAUGE,
         BYTES,
         TOTAL),
  VITAL (BACKGROUND_WRITER,
         "background-writer",
         "buffers_cleaned",
         N_ ("Buffers written"),
         COUNTER,
         RATE,
         TOTAL),
  VITAL (BACKGROUND_WRITER,
         "background-writer",
         "stopped",
         N_ ("Rounds stopped by its limit"),
         COUNTER,
         RATE,
         TOTAL),
  VITAL (BACKGROUND_WRITER,
         "background-writer",
         "buffers_allocated",
         N_ ("Buffers allocated"),
         COUNTER,
         RATE,
         TOTAL),
  VITAL (BACKGROUND_WRITER,
         "background-writer",
         "buffers_by_backends",
         N_ ("Buffers written by backends"),
         COUNTER,
         RATE,
         TOTAL),
  VITAL (IO, "io", "reads", N_ ("Reads"), COUNTER, RATE, TOTAL),
  VITAL (IO, "io", "read_bytes", N_ ("Read"), COUNTER, BYTES_RATE, TOTAL),
  VITAL (IO, "io", "writes", N_ ("Writes"), COUNTER, RATE, TOTAL),
  VITAL (IO, "io", "write_bytes", N_ ("Written"), COUNTER, BYTES_RATE, TOTAL),
  VITAL (IO, "io", "extends", N_ ("Extensions"), COUNTER, RATE, TOTAL),
  VITAL (IO, "io", "extend_bytes", N_ ("Extended"), COUNTER, BYTES_RATE, TOTAL),
  VITAL (IO, "io", "hits", N_ ("Hits"), COUNTER, RATE, TOTAL),
  VITAL (IO, "io", "evictions", N_ ("Evictions"), COUNTER, RATE, TOTAL),
  VITAL (IO, "io", "fsyncs", N_ ("Syncs"), COUNTER, RATE, TOTAL),
  VITAL (IO, "io", "read_ms", N_ ("Time reading"), COUNTER, DURATION_RATE, TOTAL),
  VITAL (IO, "io", "write_ms", N_ ("Time writing"), COUNTER, DURATION_RATE, TOTAL),
  VITAL (REPLICATION, "replication", "state", N_ ("State"), TEXT, NUMBER, NONE),
  VITAL (REPLICATION, "replication", "sync_state", N_ ("Synchronous"), TEXT, NUMBER, NONE),
  VITAL (REPLICATION, "replication", "send_lag_bytes", N_ ("Not sent"), GAUGE, BYTES, MOST),
  VITAL (REPLICATION,
         "replication",
         "replay_lag_bytes",
         N_ ("Not replayed"),
         GAUGE,
         BYTES,
         MOST | EACH),
  VITAL (REPLICATION,
         "replication",
         "replay_lag_ms",
         N_ ("Behind by"),
         GAUGE,
         DURATION,
         MOST | EACH),
  VITAL (SLOTS, "slots", "type", N_ ("Type"), TEXT, NUMBER, NONE),
  VITAL (SLOTS, "slots", "status", N_ ("State of its WAL"), TEXT, NUMBER, NONE),
  VITAL (SLOTS, "slots", "active", N_ ("Active"), GAUGE, NUMBER, TOTAL),
  VITAL (SLOTS, "slots", "lost", N_ ("Lost"), GAUGE, NUMBER, TOTAL),
  VITAL (SLOTS, "slots", "retained_bytes", N_ ("WAL kept for it"), GAUGE, BYTES, MOST | EACH),
  VITAL (SLOTS, "slots", "safe_bytes", N_ ("WAL left until it is lost"), GAUGE, BYTES, NONE),
  VITAL (ARCHIVER, "archiver", "archived", N_ ("Files archived"), EVENTS, NUMBER, TOTAL),
  VITAL (ARCHIVER, "archiver", "failed", N_ ("Failures"), EVENTS, NUMBER, TOTAL),
  VITAL (ARCHIVER, "archiver", "failing", N_ ("The last try failed"), GAUGE, NUMBER, TOTAL),
  VITAL (ARCHIVER,
         "archiver",
         "archived_age_ms",
         N_ ("Since the last success"),
         GAUGE,
         DURATION,
         TOTAL),
  VITAL (ARCHIVER, "archiver", "failed_file", N_ ("Last file that failed"), TEXT, NUMBER, NONE),
  VITAL (WRAPAROUND, "wraparound", "xid_age", N_ ("Age"), GAUGE, NUMBER, MOST),
  VITAL (WRAPAROUND, "wraparound", "mxid_age", N_ ("Multixact age"), GAUGE, NUMBER, MOST),
  VITAL (WRAPAROUND, "wraparound", "xid_limit", N_ ("Autovacuum at"), GAUGE, NUMBER, MOST),
  VITAL (WRAPAROUND,
         "wraparound",
         "mxid_limit",
         N_ ("Multixact autovacuum at"),
         GAUGE,
         NUMBER,
         MOST),
  VITAL (WRAPAROUND, "wraparound", "xid_share", N_ ("To wraparound"), GAUGE, SHARE, MOST),
  VITAL (WRAPAROUND,
         "wraparound",
         "mxid_share",
         N_ ("Multixacts to wraparound"),
         GAUGE,
         SHARE,
         MOST),
  VITAL (WRAPAROUND_TABLES, "wraparound-tables", "xid_age", N_ ("Age"), GAUGE, NUMBER, NONE),
  VITAL (WRAPAROUND_TABLES,
         "wraparound-tables",
         "mxid_age",
         N_ ("Multixact age"),
         GAUGE,
         NUMBER,
         NONE),
  VITAL (WRAPAROUND_TABLES,
         "wraparound-tables",
         "bytes",
         N_ ("Size (by VACUUM)"),
         GAUGE,
         BYTES,
         NONE),
  VITAL (VACUUMS, "vacuums", "phase", N_ ("Phase"), TEXT, NUMBER, NONE),
  VITAL (VACUUMS, "vacuums", "worker", N_ ("By"), TEXT, NUMBER, NONE),
  VITAL (VACUUMS, "vacuums", "scanned_share", N_ ("Scanned"), GAUGE, SHARE, NONE),
  VITAL (VACUUMS, "vacuums", "index_passes", N_ ("Passes over indexes"), GAUGE, NUMBER, NONE),
  VITAL (VACUUMS, "vacuums", "dead_rows", N_ ("Dead rows collected"), GAUGE, NUMBER, NONE),
  VITAL (VACUUMS, "vacuums", "running_ms", N_ ("For"), GAUGE, DURATION, MOST),
  VITAL (VACUUM_WAITING, "vacuum-waiting", "dead_rows", N_ ("Dead rows"), GAUGE, NUMBER, NONE),
  VITAL (VACUUM_WAITING, "vacuum-waiting", "threshold", N_ ("Vacuumed from"), GAUGE, NUMBER, NONE),
  VITAL (VACUUM_WAITING, "vacuum-waiting", "due", N_ ("Times the threshold"), GAUGE, NUMBER, MOST),
  VITAL (VACUUM_WAITING,
         "vacuum-waiting",
         "autovacuum_age_ms",
         N_ ("Since its last autovacuum"),
         GAUGE,
         DURATION,
         NONE),
  VITAL (VACUUM_WAITING, "vacuum-waiting", "tables", N_ ("Tables that wait"), GAUGE, NUMBER, MOST),
  VITAL (SIZES, "sizes", "bytes", N_ ("Size"), GAUGE, BYTES, TOTAL | EACH),
  VITAL (TABLES, "tables", "bytes", N_ ("With indexes"), GAUGE, BYTES, EACH),
  VITAL (TABLES, "tables", "index_bytes", N_ ("Indexes"), GAUGE, BYTES, NONE),
  VITAL (TABLES, "tables", "rows", N_ ("Rows (estimate)"), GAUGE, NUMBER, NONE),
};

/**
 * opt_vital_area_get_info:
 * @area: an area
 *
 * Returns: (transfer none): what there is to know of it
 */
const OptVitalAreaInfo *
opt_vital_area_get_info (OptVitalArea area)
{
  g_return_val_if_fail ((guint) area < OPT_N_VITAL_AREAS, NULL);

  return &areas[area];
}

/**
 * opt_vital_area_get_vitals:
 * @area: an area
 * @n: (out): how many
 *
 * Returns: (transfer none) (array length=n): its figures, in the order of its rows' cells
 */
const OptVital *
opt_vital_area_get_vitals (OptVitalArea area, guint *n)
{
  guint first = 0;

  g_return_val_if_fail ((guint) area < OPT_N_VITAL_AREAS && n != NULL, NULL);

  while (vitals[first].area != area)
    first++;
  *n = 0;
  while (first + *n < G_N_ELEMENTS (vitals) && vitals[first + *n].area == area)
    ++*n;

  return &vitals[first];
}

/**
 * opt_vital_find:
 * @name: of its series
 *
 * Returns: (transfer none) (nullable): the figure
 */
const OptVital *
opt_vital_find (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (vitals); i++)
    if (strcmp (vitals[i].name, name) == 0)
      return &vitals[i];

  return NULL;
}

/**
 * opt_vital_is_of_database:
 * @name: a series' name
 *
 * Returns: whether it is a figure of the tables of the database that is connected to, and not of
 * the whole server
 */
gboolean
opt_vital_is_of_database (const char *name)
{
  const OptVital *vital = opt_vital_find (name);

  return vital != NULL
         && (vital->area == OPT_VITAL_AREA_TABLES || vital->area == OPT_VITAL_AREA_VACUUM_WAITING
             || vital->area == OPT_VITAL_AREA_WRAPAROUND_TABLES);
}
