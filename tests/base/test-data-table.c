/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-data-table.h"

static const OptDataColumn columns[] = {
  { "Time", OPT_DATA_TIME, NULL },
  { "Statement", OPT_DATA_TEXT, NULL },
  { "Mean", OPT_DATA_NUMBER, "ms" },
};

static OptDataTable *
create_table (void)
{
  OptDataTable *table
      = opt_data_table_new_with_columns ("Statements", columns, G_N_ELEMENTS (columns));

  opt_data_table_set_window (table, 1700000000000000, 1700000060500000);

  return table;
}

static void
add_row (OptDataTable *table, gint64 time, const char *text, double number)
{
  opt_data_table_add_row (table);
  opt_data_table_set_time (table, 0, time);
  opt_data_table_set_text (table, 1, text);
  opt_data_table_set_number (table, 2, number);
}

static void
test_csv (void)
{
  g_autoptr (OptDataTable) table = create_table ();
  g_autofree char *csv = NULL;

  add_row (table, 1700000000123456, "SELECT 1", 0.1);
  add_row (table, 1700000001000000, "SELECT \"a\", 'b'\nFROM c", -1e300);
  opt_data_table_add_row (table);
  csv = opt_data_table_to_csv (table);
  g_assert_cmpstr (csv, ==,
                   "Time,Statement,Mean (ms)\r\n"
                   "2023-11-14T22:13:20.123456Z,SELECT 1,0.1\r\n"
                   "2023-11-14T22:13:21Z,\"SELECT \"\"a\"\", 'b'\nFROM c\",-1e+300\r\n"
                   ",,\r\n");
  g_assert_cmpuint (opt_data_table_get_n_rows (table), ==, 3);
}

/* What a spreadsheet would run stays text. */
static void
test_formulas (void)
{
  static const char *const formulas[]
      = { "=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1" };

  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    {
      g_autoptr (OptDataTable) table = opt_data_table_new ("");
      g_autofree char *csv = NULL;
      g_auto (GStrv)
        lines = NULL;

      opt_data_table_add_column (table, "User", OPT_DATA_TEXT, NULL);
      opt_data_table_add_row (table);
      opt_data_table_set_text (table, 0, formulas[i]);
      csv = opt_data_table_to_csv (table);
      lines = g_strsplit (csv, "\r\n", 2);
      g_assert_true (g_str_has_prefix (lines[1], "'") || g_str_has_prefix (lines[1], "\"'"));
    }
}

/* A queryid is joined with others. */
static void
test_queryid (void)
{
  g_autoptr (OptDataTable) table = opt_data_table_new ("");
  g_autofree char *csv = NULL;

  opt_data_table_add_column (table, "queryid", OPT_DATA_TEXT, NULL);
  opt_data_table_add_row (table);
  opt_data_table_set_text (table, 0, "-5440587783354027210");
  csv = opt_data_table_to_csv (table);
  g_assert_cmpstr (csv, ==, "queryid\r\n-5440587783354027210\r\n");
}

static void
test_json (void)
{
  g_autoptr (OptDataTable) table = create_table ();
  g_autofree char *json = NULL;

  add_row (table, 1700000000000000, "=1 \"", 2.5);
  add_row (table, 0, NULL, NAN);
  json = opt_data_table_to_json (table);
  g_assert_cmpstr (json, ==,
                   "{\"title\":\"Statements\",\"from\":\"2023-11-14T22:13:20Z\","
                   "\"to\":\"2023-11-14T22:14:20.500000Z\","
                   "\"columns\":[{\"name\":\"Time\",\"unit\":null},"
                   "{\"name\":\"Statement\",\"unit\":null},{\"name\":\"Mean\",\"unit\":\"ms\"}],"
                   "\"rows\":[[\"2023-11-14T22:13:20Z\",\"=1 \\\"\",2.5],[null,null,null]]}");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/data-table/csv", test_csv);
  g_test_add_func ("/base/data-table/formulas", test_formulas);
  g_test_add_func ("/base/data-table/queryid", test_queryid);
  g_test_add_func ("/base/data-table/json", test_json);

  return g_test_run ();
}
