/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "opt-cli.h"
#include "opt-format.h"

/* In the order of the work. */
static const OptCliVerb verbs[] = {
  { "check", "[CONN]", N_ ("Say what OptiSchema finds and misses on a server"), opt_cli_check },
  { "top", "[CONN]", N_ ("Show the statements that cost most"), opt_cli_top },
  { "vitals", "[CONN]", N_ ("Show how the server is: connections, WAL, replication, sizes"),
    opt_cli_vitals },
  { "watch", "[CONN…] [--rules FILE] [--rest WHEN]", N_ ("Tell alerts as they come"),
    opt_cli_watch },
  { "activity", "[CONN]", N_ ("Show what sessions do, and who holds up whom"), opt_cli_activity },
  { "cancel", "CONN PID [--as ROLE] [--yes]", N_ ("Cancel the statement of a session"),
    opt_cli_cancel },
  { "terminate", "CONN PID [--as ROLE] [--yes]", N_ ("End a session"), opt_cli_terminate },
  { "samples", "CONN [QUERYID] [--forget]", N_ ("Show the values that sessions were seen to send"),
    opt_cli_samples },
  { "plan",
    "[CONN] (--query SQL | --queryid ID) [--history] | --file FILE [--list | --nth N] | --remember [--file LOG] | --top N",
    N_ ("Explain a statement, or read a plan"), opt_cli_plan },
  { "diff", "FILE1 FILE2", N_ ("Say what differs between two plans of a statement"), opt_cli_diff },
  { "advise", "[CONN] [--query SQL | --queryid ID | --workload FILE]", N_ ("Recommend indexes"),
    opt_cli_advise },
  { "trial",
    "CONN (RECOMMENDATION-ID | --change SQL… | --rewrite SQL) [--query SQL | --queryid ID | "
    "--workload FILE]",
    N_ ("Measure a change in the sandbox"), opt_cli_trial },
  { "sandbox", "[--wipe]", N_ ("List the sandboxes of this machine, or wipe what was left"),
    opt_cli_sandbox },
  { "apply",
    "CONN (RECOMMENDATION-ID | --change SQL) [--as ROLE] [--yes] | --dry-run | --migration FILE [--migration-format FORMAT]",
    N_ ("Apply a recommendation, or a change of your own"), opt_cli_apply },
  { "undo", "CONN CHANGE-ID [--as ROLE] [--yes] [--all]", N_ ("Undo a change that was applied"),
    opt_cli_undo },
  { "confirm", "CONN CHANGE-ID", N_ ("Say from the workload whether a change has helped"),
    opt_cli_confirm },
  { "history", "[CONN] [--entries] [--csv] | --verify [--against HEAD]",
    N_ ("Show the changes that were made"), opt_cli_history },
  { "tune", "[CONN]", N_ ("Do the whole job, without applying"), opt_cli_tune },
  { "demo", "start | status | stop", N_ ("Run a demo server with a workload"), opt_cli_demo },
};

static void
print_help (void)
{
  g_print ("%s\n  optischema-cli %s\n\n%s\n", _ ("Usage:"), _ ("VERB [OPTIONS]"), _ ("Verbs:"));
  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_print ("  %-9s  %s\n", verbs[i].name, _ (verbs[i].summary));
  g_print ("\n%s\n", _ ("“optischema-cli VERB --help” lists a verb's options."));
  g_print ("%s\n",
           _ ("CONN is a PostgreSQL URI or keyword string, a saved connection's name, or absent "
              "for the PG* environment."));
}

static void
tell_step (const char *step, gint64 done, gint64 total, gpointer data)
{
  g_autofree char *plain = opt_format_plain (step);

  if (done >= 0 && total > 0)
    fprintf (stderr, "\r\033[K%s (%d %%)", plain, (int) (100 * done / total));
  else
    fprintf (stderr, "\r\033[K%s", plain);
  fflush (stderr);
}

static OptCliStatus
run_verb (const OptCliVerb *verb, int argc, char **argv)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean terminal = isatty (STDERR_FILENO);
  OptCli cli = {
    .verb = verb,
    .cancellable = cancellable,
    .progress = { terminal ? tell_step : NULL, NULL },
  };
  OptCliStatus status = verb->run (&cli, argc, argv);

  g_free (cli.sandbox);

  return status;
}

/* A result that nobody got is no success. */
static int
finish (OptCliStatus status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return (int) status;

  g_printerr ("optischema-cli: %s\n", _ ("The output could not be written."));

  return OPT_CLI_FAILED;
}

/* Without this GLib turns what the locale's character set lacks into question marks: in a bare
 * container that is the µ of every duration. Terminals take UTF-8 there, too. Nothing of it is a
 * command to them, whatever a server says. */
static void
print_utf8 (const char *text)
{
  g_autofree char *plain = opt_format_plain (text);

  fputs (plain, stdout);
  fflush (stdout);
}

static void
print_error_utf8 (const char *text)
{
  g_autofree char *plain = opt_format_plain (text);

  fputs (plain, stderr);
  fflush (stderr);
}

int
main (int argc, char **argv)
{
  OptCli cli = { 0 };

  setlocale (LC_ALL, "");
  /* Numbers for machines keep their point; what people read is formatted by base. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, OPT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_print_handler (print_utf8);
  g_set_printerr_handler (print_error_utf8);
  /* The standard output is for the result. */
  g_log_writer_default_set_use_stderr (TRUE);

  if (argc < 2)
    {
      print_help ();
      return OPT_CLI_USAGE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0
      || strcmp (argv[1], "help") == 0)
    {
      print_help ();
      return OPT_CLI_DONE;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      g_print ("optischema-cli %s\n", OPT_VERSION);
      return OPT_CLI_DONE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (strcmp (argv[1], verbs[i].name) == 0)
      return finish (run_verb (&verbs[i], argc - 1, argv + 1));

  return (int) opt_cli_usage (&cli, _ ("There is no verb “%s”; try “optischema-cli --help”."),
                              argv[1]);
}
