/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-error.h"
#include "opt-format.h"

#define assert_text(made, expected)            \
  G_STMT_START                                 \
  {                                            \
    g_autofree char *text_made = (made);       \
    g_assert_cmpstr (text_made, ==, expected); \
  }                                            \
  G_STMT_END

static void
test_numbers (void)
{
  assert_text (opt_format_number (0), "0");
  assert_text (opt_format_number (-0.0), "0");
  assert_text (opt_format_number (0.00123456), "0.00123");
  assert_text (opt_format_number (1.5), "1.5");
  assert_text (opt_format_number (9.996), "10");
  assert_text (opt_format_number (99.96), "100");
  assert_text (opt_format_number (999.4), "999");
  assert_text (opt_format_number (999.6), "1\u00a0k");
  assert_text (opt_format_number (12345), "12.3\u00a0k");
  assert_text (opt_format_number (-12345), "\u221212.3\u00a0k");
  assert_text (opt_format_number (NAN), OPT_FORMAT_NONE);
  assert_text (opt_format_number (INFINITY), OPT_FORMAT_NONE);
  assert_text (opt_format_number (1e22), "10000000\u00a0P");

  assert_text (opt_format_count (0), "0");
  assert_text (opt_format_count (7), "7");
  assert_text (opt_format_count (999), "999");
  assert_text (opt_format_count (1200000), "1.2\u00a0M");
  assert_text (opt_format_count (G_MININT64), "\u22129223\u00a0P");
}

static void
test_durations (void)
{
  assert_text (opt_format_duration (0), "0\u00a0ms");
  assert_text (opt_format_duration (0.0005), "0.5\u00a0µs");
  assert_text (opt_format_duration (0.0124), "12.4\u00a0µs");
  assert_text (opt_format_duration (2.9134), "2.91\u00a0ms");
  assert_text (opt_format_duration (999.96), "1\u00a0s");
  assert_text (opt_format_duration (59940), "59.9\u00a0s");
  assert_text (opt_format_duration (59960), "1\u00a0min");
  assert_text (opt_format_duration (90e3), "1.5\u00a0min");
  assert_text (opt_format_duration (5400e3), "1.5\u00a0h");
  assert_text (opt_format_duration (30 * 86400e3), "30\u00a0d");
  assert_text (opt_format_duration (-2.5), "\u22122.5\u00a0ms");
  assert_text (opt_format_duration (NAN), OPT_FORMAT_NONE);
}

static void
test_others (void)
{
  assert_text (opt_format_bytes (512), "512\u00a0B");
  assert_text (opt_format_bytes (1023), "1023\u00a0B");
  assert_text (opt_format_bytes (1024), "1\u00a0kB");
  assert_text (opt_format_bytes (12698), "12.4\u00a0kB");
  assert_text (opt_format_bytes (8192L * 131072), "1\u00a0GB");
  assert_text (opt_format_bytes (G_GINT64_CONSTANT (5) << 50), "5120\u00a0TB");

  assert_text (opt_format_percent (0.38), "38\u00a0%");
  assert_text (opt_format_percent (0.0123), "1.23\u00a0%");
  assert_text (opt_format_percent (0.001234), "0.12\u00a0%");
  assert_text (opt_format_percent (0.00996), "1\u00a0%");
  assert_text (opt_format_percent (0.0001), "0.01\u00a0%");
  assert_text (opt_format_percent (0.00001), "< 0.01\u00a0%");
  assert_text (opt_format_percent (-0.00001), "> \u22120.01\u00a0%");
  assert_text (opt_format_percent (0), "0\u00a0%");
  assert_text (opt_format_percent (NAN), OPT_FORMAT_NONE);

  assert_text (opt_format_factor (12), "12×");
  assert_text (opt_format_factor (0.456), "0.456×");
  assert_text (opt_format_factor (1234), "1234×");
  assert_text (opt_format_factor (NAN), OPT_FORMAT_NONE);

  assert_text (opt_format_rate (12.34), "12.3\u00a0/s");
  assert_text (opt_format_rate (1200), "1.2\u00a0k/s");
}

static void
test_time (void)
{
  g_autoptr (GDateTime) made = g_date_time_new_local (2024, 5, 31, 14, 2, 11.75);
  gint64 seconds = g_date_time_to_unix (made);

  assert_text (opt_format_time (seconds * G_USEC_PER_SEC + 750000), "2024-05-31 14:02:11");
  assert_text (opt_format_time (G_MAXINT64), OPT_FORMAT_NONE);
}

static void
test_parse_duration (void)
{
  static const struct
  {
    const char *text;
    gint64 microseconds;
  } good[] = {
    { "10", 10000000 },
    { "10s", 10000000 },
    { "500ms", 500000 },
    { "250 us", 250 },
    { "0", 0 },
    { "2min", 120000000 },
    { "1h", 3600000000 },
    { "1.5h", 5400000000 },
    { "30d", 2592000000000 },
    { "10 S", 10000000 },
    { "0.5", 500000 },
  };
  static const char *const bad[] = {
    "",      " ",     "s",     "-5s",   "10x",
    "1e3",   "inf",   "nan",   "0x10",  "1..2",
    "1.2.3", "10s s", "10 s ", "1h30m", "99999999999999d",
    ".5",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 microseconds = -1;

      g_assert_true (opt_parse_duration (good[i].text, &microseconds, &error));
      g_assert_no_error (error);
      g_assert_cmpint (microseconds, ==, good[i].microseconds);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 microseconds = -1;

      g_test_message ("%s", bad[i]);
      g_assert_false (opt_parse_duration (bad[i], &microseconds, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
      g_assert_nonnull (opt_error_get_next_step (error));
      g_assert_cmpint (microseconds, ==, -1);
    }
}

static void
test_parse_bytes (void)
{
  static const struct
  {
    const char *text;
    gint64 bytes;
  } good[] = {
    { "0", 0 },
    { "8192", 8192 },
    { "8192B", 8192 },
    { "8kB", 8192 },
    { "100MB", 104857600 },
    { "100mb", 104857600 },
    { "1.5 GB", 1610612736 },
    { "2TB", 2199023255552 },
  };
  static const char *const bad[] = { "", "MB", "-1", "10%", "1PB", "10 M B", "9999999999TB" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 bytes = -1;

      g_assert_true (opt_parse_bytes (good[i].text, &bytes, &error));
      g_assert_no_error (error);
      g_assert_cmpint (bytes, ==, good[i].bytes);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 bytes = -1;

      g_test_message ("%s", bad[i]);
      g_assert_false (opt_parse_bytes (bad[i], &bytes, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
      g_assert_cmpint (bytes, ==, -1);
    }
}

static void
test_plain (void)
{
  g_autofree char *plain
      = opt_format_plain ("a\tb\n\033]0;title\007\033[2J\r\177\302\233m \342\200\256é\377");

  g_assert_cmpstr (plain, ==, "a\tb\n ]0;title  [2J   m  é\357\277\275");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/format/numbers", test_numbers);
  g_test_add_func ("/base/format/durations", test_durations);
  g_test_add_func ("/base/format/others", test_others);
  g_test_add_func ("/base/format/time", test_time);
  g_test_add_func ("/base/format/plain", test_plain);
  g_test_add_func ("/base/format/parse-duration", test_parse_duration);
  g_test_add_func ("/base/format/parse-bytes", test_parse_bytes);

  return g_test_run ();
}
