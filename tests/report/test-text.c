/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-report-text.h"

#include <locale.h>
#include <string.h>

#include "report-fixture.h"

#define WIDTH 100

static char *
render_tune (JsonNode *node)
{
  return opt_report_tune_to_text (node, "CONN", FALSE);
}

static char *
render_advice (JsonNode *node)
{
  return opt_report_advice_to_text (node, "CONN", FALSE);
}

static char *
render_trial (JsonNode *node)
{
  return opt_report_trial_to_text (node, FALSE);
}

static void
assert_harmless (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      g_assert_true (character == '\n' || character >= 0x20);
      g_assert_false (character >= 0x7f && character < 0xa0);
      g_assert_cmpuint (character, !=, 0x202e);
    }
}

static void
test_tune (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("full.json");
  g_autofree char *text = render_tune (node);
  static const char *const parts[] = {
    "postgres@db1.example.com/shop\n  PostgreSQL 15.20, database shop\n",
    "2026-03-14 09:26:30 UTC to 2026-03-14 09:27:30 UTC, 1\u00a0min of it observed",
    "14 system statements were left out.",
    " 51.4\u00a0%       212     176\u00a0ms     37.4\u00a0s       742  -4612385103387225831\n",
    "Costliest step: Seq Scan on order_line l, 99.9\u00a0% of the planner's cost",
    "4 recommendations. Measured: 2, Simulated: 1, Refuted: 1.",
    "1. Index order_line on order_id (r5e1fa0c2)\n   ● Measured: median 178\u00a0ms → 320\u00a0µs\n",
    "CREATE INDEX CONCURRENTLY order_line_order_id_idx ON public.order_line USING btree (order_id)",
    "median 178\u00a0ms → 320\u00a0µs (×0.00179, 95\u00a0%",
    "15 pairs of means over 3 sets of values, rows equal, buffers 18.3\u00a0k → 12)",
    "✘ Refuted: Of 2 statements 0 better, 1 worse",
    "○ Simulated: planner's cost 283\u00a0k → 71.6\u00a0k, no time measured",
    "Failed: statement 190000123: not measured: permission denied for table payment",
    "The trial failed: The copy needs 31 GB, and at most 20 GB are copied\n"
    "   Next step: Try it with fewer tables",
    "The machine was busy:",
    "What could not be planned\n  190000123: permission denied for table payment",
    "The shadow plans 35 of 36 statements as production does",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    report_fixture_assert_has (text, parts[i]);
  report_fixture_assert_no_junk (text);
  assert_harmless (text);
  /* What was measured better is offered, what was refuted or could not be tried is not. */
  g_assert_true (g_str_has_suffix (text, "\nNext\n  optischema-cli apply CONN r5e1fa0c2\n"
                                         "  optischema-cli apply CONN r90b1c77d\n"));
}

/* Only SQL, which may be copied, is wider than the page. */
static void
test_width (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("full.json");
  g_autofree char *text = render_tune (node);
  g_auto (GStrv)
    lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "CREATE INDEX CONCURRENTLY ") == NULL)
      g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, WIDTH);
}

static void
test_colour (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("full.json");
  g_autoptr (GRegex) codes = g_regex_new ("\033\\[[0-9]*m", 0, 0, NULL);
  g_autofree char *plain = opt_report_tune_to_text (node, "CONN", FALSE);
  g_autofree char *coloured = opt_report_tune_to_text (node, "CONN", TRUE);
  g_autofree char *stripped = g_regex_replace_literal (codes, coloured, -1, 0, "", 0, NULL);

  report_fixture_assert_has (coloured, "\033[32m● Measured:\033[0m");
  report_fixture_assert_has (coloured, "\033[31m✘ Refuted:\033[0m");
  g_assert_cmpstr (stripped, ==, plain);
}

