/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-sql.h"
#include "opt-test.h"
#include "opt-vitals-private.h"

#define OID_INT8 20
#define OID_TEXT 25
#define OID_FLOAT8 701

/*
 * Views as other versions have them, with a row each: they stand before this server's own in the
 * search path. What a version has left as it was before is not repeated.
 */
static const struct
{
  int major;
  const char *sql;
} stand_ins[] = {
  { 16, "CREATE TABLE v16.pg_stat_io AS SELECT 'client backend' AS backend_type, "
        "'relation' AS object, 'normal' AS context, 10::bigint AS reads, 1.5::float8 AS read_time, "
        "20::bigint AS writes, 0.5::float8 AS write_time, 0::bigint AS writebacks, "
        "0::float8 AS writeback_time, NULL::bigint AS extends, NULL::float8 AS extend_time, "
        "8192::bigint AS op_bytes, 30::bigint AS hits, 1::bigint AS evictions, "
        "NULL::bigint AS reuses, 2::bigint AS fsyncs, 0::float8 AS fsync_time, "
        "now() AS stats_reset" },
  { 17, "CREATE TABLE v17.pg_stat_checkpointer AS SELECT 3::bigint AS num_timed, "
        "4::bigint AS num_requested, 10::bigint AS restartpoints_timed, "
        "20::bigint AS restartpoints_req, 30::bigint AS restartpoints_done, "
        "1.5::float8 AS write_time, 2.5::float8 AS sync_time, 7::bigint AS buffers_written, "
        "now() AS stats_reset; "
        "CREATE TABLE v17.pg_stat_bgwriter AS SELECT 1::bigint AS buffers_clean, "
        "2::bigint AS maxwritten_clean, 3::bigint AS buffers_alloc, now() AS stats_reset; "
        "CREATE TABLE v17.pg_stat_progress_vacuum AS SELECT pg_backend_pid() AS pid, "
        "0::oid AS datid, current_database() AS datname, 'pg_class'::regclass::oid AS relid, "
        "'vacuuming heap' AS phase, 100::bigint AS heap_blks_total, "
        "50::bigint AS heap_blks_scanned, 10::bigint AS heap_blks_vacuumed, "
        "1::bigint AS index_vacuum_count, 1000::bigint AS max_dead_tuple_bytes, "
        "500::bigint AS dead_tuple_bytes, 77::bigint AS num_dead_item_ids, "
        "2::bigint AS indexes_total, 1::bigint AS indexes_processed; "
        "CREATE TABLE v17.pg_stat_io AS TABLE v16.pg_stat_io" },
  { 18, "CREATE TABLE v18.pg_stat_io AS SELECT 'walwriter' AS backend_type, 'wal' AS object, "
        "'init' AS context, 10::bigint AS reads, 81920::numeric AS read_bytes, "
        "1.5::float8 AS read_time, 20::bigint AS writes, 40::numeric AS write_bytes, "
        "0.5::float8 AS write_time, 0::bigint AS writebacks, 0::float8 AS writeback_time, "
        "NULL::bigint AS extends, NULL::numeric AS extend_bytes, NULL::float8 AS extend_time, "
        "30::bigint AS hits, 1::bigint AS evictions, NULL::bigint AS reuses, 2::bigint AS fsyncs, "
        "0::float8 AS fsync_time, now() AS stats_reset; "
        "CREATE TABLE v18.pg_stat_wal AS SELECT 1::bigint AS wal_records, 2::bigint AS wal_fpi, "
        "3::numeric AS wal_bytes, 4::bigint AS wal_buffers_full, now() AS stats_reset; "
        "CREATE TABLE v18.pg_stat_checkpointer AS SELECT *, 5::bigint AS num_done, "
        "6::bigint AS slru_written FROM v17.pg_stat_checkpointer; "
        "CREATE TABLE v18.pg_stat_bgwriter AS TABLE v17.pg_stat_bgwriter; "
        "CREATE TABLE v18.pg_stat_progress_vacuum AS SELECT *, 1.5::float8 AS delay_time "
        "FROM v17.pg_stat_progress_vacuum" },
  { 19, "CREATE TABLE v19.pg_stat_wal AS SELECT *, 5::numeric AS wal_fpi_bytes "
        "FROM v18.pg_stat_wal; "
        "CREATE TABLE v19.pg_stat_io AS TABLE v18.pg_stat_io; "
        "CREATE TABLE v19.pg_stat_checkpointer AS TABLE v18.pg_stat_checkpointer; "
        "CREATE TABLE v19.pg_stat_bgwriter AS TABLE v18.pg_stat_bgwriter; "
        "CREATE TABLE v19.pg_stat_progress_vacuum AS TABLE v18.pg_stat_progress_vacuum" },
};

