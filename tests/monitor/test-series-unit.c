/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"
#include "opt-series-unit.h"

typedef struct
{
  OptSeriesUnit unit;
  double value;
  const char *text;
} Case;

/* What is shown to be typed over is the value to its last digit. */
static void
test_round (void)
{
  static const Case cases[] = {
    { OPT_SERIES_UNIT_SHARE, 0.9, "90 %" },
    { OPT_SERIES_UNIT_SHARE, 0.125, "12.5 %" },
    { OPT_SERIES_UNIT_DURATION, 30000, "30 s" },
    { OPT_SERIES_UNIT_DURATION, 90000, "90 s" },
    { OPT_SERIES_UNIT_DURATION, 60000, "1 min" },
    { OPT_SERIES_UNIT_DURATION, 1500, "1500 ms" },
    { OPT_SERIES_UNIT_DURATION, 0, "0 ms" },
    { OPT_SERIES_UNIT_BYTES, 10737418240.0, "10 GB" },
    { OPT_SERIES_UNIT_BYTES, 1025, "1025 B" },
    { OPT_SERIES_UNIT_BYTES_RATE, 1048576, "1 MB" },
    { OPT_SERIES_UNIT_NUMBER, 1e9, "1000000000" },
    { OPT_SERIES_UNIT_RATE, 0.5, "0.5" },
    { OPT_SERIES_UNIT_FACTOR, 1.5, "1.5 ×" },
    { OPT_SERIES_UNIT_DURATION_RATE, 12, "12 ms" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = opt_series_unit_to_input (cases[i].unit, cases[i].value);
      g_autoptr (GError) error = NULL;
      double value;

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (opt_series_unit_parse (cases[i].unit, text, &value, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (value, cases[i].value, 1e-12);
    }
}

static void
test_typed (void)
{
  static const Case cases[] = {
    { OPT_SERIES_UNIT_SHARE, 0.9, " 90" },
    { OPT_SERIES_UNIT_SHARE, 0.9, "90%" },
    { OPT_SERIES_UNIT_BYTES_RATE, 2097152, "2MB/s" },
    { OPT_SERIES_UNIT_RATE, 5, "5 /s" },
    { OPT_SERIES_UNIT_DURATION_RATE, 5, "5 ms/s" },
    { OPT_SERIES_UNIT_FACTOR, 1.5, "1.5" },
  };
  static const Case wrong[] = {
    { OPT_SERIES_UNIT_SHARE, 0, "much" },    { OPT_SERIES_UNIT_NUMBER, 0, "5 %" },
    { OPT_SERIES_UNIT_DURATION, 0, "soon" }, { OPT_SERIES_UNIT_BYTES, 0, "1 kg" },
    { OPT_SERIES_UNIT_NUMBER, 0, "" },       { OPT_SERIES_UNIT_NUMBER, 0, "inf" },
  };
  double value;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (opt_series_unit_parse (cases[i].unit, cases[i].text, &value, NULL));
      g_assert_cmpfloat_with_epsilon (value, cases[i].value, 1e-12);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (opt_series_unit_parse (wrong[i].unit, wrong[i].text, &value, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/series-unit/round", test_round);
  g_test_add_func ("/series-unit/typed", test_typed);

  return g_test_run ();
}