static void
test_advice (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("advice.json");
  g_autofree char *text = render_advice (node);

  report_fixture_assert_has (text, "4 recommendations. Simulated: 4.");
  report_fixture_assert_has (text, "○ Simulated: planner's cost 8.74\u00a0M → 9.84\u00a0k");
  report_fixture_assert_has (text, "optischema-cli trial CONN r5e1fa0c2\n");
  report_fixture_assert_lacks (text, "apply");
  report_fixture_assert_no_junk (text);
}

static void
test_trial (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("trial.json");
  g_autofree char *text = render_trial (node);

  g_assert_true (g_str_has_prefix (text, "CREATE INDEX CONCURRENTLY orders_customer_id"));
  report_fixture_assert_has (text, "\n   ● Measured\n");
  report_fixture_assert_has (text, "Better: statement 8814620157748123: median 40.4\u00a0ms → "
                                   "3.51\u00a0ms (×0.0869,");
  report_fixture_assert_has (text, "No difference: statement 3301127774551212009");
  report_fixture_assert_has (text, "rows not compared: LIMIT without a total order");
  report_fixture_assert_has (text, "load 7.9");
  report_fixture_assert_no_junk (text);
}

/* What is dropped gives back room. */
static void
test_shrunk (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("trial.json");
  JsonObject *conditions
      = json_object_get_object_member (json_node_get_object (node), "conditions");
  g_autofree char *text = NULL;

  json_object_set_int_member (conditions, "change_bytes", -15728640);
  text = render_trial (node);
  report_fixture_assert_has (text, "made in 703\u00a0ms on the copy, which shrank by 15\u00a0MB");
}

/* A statement that was stopped took longer than its times say. */
static void
test_stopped (void)
{
  static const char json[]
      = "{\"verdict\": \"worse\", \"evidence\": \"refuted\", \"statements\": [{\"id\": 7,"
        " \"verdict\": \"worse\", \"runs\": 10, \"timed_out\": true, \"ratio\": 5,"
        " \"baseline\": {\"median_ms\": 200}, \"variant\": {\"median_ms\": 1000}}]}";
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autofree char *text = render_trial (node);

  report_fixture_assert_has (text,
                             "median 200\u00a0ms → ≥ 1\u00a0s (×5 at least: runs were stopped");
}

/* Stopped before there was a pair to tell of. */
static void
test_stopped_at_once (void)
{
  static const char json[]
      = "{\"verdict\": \"worse\", \"evidence\": \"refuted\", \"statements\": [{\"id\": 7,"
        " \"verdict\": \"worse\", \"runs\": 0, \"timed_out\": true, \"rows_equal\": null,"
        " \"baseline\": {\"runs_ms\": []}, \"variant\": {\"runs_ms\": []}}]}";
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autofree char *text = render_trial (node);

  report_fixture_assert_has (text, "a run was stopped at more than five times the baseline");
  report_fixture_assert_lacks (text, "not measured");
}

/* The first row that differs is named, and what can't be verified is told from what was not
 * compared.
 */
static void
test_rows (void)
{
  static const char json[]
      = "{\"verdict\": \"different-rows\", \"evidence\": \"refuted\", \"statements\": [{\"id\": 7,"
        " \"verdict\": \"different-rows\", \"runs\": 0, \"rows\": \"different\","
        " \"rows_equal\": false, \"rows_note\": \"There are as many rows, and not the same.\","
        " \"rows_difference\": \"Row 1 is (id: 1) without the change and (id: 2) with it.\","
        " \"rows_values\": \"typical\"}, {\"id\": 8, \"verdict\": \"better\","
        " \"rows\": \"unverifiable\", \"rows_equal\": null,"
        " \"rows_note\": \"random() is volatile.\"}]}";
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autofree char *text = render_trial (node);

  report_fixture_assert_has (text, "rows differ with the values “typical”: There are as");
  report_fixture_assert_has (text, "Row 1 is (id: 1) without the change and (id: 2) with it");
  report_fixture_assert_has (text, "rows can't be verified: random() is volatile");
  g_assert_null (strstr (text, "is volatile."));
}

