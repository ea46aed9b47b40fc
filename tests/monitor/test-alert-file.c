/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "opt-alert-file.h"
#include "opt-error.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
  OptAlertFile *file;
  guint n_changed;
} Fixture;

static void
changed (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
write_text (Fixture *fixture, const char *text)
{
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
}

static void
begin (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  write_text (fixture, text);
  fixture->file = opt_alert_file_new (fixture->path, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->file, "changed", G_CALLBACK (changed), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("optischema-alerts-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "alerts.ini", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->file);
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static const OptAlertRule *
get_rule (Fixture *fixture, const char *name)
{
  return opt_alert_rules_find (opt_alert_file_get_rules (fixture->file), name);
}

static void
put (Fixture *fixture, const OptAlertRule *rule)
{
  g_autoptr (GError) error = NULL;

  opt_alert_file_put_rule (fixture->file, rule, &error);
  g_assert_no_error (error);
}

/* What somebody wrote by hand stays, and what is as usual is not written. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAlertRule) rule = NULL;
  const OptAlertRule *now;

  begin (fixture, "# Agreed on with ops\n[quiet]\nfrom=22:00\nto=07:00\n\n# Small pool\n"
                  "[rule connections]\nthreshold=0.8\nowner=ann\n\n# The end\n");
  rule = opt_alert_rule_copy (get_rule (fixture, "connections"));
  rule->hold = 120 * SECOND;
  rule->enabled = FALSE;
  put (fixture, rule);
  assert_text (fixture, "# Agreed on with ops\n[quiet]\nfrom=22:00\nto=07:00\n\n# Small pool\n"
                        "[rule connections]\nthreshold=0.8\nowner=ann\nfor=2m\nenabled=false\n\n"
                        "# The end\n");
  now = get_rule (fixture, "connections");
  g_assert_false (now->enabled);
  g_assert_cmpint (now->hold, ==, 120 * SECOND);
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  opt_alert_file_reset (fixture->file, NULL);
  assert_text (fixture, "# Agreed on with ops\n[quiet]\nfrom=22:00\nto=07:00\n\n# Small pool\n"
                        "[rule connections]\nowner=ann\n\n# The end\n");
  g_assert_true (get_rule (fixture, "connections")->enabled);
}

/* Each rule comes back as it was put, with whatever in its title. */
static void
test_round (Fixture *fixture, gconstpointer data)
{
  OptAlertRule mine = {
    .title = (char *) "Too few\tcalls = trouble; “no” ",
    .series = (char *) "load.calls",
    .below = TRUE,
    .threshold = 0.1,
    .clear_threshold = 0.25,
    .hold = 1500000,
    .clear_hold = 3600 * SECOND,
    .enabled = TRUE,
  };
  g_autoptr (OptAlertRule) usual = NULL;
  const OptAlertRule *now;

  begin (fixture, "");
  mine.name = opt_alert_file_make_name (fixture->file, "Connections");
  g_assert_cmpstr (mine.name, ==, "connections-2");
  put (fixture, &mine);
  now = get_rule (fixture, mine.name);
  g_assert_cmpstr (now->title, ==, mine.title);
  g_assert_cmpstr (now->series, ==, mine.series);
  g_assert_true (now->below && now->enabled && !now->usual);
  g_assert_cmpfloat (now->threshold, ==, 0.1);
  g_assert_cmpfloat (now->clear_threshold, ==, 0.25);
  g_assert_cmpint (now->hold, ==, 1500000);
  g_assert_cmpint (now->clear_hold, ==, 3600 * SECOND);

  /* Only the one threshold moves. */
  usual = opt_alert_rule_copy (get_rule (fixture, "connections"));
  usual->threshold = 0.95;
  put (fixture, usual);
  now = get_rule (fixture, "connections");
  g_assert_cmpfloat (now->threshold, ==, 0.95);
  g_assert_cmpfloat (now->clear_threshold, ==, 0.85);

  g_assert_true (opt_alert_file_remove_rule (fixture->file, mine.name, NULL));
  g_assert_null (get_rule (fixture, mine.name));
  g_free (mine.name);
}

static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  int from, to;

  begin (fixture, "");
  g_assert_true (opt_alert_file_set_quiet (fixture->file, TRUE, 22 * 60 + 15, 7 * 60, NULL));
  assert_text (fixture, "[quiet]\nfrom=22:15\nto=07:00\n");
  g_assert_true (opt_alert_file_set_quiet (fixture->file, FALSE, 22 * 60 + 15, 7 * 60, NULL));
  /* When they were is known when they are switched on again. */
  g_assert_false (opt_alert_rules_get_quiet (opt_alert_file_get_rules (fixture->file), &from, &to));
  g_assert_cmpint (from, ==, 22 * 60 + 15);
  g_assert_cmpint (to, ==, 7 * 60);

  g_assert_true (opt_alert_file_set_notifies (fixture->file, FALSE, NULL));
  g_assert_false (opt_alert_rules_get_notifies (opt_alert_file_get_rules (fixture->file)));
}

/* The line is told, the rules stay, and nothing is written. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *text;
    const char *where;
  } wrong[] = {
    { "# x\n[rule slots]\n\nthreshold=much\n", "line 4" },
    { "[rule slots]\nfor=soon\n", "line 2" },
    { "[rule slots]\nenabled=perhaps\n", "line 2" },
    { "[rule slots]\ncomparison=near\n", "line 2" },
    { "\n[rule mine]\nthreshold=1\n", "line 2" },
    { "[quiet]\nfrom=22:00\n", "line 1" },
    { "[rule slots]\n\nnonsense\n", "line 3" },
  };

  begin (fixture, "[rule connections]\nthreshold=0.5\n");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      write_text (fixture, wrong[i].text);
      g_assert_false (opt_alert_file_set_notifies (fixture->file, FALSE, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "alerts.ini"));
      g_assert_nonnull (strstr (error->message, wrong[i].where));
      assert_text (fixture, wrong[i].text);
      g_assert_nonnull (opt_alert_file_get_error (fixture->file));
      g_assert_cmpfloat (get_rule (fixture, "connections")->threshold, ==, 0.5);
    }

  write_text (fixture, "[rule connections]\nthreshold=0.5\n");
  g_assert_true (opt_alert_file_set_notifies (fixture->file, FALSE, NULL));
  g_assert_null (opt_alert_file_get_error (fixture->file));
}

/* Somebody else writes it. */
static void
test_followed (Fixture *fixture, gconstpointer data)
{
  begin (fixture, "");
  write_text (fixture, "[rule connections]\nthreshold=0.7\n");
  while (fixture->n_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (get_rule (fixture, "connections")->threshold, ==, 0.7);
}

/* The file is a link, and stays one. */
static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_build_filename (fixture->folder, "dot-alerts", NULL);
  g_autoptr (GFile) link = g_file_new_for_path (fixture->path);

  g_assert_true (g_file_set_contents (target, "", -1, NULL));
  g_assert_true (g_file_make_symbolic_link (link, target, NULL, NULL));
  fixture->file = opt_alert_file_new (fixture->path, NULL);
  g_assert_true (opt_alert_file_set_notifies (fixture->file, FALSE, NULL));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_SYMLINK));
  assert_text (fixture, "[notifications]\nenabled=false\n");
  g_remove (target);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) g_test_add ("/alert-file/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (kept);
  ADD (round);
  ADD (quiet);
  ADD (wrong);
  ADD (followed);
  ADD (link);
#undef ADD

  return g_test_run ();
}