static OptConnection *connection;

static OptResult *
query (const char *sql, OptQueryFlags flags)
{
  g_autoptr (GError) error = NULL;
  OptResult *result = opt_connection_query_sync (connection, sql, NULL, flags, NULL, &error);

  g_assert_no_error (error);

  return result;
}

static void
run (const char *sql)
{
  g_autoptr (OptResult) result = query (sql, OPT_QUERY_SCRIPT);

  g_assert_nonnull (result);
}

static void
make_stand_ins (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (stand_ins); i++)
    {
      g_autofree char *schema = g_strdup_printf ("CREATE SCHEMA v%d", stand_ins[i].major);

      run (schema);
      run (stand_ins[i].sql);
    }
}

static void
use_version (int major)
{
  g_autofree char *sql = g_strdup_printf ("SET search_path = v%d, pg_catalog", major);

  run (sql);
}

static guint32
get_type (OptResult *result, const char *column)
{
  for (guint i = 0; i < opt_result_get_n_columns (result); i++)
    if (g_strcmp0 (opt_result_get_column_name (result, i), column) == 0)
      return opt_result_get_column_type (result, i);

  return 0;
}

static void
check_columns (OptVitalArea area, OptResult *result)
{
  const OptVitalAreaInfo *info = opt_vital_area_get_info (area);
  guint n;
  const OptVital *vitals = opt_vital_area_get_vitals (area, &n);

  g_assert_cmpuint (n, >, 0);
  if (info->items)
    g_assert_cmpuint (get_type (result, "name"), ==, OID_TEXT);
  if (info->resets)
    g_assert_cmpuint (get_type (result, "stats_reset"), ==, OID_INT8);
  for (guint i = 0; i < n; i++)
    {
      g_test_message ("%s", vitals[i].name);
      g_assert_cmpuint (get_type (result, vitals[i].column), ==,
                        vitals[i].kind == OPT_VITAL_KIND_TEXT ? OID_TEXT : OID_FLOAT8);
      g_assert_true (opt_vital_find (vitals[i].name) == &vitals[i]);
    }
}

/* What a server of each version is asked runs there, and answers what the reader reads. */
static void
test_columns (gconstpointer data)
{
  int major = GPOINTER_TO_INT (data);

  use_version (major);
  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    {
      OptVitalArea area = (OptVitalArea) i;
      const char *sql
          = opt_sql_get ("vitals", opt_vital_area_get_info (area)->name, major * 10000 + 1);
      g_autoptr (OptResult) result = NULL;

      g_test_message ("%s for %d", opt_vital_area_get_info (area)->name, major);
      if ((area == OPT_VITAL_AREA_IO && major < 16)
          || (area == OPT_VITAL_AREA_WAL_RECORDS && major < 14))
        {
          g_assert_null (sql);
          continue;
        }
      g_assert_nonnull (sql);
      g_assert_true (g_str_has_prefix (sql, "SELECT /* optischema */")
                     || g_str_has_prefix (sql, "WITH /* optischema */"));
      result = query (sql, OPT_QUERY_BINARY);
      check_columns (area, result);
    }
}

static OptVitals *
read_area (OptVitalArea area, int major)
{
  OptVitals *vitals = opt_vitals_new ();
  g_autoptr (OptResult) result = NULL;

  use_version (major);
  result = query (opt_sql_get ("vitals", opt_vital_area_get_info (area)->name, major * 10000),
                  OPT_QUERY_BINARY);
  opt_vitals_part_set_rows (&vitals->parts[area], area, result);

  return vitals;
}

