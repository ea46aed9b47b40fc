/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "change-fixture.h"
#include "opt-change-apply.h"
#include "opt-confirmation-sides.h"
#include "opt-error.h"
#include "opt-test.h"

#define SECOND G_USEC_PER_SEC

/* Windows of made-up counters: target 1, controls from 2 on. */
typedef struct
{
  OptDelta *before;
  OptDelta *after;
  GPtrArray *all_before;
  GPtrArray *all_after;
  GHashTable *targets;
  GHashTable *controls;
} Sides;

static void
add_key (GHashTable *keys, gint64 queryid)
{
  OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = queryid, .toplevel = TRUE };

  g_hash_table_add (keys, g_memdup2 (&key, sizeof key));
}

static void
sides_init (Sides *sides)
{
  sides->before = opt_delta_new ();
  sides->after = opt_delta_new ();
  sides->all_before = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  sides->all_after = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  g_ptr_array_add (sides->all_before, sides->before);
  g_ptr_array_add (sides->all_after, sides->after);
  sides->before->observed = sides->after->observed = 60 * SECOND;
  sides->targets
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  sides->controls
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  add_key (sides->targets, 1);
  for (gint64 queryid = 2; queryid <= 4; queryid++)
    add_key (sides->controls, queryid);
}

static void
sides_clear (Sides *sides)
{
  g_ptr_array_unref (sides->all_before);
  g_ptr_array_unref (sides->all_after);
  g_hash_table_unref (sides->targets);
  g_hash_table_unref (sides->controls);
}

static void
count (OptDelta *delta, gint64 queryid, gint64 calls, double mean)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key
      = (OptStatementKey){ .userid = 10, .dbid = 5, .queryid = queryid, .toplevel = TRUE };
  counters->calls = calls;
  counters->total_exec_ms = (double) calls * mean;
  /* A standard deviation of a fifth of the mean. */
  counters->exec_squares = (double) calls * mean * mean * 1.04;
  g_hash_table_replace (delta->statements, &counters->key, counters);
}

static void
assert_verdict (Sides *sides, OptConfirmationVerdict verdict, double corrected)
{
  g_autoptr (OptConfirmation) confirmation
      = opt_confirmation_new (sides->all_before, sides->all_after, sides->targets, sides->controls);

  g_assert_cmpstr (opt_confirmation_verdict_get_nick (confirmation->verdict), ==,
                   opt_confirmation_verdict_get_nick (verdict));
  if (isnan (corrected))
    g_assert_true (isnan (confirmation->corrected.estimate));
  else
    g_assert_cmpfloat_with_epsilon (confirmation->corrected.estimate, corrected, 1e-9);
  g_assert_nonnull (confirmation->reason);
}

static void
test_verdicts (void)
{
  static const struct
  {
    double target;
    double controls[3];
    OptConfirmationVerdict verdict;
    double corrected;
  } cases[] = {
    { 1, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.1 },
    { 9.5, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_UNCHANGED, 0.95 },
    /* Nearly: the interval goes up to where it is not worth a word. */
    { 9.2, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_UNCHANGED, 0.92 },
    { 8, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.8 },
    { 12, { 1, 1, 1 }, OPT_CONFIRMATION_VERDICT_WORSE, 1.2 },
    /* All got twice as fast: that was not the change. */
    { 5, { 0.5, 0.5, 0.5 }, OPT_CONFIRMATION_VERDICT_UNCHANGED, 1 },
    /* All got three times slower, and the target only a little: that was the change. */
    { 12, { 3, 3, 3 }, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.4 },
    /* Where one of three goes its own way, so may the target. */
    { 5, { 1, 1, 40 }, OPT_CONFIRMATION_VERDICT_UNCHANGED, 0.5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Sides sides;

      sides_init (&sides);
      count (sides.before, 1, 100, 10);
      count (sides.after, 1, 120, cases[i].target);
      for (gint64 c = 0; c < 3; c++)
        {
          count (sides.before, c + 2, 50, 1);
          count (sides.after, c + 2, 60, cases[i].controls[c]);
        }
      assert_verdict (&sides, cases[i].verdict, cases[i].corrected);
      sides_clear (&sides);
    }
}

/* Of many controls one that goes its own way is not the mood of the server. */
static void
test_odd_control (void)
{
  Sides sides;

  sides_init (&sides);
  count (sides.before, 1, 100, 10);
  count (sides.after, 1, 100, 5);
  for (gint64 queryid = 2; queryid < 12; queryid++)
    {
      add_key (sides.controls, queryid);
      count (sides.before, queryid, 50, 1);
      count (sides.after, queryid, 50, queryid == 11 ? 40 : 1);
    }
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.5);
  sides_clear (&sides);
}

