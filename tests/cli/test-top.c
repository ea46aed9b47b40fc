/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli-fixture.h"
#include "opt-test.h"

#define COLUMNS 100
#define ROWS 24

/* The program in a terminal. */
typedef struct
{
  CliHome *home;
  GSubprocess *process;
  GString *screen; /* all that was ever drawn */
  int fd;
} Terminal;

static char *
make_address (void)
{
  g_autofree char *database = opt_test_create_database ();

  cli_execute (database, "CREATE EXTENSION pg_stat_statements");

  return cli_get_address (NULL, database);
}

static Terminal *
terminal_new_without (const char *address, const char *no_colour)
{
  Terminal *self = g_new0 (Terminal, 1);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  const struct winsize size = { .ws_col = COLUMNS, .ws_row = ROWS };
  int inner;

  self->home = cli_home_new ();
  self->screen = g_string_new (NULL);
  self->fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->fd, >=, 0);
  g_assert_cmpint (grantpt (self->fd), ==, 0);
  g_assert_cmpint (unlockpt (self->fd), ==, 0);
  g_assert_cmpint (ioctl (self->fd, TIOCSWINSZ, &size), ==, 0);
  inner = open (ptsname (self->fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (inner, >=, 0);

  cli_home_set (self->home, "TERM", "xterm");
  cli_home_set (self->home, "NO_COLOR", no_colour);
  g_subprocess_launcher_set_environ (launcher, self->home->environ);
  g_subprocess_launcher_take_stdin_fd (launcher, dup (inner));
  g_subprocess_launcher_take_stdout_fd (launcher, inner);
  self->process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("OPTISCHEMA_CLI"), "top",
                                               address, NULL);
  g_assert_no_error (error);

  return self;
}

static Terminal *
terminal_new (const char *address)
{
  return terminal_new_without (address, NULL);
}

/* Reads until something was drawn since @from; returns where it is. */
static gsize
wait_drawn (Terminal *self, gsize from, const char *text)
{
  const char *found;

  while ((found = strstr (self->screen->str + from, text)) == NULL)
    {
      char bytes[4096];
      gssize n = read (self->fd, bytes, sizeof bytes);

      g_assert_cmpint (n, >, 0);
      g_string_append_len (self->screen, bytes, n);
    }

  return (gsize) (found - self->screen->str);
}

static gsize
press (Terminal *self, char key, const char *expected)
{
  gsize from = self->screen->len;

  g_assert_cmpint (write (self->fd, &key, 1), ==, 1);

  return wait_drawn (self, from, expected);
}

static void
terminal_end (Terminal *self)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
  close (self->fd);
  g_clear_object (&self->process);
  cli_home_free (self->home);
  g_string_free (self->screen, TRUE);
  g_free (self);
}

