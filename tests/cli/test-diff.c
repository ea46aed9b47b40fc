/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-fixture.h"
#include "opt-test.h"

static char *
write_plan (CliHome *home, const char *name)
{
  g_autofree char *source = g_strdup_printf ("comparison/%s", name);
  gsize length = 0;
  g_autofree char *text = opt_test_read_data (source, &length);

  return cli_home_write (home, name, text, (gssize) length);
}

static void
test_text (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *first = write_plan (home, "index-1.json");
  g_autofree char *second = write_plan (home, "index-2.json");
  g_autoptr (CliRun) run = cli_run (home, "diff", first, second, NULL);
  g_autoptr (CliRun) same = cli_run (home, "diff", first, first, NULL);

  cli_assert_status (run, 0);
  g_assert_cmpstr (run->err, ==, "");
  cli_assert_said (run, "The second took 264 µs instead of 7.22 ms: orders is now read through a "
                        "bitmap of orders_customer\n");
  cli_assert_said (run, "[1\n   → 1, 2]\n");
  cli_assert_said (run, "\n-   7.16 ms           1 Seq Scan on orders\n");
  cli_assert_said (run, "\n+             207 µs  1 Bitmap Heap Scan on orders\n");
  g_assert_null (strchr (run->out, '\033'));

  cli_assert_status (same, 1);
  cli_assert_said (same, "with the same plan.\n");
}

static void
test_json (void)
{
  static const char *const members[]
      = { "s:verdict", "?s:caveat", "?s:statement", "?s:measure", "b:same_shape",
          "o:first",   "o:second",  "a:changes",    "a:pairs",    NULL };
  static const char *const change_members[]
      = { "s:kind",        "b:shape",          "s:title", "s:seen",   "?n:moved_ms",
          "?n:moved_cost", "?n:moved_buffers", "o:first", "o:second", NULL };
  static const char *const side_members[] = { "a:nodes",    "?n:exclusive_ms", "?n:exclusive_cost",
                                              "?n:buffers", "?n:buffers_read", NULL };
  static const char *const pair_members[]
      = { "?o:first",         "?o:second",     "?n:moved_ms", "?n:moved_cost",
          "?n:moved_buffers", "?n:moved_rows", "?s:change",   NULL };
  static const char *const plan_members[]
      = { "i:nodes", "?n:total_ms", "?n:planning_ms", "?n:total_cost", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *first = write_plan (home, "order-1.json");
  g_autofree char *second = write_plan (home, "order-2.json");
  g_autofree char *input = opt_test_read_data ("comparison/order-2.json", NULL);
  g_autoptr (CliRun) run = cli_run (home, "diff", "--json", first, second, NULL);
  g_autoptr (CliRun) piped
      = cli_run_with_input (home, input, strlen (input), "diff", "--json", first, "-", NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);
  JsonObject *change;

  cli_assert_status (run, 0);
  cli_assert_members (object, members);
  cli_assert_members (json_object_get_object_member (object, "first"), plan_members);
  change = cli_get_first (object, "changes");
  cli_assert_members (change, change_members);
  cli_assert_members (json_object_get_object_member (change, "second"), side_members);
  cli_assert_members (cli_get_first (object, "pairs"), pair_members);
  g_assert_cmpstr (json_object_get_string_member (change, "kind"), ==, "loops");
  g_assert_cmpstr (piped->out, ==, run->out);
}

static void
test_wrong (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *first = write_plan (home, "index-1.json");
  g_autofree char *broken = cli_home_write (home, "broken.json", "{", 1);
  g_autoptr (CliRun) one = cli_run (home, "diff", first, NULL);
  g_autoptr (CliRun) three = cli_run (home, "diff", first, first, first, NULL);
  g_autoptr (CliRun) twice = cli_run (home, "diff", "-", "-", NULL);
  g_autoptr (CliRun) missing = cli_run (home, "diff", first, "missing.json", NULL);
  g_autoptr (CliRun) bad = cli_run (home, "diff", broken, first, NULL);

  cli_assert_status (one, 2);
  cli_assert_status (three, 2);
  cli_assert_status (twice, 2);
  cli_assert_failed (missing, 4, "missing.json", "what EXPLAIN printed");
  cli_assert_failed (bad, 4, "broken.json", "");
}

static char *
read_all (int terminal)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = read (terminal, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);

  return g_string_free (text, FALSE);
}

/* What the program says to a terminal so wide. */
static char *
run_in_terminal (CliHome *home, unsigned short columns, const char *first, const char *second)
{
  struct winsize size = { .ws_col = columns, .ws_row = 40 };
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int terminal = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  int end;

  g_assert_cmpint (terminal, >=, 0);
  g_assert_cmpint (grantpt (terminal), ==, 0);
  g_assert_cmpint (unlockpt (terminal), ==, 0);
  end = open (ptsname (terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (end, >=, 0);
  g_assert_cmpint (ioctl (end, TIOCSWINSZ, &size), ==, 0);

  g_subprocess_launcher_set_environ (launcher, home->environ);
  g_subprocess_launcher_take_stdout_fd (launcher, end);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("OPTISCHEMA_CLI"), "diff",
                                         first, second, NULL);
  g_assert_no_error (error);
  g_clear_object (&launcher);
  text = read_all (terminal);
  g_subprocess_wait (process, NULL, NULL);
  close (terminal);

  return g_steal_pointer (&text);
}

/* Colours arrive there, and where it is wide both plans stand in one line. */
static void
test_terminal (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *first = write_plan (home, "index-1.json");
  g_autofree char *second = write_plan (home, "index-2.json");
  g_autofree char *narrow = run_in_terminal (home, 80, first, second);
  g_autofree char *wide = run_in_terminal (home, 160, first, second);

  g_assert_nonnull (strstr (narrow, "\033[32m1. −6.94 ms\033[0m"));
  g_assert_null (strstr (narrow, "│"));
  g_assert_nonnull (strstr (wide, "1 Seq Scan on orders "));
  g_assert_nonnull (strstr (wide, "│"));
}

/* A signal ends it also while it waits for a plan, or works on one. */
static void
test_signal (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *first = write_plan (home, "index-1.json");
  g_autofree char *pipe = g_build_filename (g_get_tmp_dir (), "optischema-diff-XXXXXX", NULL);
  g_autofree char *fifo = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  int end;

  g_assert_nonnull (g_mkdtemp (pipe));
  fifo = g_build_filename (pipe, "plan", NULL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  process = cli_spawn (home, "diff", fifo, first, NULL);

  /* Once the other end is open it reads: there is nothing yet. */
  end = open (fifo, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (end, >=, 0);
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 4);

  close (end);
  unlink (fifo);
  rmdir (pipe);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/diff/text", test_text);
  g_test_add_func ("/cli/diff/json", test_json);
  g_test_add_func ("/cli/diff/wrong", test_wrong);
  g_test_add_func ("/cli/diff/terminal", test_terminal);
  g_test_add_func ("/cli/diff/signal", test_signal);

  return g_test_run ();
}