/* What the log has says the same as what was shown. */
static void
assert_same_words (const char *words, const OptConfirmation *confirmation)
{
  for (guint i = 0; i < confirmation->statements->len; i++)
    {
      g_autofree char *one
          = opt_confirmation_statement_describe (confirmation->statements->pdata[i]);

      g_assert_nonnull (strstr (words, one));
    }
}

/* Each statement has its own verdict, and the one that takes most stands first. */
static void
test_statements (void)
{
  g_autoptr (OptConfirmation) confirmation = NULL;
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *words = NULL;
  static const char *const verdicts[] = { "helped", "hurt", "unchanged", "waiting" };
  JsonArray *statements;
  Sides sides;

  sides_init (&sides);
  for (gint64 queryid = 10; queryid <= 12; queryid++)
    add_key (sides.targets, queryid);
  count (sides.before, 1, 100, 1000);
  count (sides.after, 1, 100, 100);
  count (sides.before, 10, 100, 100);
  count (sides.after, 10, 100, 200);
  count (sides.before, 11, 100, 10);
  count (sides.after, 11, 100, 10);
  count (sides.before, 12, 100, 1);
  count (sides.after, 12, OPT_CONFIRMATION_MIN_CALLS - 1, 1);
  confirmation
      = opt_confirmation_new (sides.all_before, sides.all_after, sides.targets, sides.controls);
  g_assert_cmpint (confirmation->verdict, ==, OPT_CONFIRMATION_VERDICT_CONFIRMED);
  g_assert_nonnull (strstr (confirmation->reason, "1 of its statements got slower"));

  json = opt_confirmation_to_json (confirmation);
  statements = json_object_get_array_member (json_node_get_object (json), "statements");
  g_assert_cmpuint (json_array_get_length (statements), ==, G_N_ELEMENTS (verdicts));
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      JsonObject *statement = json_array_get_object_element (statements, i);

      g_assert_cmpstr (json_object_get_string_member (statement, "verdict"), ==, verdicts[i]);
      g_assert_cmpint (json_object_get_int_member (statement, "calls_before"), ==, 100);
      g_assert_cmpint (json_object_get_null_member (statement, "ratio_interval"), ==, i == 3);
      g_assert_true (json_object_get_null_member (statement, "projected_ratio"));
    }
  words = opt_confirmation_describe_json (json_node_get_object (json));
  assert_same_words (words, confirmation);
  sides_clear (&sides);
}

/* Beside what was measured stands the trial's figure, or else the planner's. */
static void
test_projection (void)
{
  g_autoptr (OptConfirmation) confirmation = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) prepared
      = json_from_string ("{\"baseline\": {\"statements\": ["
                          "{\"statement\": \"1\", \"cost_before\": 200, \"cost_after\": 10},"
                          "{\"statement\": \"9\", \"cost_before\": 200, \"cost_after\": 10}],"
                          "\"trial\": {\"statements\": [{\"id\": \"9\", \"ratio\": 0.25}]}}}",
                          &error);
  const OptConfirmationStatement *one;
  const OptConfirmationStatement *other;
  Sides sides;

  g_assert_no_error (error);
  sides_init (&sides);
  add_key (sides.targets, 9);
  count (sides.before, 1, 100, 10);
  count (sides.before, 9, 100, 1);
  confirmation
      = opt_confirmation_new (sides.all_before, sides.all_after, sides.targets, sides.controls);
  opt_confirmation_add_projections (confirmation, json_node_get_object (prepared));
  one = confirmation->statements->pdata[0];
  other = confirmation->statements->pdata[1];
  g_assert_cmpfloat_with_epsilon (one->projected, 0.05, 1e-9);
  g_assert_cmpint (one->projected_evidence, ==, OPT_EVIDENCE_SIMULATED);
  g_assert_cmpfloat_with_epsilon (other->projected, 0.25, 1e-9);
  g_assert_cmpint (other->projected_evidence, ==, OPT_EVIDENCE_MEASURED);
  sides_clear (&sides);
}