/* Each line of what was drawn fits, whatever commands are between. */
static void
check_width (const char *screen)
{
  g_autoptr (GRegex) commands = g_regex_new ("\033\\[[?0-9;]*[A-Za-z]", 0, 0, NULL);
  g_autofree char *plain = g_regex_replace_literal (commands, screen, -1, 0, "", 0, NULL);
  g_auto (GStrv)
    lines = g_strsplit (plain, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    /* Two drawings meet where the next begins at the top. */
    g_assert_cmpint (g_utf8_strlen (lines[i], -1), <=, 2 * COLUMNS);
}

static void
test_terminal (void)
{
  g_autofree char *address = make_address ();
  Terminal *terminal = terminal_new (address);
  gsize shown;

  wait_drawn (terminal, 0, "\033[?1049h");
  shown = wait_drawn (terminal, 0, "queryid");
  wait_drawn (terminal, shown, "a minute usually takes the server ");
  g_assert_nonnull (strstr (terminal->screen->str, "by total"));

  press (terminal, 's', "by mean");
  /* By the next that statements have a share of, in its order. */
  press (terminal, 'b', "by io");
  press (terminal, 'b', "by wal");
  press (terminal, 's', "by blend");
  press (terminal, 's', "by total");
  press (terminal, 's', "by mean");
  press (terminal, ' ', ", paused");
  shown = press (terminal, ' ', "by mean");
  wait_drawn (terminal, shown, "queryid");
  check_width (terminal->screen->str);
  /* What was on the screen before comes back, with its cursor. */
  press (terminal, 'q', "\033[?25h\033[?1049l");
  terminal_end (terminal);
}

/* Of all that is called there it has most. */
static void
call_hot (void)
{
  g_autoptr (OptConnection) connection = opt_test_connect ("postgres", OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, "SELECT pg_sleep(0.5)", NULL, NULL, &error);
  g_assert_no_error (error);
}

#define CLEAR_LINE "\033[K"
#define BAR "\033[7m"
#define RED "\033[1;31m"

/* The titles are a bar, and the share of what has half of the time is red, unless no colour is
 * wanted. */
static void
test_colours (void)
{
  g_autofree char *address = make_address ();
  Terminal *coloured = terminal_new (address);
  Terminal *plain = terminal_new_without (address, "1");
  gsize shown = wait_drawn (coloured, 0, "a minute usually takes the server ");
  gsize shown_plain = wait_drawn (plain, 0, "a minute usually takes the server ");
  const char *hot;
  const char *line;

  call_hot ();
  shown = wait_drawn (coloured, shown, "pg_sleep");
  hot = coloured->screen->str + shown;
  for (line = hot; line > coloured->screen->str && *line != '\n'; line--)
    ;
  g_assert_true (g_str_has_prefix (line + 1, CLEAR_LINE RED));
  g_assert_nonnull (strstr (coloured->screen->str, BAR));

  wait_drawn (plain, shown_plain, "pg_sleep");
  g_assert_null (strstr (plain->screen->str, RED));
  g_assert_nonnull (strstr (plain->screen->str, BAR));
  press (coloured, 'q', "\033[?25h\033[?1049l");
  press (plain, 'q', "\033[?25h\033[?1049l");
  terminal_end (coloured);
  terminal_end (plain);
}

/* It says since when and why, and nothing of what there is no server for. */
static void
test_lost (void)
{
  g_autofree char *address = make_address ();
  Terminal *terminal = terminal_new (address);
  g_autoptr (GError) error = NULL;
  gsize shown = wait_drawn (terminal, 0, "a minute usually takes the server ");

  opt_cluster_stop_sync (opt_test_get_cluster (), &error);
  g_assert_no_error (error);
  shown = wait_drawn (terminal, shown, "Not read since ");
  press (terminal, 's', "by mean");
  g_assert_null (strstr (terminal->screen->str, "1970"));
  g_assert_null (strstr (terminal->screen->str + shown, "a minute usually takes the server "));
  press (terminal, 'q', "\033[?25h\033[?1049l");
  terminal_end (terminal);
  /* The next one has its server. */
  opt_test_get_cluster ();
}

/* The server's process that it is connected to. */
static GPid
get_session (void)
{
  g_autoptr (OptConnection) connection = opt_test_connect ("postgres", OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows = opt_connection_query_sync (
      connection,
      "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'optischema/%' "
      "AND pid <> pg_backend_pid() ORDER BY backend_start DESC LIMIT 1",
      NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (opt_result_get_n_rows (rows), ==, 1);

  return (GPid) opt_result_get_int (rows, 0, "pid");
}

/* Before it is lost it is said that it does not answer. */
static void
test_silent (void)
{
  g_autofree char *address = make_address ();
  Terminal *terminal = terminal_new (address);
  gsize shown = wait_drawn (terminal, 0, "a minute usually takes the server ");
  GPid server = get_session ();

  g_assert_cmpint (kill (server, SIGSTOP), ==, 0);

  shown = wait_drawn (terminal, shown, "Waiting for an answer of the server since ");
  g_assert_cmpint (kill (server, SIGCONT), ==, 0);
  shown = wait_drawn (terminal, shown, "a minute usually takes the server ");
  wait_drawn (terminal, shown, "; longest answer ");
  press (terminal, 'q', "\033[?25h\033[?1049l");
  terminal_end (terminal);
}

static void
test_interrupted (void)
{
  g_autofree char *address = make_address ();
  Terminal *terminal = terminal_new (address);
  gsize shown = wait_drawn (terminal, 0, "queryid");

  g_subprocess_send_signal (terminal->process, SIGINT);
  wait_drawn (terminal, shown, "\033[?25h\033[?1049l");
  terminal_end (terminal);
}

/* A line an object, for as long as it is wanted. */
static void
test_json (void)
{
  g_autofree char *address = make_address ();
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (GSubprocess) process
      = cli_spawn (home, "top", "--follow", "--json", "--interval", "1s", address, NULL);
  g_autoptr (GDataInputStream) lines
      = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      g_autoptr (JsonNode) node = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (line);
      node = json_from_string (line, &error);
      g_assert_no_error (error);
      g_assert_true (json_object_has_member (json_node_get_object (node), "statements"));
    }
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

/* What the server's version does not count is null. */
static void
test_columns (void)
{
  static const char *const members[] = { "?i:wal_buffers_full",
                                         "?i:jit_functions",
                                         "?n:jit_ms",
                                         "?n:local_blocks_read_ms",
                                         "?n:local_blocks_write_ms",
                                         "?i:parallel_workers_planned",
                                         "?i:parallel_workers_launched",
                                         "?i:generic_plan_calls",
                                         "?i:custom_plan_calls",
                                         NULL };
  g_autofree char *address = make_address ();
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "top", "--json", "--since-reset", "--system", address, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);

  cli_assert_members (cli_get_first (json_node_get_object (node), "statements"), members);
}

/* What there is to choose from is said. */
static void
test_choices (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) sort = cli_run (home, "top", "--sort=banana", NULL);
  g_autoptr (CliRun) by = cli_run (home, "top", "--by=banana", NULL);

  cli_assert_failed (sort, 2, "banana", "total, mean, calls, rows, io, temp, wal, blend");
  cli_assert_failed (by, 2, "banana", "time, io, wal, temp, calls, blend");
}

static void
test_nobody_there (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run = cli_run (home, "top", "--follow", "--interval", "1s",
                                    "host=/nowhere port=1 dbname=x", NULL);
  g_autoptr (CliRun) refused = cli_run (home, "top", "--follow", "--interval", "1s",
                                        "host=127.0.0.1 port=1 dbname=x", NULL);
  g_autoptr (CliRun) both = cli_run (home, "top", "--follow", "--since-reset", NULL);

  g_assert_cmpint (run->status, ==, 3);
  g_assert_cmpstr (run->err, !=, "");
  /* Why in a line, and what to do in another. */
  cli_assert_failed (refused, 3, "Connection refused. Is the server running", "Next step");
  g_assert_null (strchr (refused->err, '\t'));
  g_assert_cmpint (both->status, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/top/terminal", test_terminal);
  g_test_add_func ("/cli/top/colours", test_colours);
  g_test_add_func ("/cli/top/lost", test_lost);
  g_test_add_func ("/cli/top/choices", test_choices);
  g_test_add_func ("/cli/top/silent", test_silent);
  g_test_add_func ("/cli/top/interrupted", test_interrupted);
  g_test_add_func ("/cli/top/json", test_json);
  g_test_add_func ("/cli/top/columns", test_columns);
  g_test_add_func ("/cli/top/nobody-there", test_nobody_there);

  return g_test_run ();
}