static void
test_values (void)
{
  g_autoptr (OptVitals) io_16 = read_area (OPT_VITAL_AREA_IO, 16);
  g_autoptr (OptVitals) io_18 = read_area (OPT_VITAL_AREA_IO, 18);
  g_autoptr (OptVitals) checkpoints = read_area (OPT_VITAL_AREA_CHECKPOINTS, 17);
  g_autoptr (OptVitals) writer = read_area (OPT_VITAL_AREA_BACKGROUND_WRITER, 17);
  g_autoptr (OptVitals) vacuums = read_area (OPT_VITAL_AREA_VACUUMS, 18);
  g_autoptr (OptVitals) wal = read_area (OPT_VITAL_AREA_WAL_RECORDS, 19);
  const OptVitalsRow *row;

  g_assert_cmpfloat (opt_vitals_get_number (io_16, "io.read_bytes",
                                            "client backend, relation, normal"),
                     ==, 81920);
  g_assert_cmpfloat (opt_vitals_get_number (io_16, "io.write_bytes", NULL), ==, 20 * 8192);
  /* It can't be extended, and so it was not. */
  g_assert_cmpfloat (opt_vitals_get_number (io_16, "io.extends", NULL), ==, 0);
  g_assert_cmpfloat (opt_vitals_get_number (io_18, "io.read_bytes", "walwriter, wal, init"), ==,
                     81920);
  g_assert_cmpfloat (opt_vitals_get_number (io_18, "io.write_bytes", NULL), ==, 40);

  /* A primary has checkpoints, a standby restartpoints. */
  g_assert_cmpfloat (opt_vitals_get_number (checkpoints, "checkpoints.timed", NULL), ==, 13);
  g_assert_cmpfloat (opt_vitals_get_number (checkpoints, "checkpoints.requested", NULL), ==, 24);
  g_assert_cmpfloat (opt_vitals_get_number (writer, "background-writer.buffers_cleaned", NULL), ==,
                     1);
  g_assert_true (
      isnan (opt_vitals_get_number (writer, "background-writer.buffers_by_backends", NULL)));

  row = opt_vitals_find_row (vacuums, OPT_VITAL_AREA_VACUUMS, "pg_catalog.pg_class");
  g_assert_nonnull (row);
  g_assert_cmpstr (row->cells[0].text, ==, "vacuuming heap");
  g_assert_cmpfloat (opt_vitals_get_number (vacuums, "vacuums.scanned_share",
                                            "pg_catalog.pg_class"),
                     ==, 0.5);
  g_assert_cmpfloat (opt_vitals_get_number (vacuums, "vacuums.dead_rows", "pg_catalog.pg_class"),
                     ==, 77);
  g_assert_cmpfloat (opt_vitals_get_number (wal, "wal-records.full_pages", NULL), ==, 2);
}

static void
test_same_names (void)
{
  g_autoptr (OptResult) result
      = query ("SELECT 'a' AS name, 1::float8 AS bytes UNION ALL SELECT 'a', 2 ORDER BY 2",
               OPT_QUERY_BINARY);
  g_autoptr (OptVitals) vitals = opt_vitals_new ();

  opt_vitals_part_set_rows (&vitals->parts[OPT_VITAL_AREA_SIZES], OPT_VITAL_AREA_SIZES, result);
  g_assert_cmpfloat (opt_vitals_get_number (vitals, "sizes.bytes", "a"), ==, 1);
  g_assert_cmpfloat (opt_vitals_get_number (vitals, "sizes.bytes", "a #2"), ==, 2);
  g_assert_cmpfloat (opt_vitals_get_number (vitals, "sizes.bytes", NULL), ==, 3);
}

int
main (int argc, char **argv)
{
  g_autofree char *database = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);

  database = opt_test_create_database ();
  connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  make_stand_ins ();
  for (int major = 13; major <= 19; major++)
    {
      g_autofree char *name = g_strdup_printf ("/vitals/columns/%d", major);

      g_test_add_data_func (name, GINT_TO_POINTER (major), test_columns);
    }
  g_test_add_func ("/vitals/values", test_values);
  g_test_add_func ("/vitals/same-names", test_same_names);
  status = g_test_run ();
  g_clear_object (&connection);

  return status;
}