/* A control that there is not has no figure. */
static void
assert_no_control (Sides *sides)
{
  g_autoptr (OptConfirmation) confirmation
      = opt_confirmation_new (sides->all_before, sides->all_after, sides->targets, sides->controls);
  g_autoptr (JsonNode) json = opt_confirmation_to_json (confirmation);

  g_assert_true (isnan (confirmation->control_ratio));
  g_assert_true (json_object_get_null_member (json_node_get_object (json), "control_ratio"));
  g_assert_nonnull (strstr (confirmation->reason, "No control"));
}

static void
test_not_enough (void)
{
  Sides sides;

  sides_init (&sides);
  count (sides.before, 1, 100, 10);
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_WAITING, NAN);

  count (sides.after, 1, OPT_CONFIRMATION_MIN_CALLS - 1, 1);
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_WAITING, NAN);

  count (sides.after, 1, 100, 1);
  sides.after->observed = OPT_CONFIRMATION_MIN_WINDOW - 1;
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_WAITING, 0.1);

  /* Without controls it stands on its own figures. */
  sides.after->observed = OPT_CONFIRMATION_MIN_WINDOW;
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_CONFIRMED, 0.1);
  assert_no_control (&sides);

  count (sides.after, 1, 100 * 100, 1);
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_OTHER_LOAD, 0.1);
  sides_clear (&sides);
}

/* Twice as many calls of the quick one and none less quick: nothing got faster. */
static void
test_mix (void)
{
  Sides sides;

  sides_init (&sides);
  add_key (sides.targets, 9);
  count (sides.before, 1, 100, 10);
  count (sides.before, 9, 100, 1);
  count (sides.after, 1, 30, 10);
  count (sides.after, 9, 300, 1);
  assert_verdict (&sides, OPT_CONFIRMATION_VERDICT_UNCHANGED, 1);
  sides_clear (&sides);
}

/* ---- The same hours -------------------------------------------------------------------------- */

#define HOUR (G_GINT64_CONSTANT (3600) * SECOND)

typedef struct
{
  OptHistory *history;
  gint64 calls;
  double total_ms;
  double squares;
} Counted;

/* What statement 1 has counted by then: the history has a snapshot of it. */
static void
count_until (Counted *counted, gint64 time, gint64 calls, double mean)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_new ();
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counted->calls += calls;
  counted->total_ms += (double) calls * mean;
  counted->squares += (double) calls * mean * mean * 1.04;
  snapshot->history_key = g_strdup ("42");
  snapshot->system_identifier = g_strdup ("42");
  snapshot->time = time;
  snapshot->start_time = 1;
  counters->key = (OptStatementKey){ .userid = 10, .dbid = 5, .queryid = 1, .toplevel = TRUE };
  counters->calls = counted->calls;
  counters->total_exec_ms = counted->total_ms;
  counters->exec_squares = counted->squares;
  g_hash_table_replace (snapshot->statements, &counters->key, counters);
  opt_history_add_snapshot_sync (counted->history, snapshot, &error);
  g_assert_no_error (error);
}