/* The mean over several sets is none of their medians, and says so. */
static void
test_sets (void)
{
  static const char json[]
      = "{\"verdict\": \"better\", \"evidence\": \"measured\", \"statements\": [{\"id\": 7,"
        " \"verdict\": \"better\", \"runs\": 15, \"rows_equal\": true,"
        " \"baseline\": {\"median_ms\": 52.8}, \"variant\": {\"median_ms\": 1.23},"
        " \"values\": [{\"label\": \"common\"}, {\"label\": \"rare\"}]}]}";
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autofree char *text = render_trial (node);

  report_fixture_assert_has (text, "15 pairs of means over 2 sets of");
}

static void
test_empty (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("empty.json");
  g_autofree char *text = render_tune (node);

  report_fixture_assert_has (text, "Nothing is recommended: no statement of the workload");
  report_fixture_assert_lacks (text, "Next");
  report_fixture_assert_no_junk (text);
}

static void
test_hostile (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("hostile.json");
  g_autofree char *text = render_tune (node);

  assert_harmless (text);
  report_fixture_assert_has (text, "\u241b[31m\u2407");
  /* An id that is not a plain word is in no command that one might copy. */
  report_fixture_assert_lacks (text, "optischema-cli apply");
}

static void
test_unknown (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("nulls.json");
  g_autofree char *text = render_tune (node);

  report_fixture_assert_no_junk (text);
  report_fixture_assert_has (
      text, "      –         –          –          –         –                     –\n");
  report_fixture_assert_lacks (text, " 0\u00a0");
}

static void
test_damaged (void)
{
  report_fixture_try_damaged (render_tune, "full.json");
  report_fixture_try_damaged (render_advice, "advice.json");
  report_fixture_try_damaged (render_trial, "trial.json");
}

/* Both texts, and nothing of a change that there was not. */
static void
test_rewrite (void)
{
  static const char *const json
      = "{\"change\": null, \"verdict\": \"better\", \"evidence\": \"measured\","
        " \"summary\": \"Of 1 statement: 1 better.\", \"conditions\": {}, \"statements\": ["
        "{\"id\": \"7\", \"sql\": \"SELECT a FROM t WHERE a + 1 = 2\","
        " \"rewrite\": \"SELECT a FROM t WHERE a = 1\", \"verdict\": \"better\","
        " \"rows\": \"equal\", \"rows_equal\": true, \"rows_contents\": 300, \"runs\": 15,"
        " \"baseline\": {\"median_ms\": 10, \"runs_ms\": []},"
        " \"variant\": {\"median_ms\": 1, \"runs_ms\": []}, \"values\": []}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_from_string (json, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = render_trial (node);
  g_assert_nonnull (strstr (text, "The statement:\n"));
  g_assert_nonnull (strstr (text, "WHERE a + 1 = 2"));
  g_assert_nonnull (strstr (text, "The rewrite:\n"));
  g_assert_nonnull (strstr (text, "WHERE a = 1\n"));
  g_assert_nonnull (strstr (text, "made-up"));
  g_assert_null (strstr (text, "The change:"));
  g_assert_null (strstr (text, "not known"));
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/report/text/tune", test_tune);
  g_test_add_func ("/report/text/rewrite", test_rewrite);
  g_test_add_func ("/report/text/width", test_width);
  g_test_add_func ("/report/text/colour", test_colour);
  g_test_add_func ("/report/text/advice", test_advice);
  g_test_add_func ("/report/text/trial", test_trial);
  g_test_add_func ("/report/text/shrunk", test_shrunk);
  g_test_add_func ("/report/text/stopped", test_stopped);
  g_test_add_func ("/report/text/stopped-at-once", test_stopped_at_once);
  g_test_add_func ("/report/text/rows", test_rows);
  g_test_add_func ("/report/text/sets", test_sets);
  g_test_add_func ("/report/text/empty", test_empty);
  g_test_add_func ("/report/text/hostile", test_hostile);
  g_test_add_func ("/report/text/unknown", test_unknown);
  g_test_add_func ("/report/text/damaged", test_damaged);

  return g_test_run ();
}