static OptAuditChange *
log_change (OptAudit *audit, gint64 started, gint64 done)
{
  g_autofree char *start = g_strdup_printf ("{\"server_time\": %" G_GINT64_FORMAT "}", started);
  g_autofree char *end = g_strdup_printf ("{\"server_time\": %" G_GINT64_FORMAT "}", done);
  OptAuditEntry entries[] = {
    { .event = OPT_AUDIT_PREPARED,
      .server_id = (char *) "42",
      .server_name = (char *) "here",
      .database = (char *) "d",
      .user = (char *) "u",
      .kind = (char *) "create-index",
      .title = (char *) "An index",
      .sql = (char *) "CREATE INDEX i ON t (v)",
      .detail = (char *) "{\"table\": \"public.t\", \"queryids\": [1]}" },
    { .event = OPT_AUDIT_STARTED, .detail = start },
    { .event = OPT_AUDIT_DONE, .detail = end },
  };
  g_autoptr (GError) error = NULL;
  OptAuditChange *change;

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      entries[i].change_id = (char *) "c1";
      opt_audit_append_sync (audit, &entries[i], &error);
      g_assert_no_error (error);
    }
  change = opt_audit_get_change_sync (audit, "c1", &error);
  g_assert_no_error (error);

  return change;
}

/* Each hour its own load: a night's report takes ten times what a call takes at day, and that the
 * day comes after the change is no merit of it. */
static void
test_same_hours (void)
{
  g_autofree char *folder = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  g_autofree char *history_path = g_build_filename (folder, "history.db", NULL);
  g_autofree char *audit_path = g_build_filename (folder, "audit.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (history_path, &error);
  g_autoptr (OptAudit) audit = opt_audit_open_sync (audit_path, &error);
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (JsonArray) queryids = json_array_new ();
  g_autoptr (OptConfirmation) same = NULL;
  g_autoptr (OptConfirmation) any = NULL;
  gint64 day = 24 * HOUR;
  gint64 noon = G_GINT64_CONSTANT (20000) * day + 12 * HOUR;
  Counted counted = { 0 };
  Sides made;
  OptConfirmationSides sides
      = { .server = "42", .queryids = queryids, .table = "public.t", .dbid = 5 };

  sides_init (&made);
  json_array_add_int_element (queryids, 1);
  counted.history = history;
  count_until (&counted, noon - day, 1, 10);
  count_until (&counted, noon - day + HOUR / 2, 1000, 10);
  count_until (&counted, noon - HOUR, 1000, 10);
  count_until (&counted, noon - HOUR / 2, 1000, 100);
  change = log_change (audit, noon - HOUR / 4, noon);
  count_until (&counted, noon + SECOND, 100, 10);
  count_until (&counted, noon + HOUR / 2, 1000, 10);

  g_hash_table_remove_all (made.targets);
  sides.targets = made.targets;
  sides.controls = made.controls;
  same = opt_confirmation_compare (audit, change, history, &sides, &error);
  g_assert_no_error (error);
  g_test_message ("%s", same->reason);
  g_assert_cmpuint (same->same_hours, ==, 1);
  g_assert_cmpint (same->before.calls, ==, 1000);
  g_assert_cmpint (same->verdict, ==, OPT_CONFIRMATION_VERDICT_UNCHANGED);

  /* A window of a day and more is of all hours. */
  g_clear_pointer (&sides.known, g_hash_table_unref);
  count_until (&counted, noon + 25 * HOUR, 5000, 10);
  any = opt_confirmation_compare (audit, change, history, &sides, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (any->same_hours, ==, 0);
  g_assert_cmpint (any->before.calls, ==, 3000);
  g_clear_pointer (&sides.known, g_hash_table_unref);
  sides_clear (&made);

  g_clear_object (&history);
  g_clear_object (&audit);
  g_assert_cmpint (g_remove (history_path), ==, 0);
  change_fixture_remove_log (audit_path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change/confirmation/verdicts", test_verdicts);
  g_test_add_func ("/change/confirmation/odd-control", test_odd_control);
  g_test_add_func ("/change/confirmation/statements", test_statements);
  g_test_add_func ("/change/confirmation/projection", test_projection);
  g_test_add_func ("/change/confirmation/same-hours", test_same_hours);
  g_test_add_func ("/change/confirmation/not-enough", test_not_enough);
  g_test_add_func ("/change/confirmation/mix", test_mix);

  return g_test_run ();
}
