/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-json.h"
#include "opt-profiles.h"
#include "opt-worker.h"

typedef struct
{
  OptCli *cli;
  OptCliJob job;
  gpointer data;
  GMainLoop *loop;
  OptCliStatus status;
} Run;

/**
 * opt_cli_usage:
 * @cli: the program
 * @format: printf-like, what can't be understood
 *
 * Returns: %OPT_CLI_USAGE
 */
OptCliStatus
opt_cli_usage (OptCli *cli, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_printerr ("optischema-cli: %s\n", message);
  if (cli->verb != NULL)
    g_printerr (_ ("Usage: optischema-cli %s %s\n"), cli->verb->name, cli->verb->arguments);

  return OPT_CLI_USAGE;
}

/**
 * opt_cli_parse:
 * @cli: the program, with its verb
 * @entries: the verb's own options, ended by an empty one
 * @argc: (inout): how many words, the verb's first
 * @argv: (inout): the words; the options are taken out
 * @min_arguments: so many words at least behind the verb
 * @max_arguments: at most
 *
 * Returns: %FALSE where the command line can't be understood, which has been said then
 */
gboolean
opt_cli_parse (OptCli *cli,
               const GOptionEntry *entries,
               int *argc,
               char ***argv,
               int min_arguments,
               int max_arguments)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print one documented JSON object"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (cli->verb->arguments);
  g_autofree char *program = g_strconcat ("optischema-cli ", cli->verb->name, NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname (program);
  g_option_context_set_summary (context, _ (cli->verb->summary));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      opt_cli_usage (cli, "%s", error->message);
      return FALSE;
    }

  /* "--" ends the options and is no argument. */
  if (*argc > 1 && strcmp ((*argv)[1], "--") == 0)
    {
      memmove (&(*argv)[1], &(*argv)[2], sizeof (char *) * (gsize) (*argc - 1));
      (*argc)--;
    }
  if (*argc - 1 < min_arguments)
    {
      opt_cli_usage (cli, _ ("An argument is missing."));
      return FALSE;
    }
  if (*argc - 1 > max_arguments)
    {
      opt_cli_usage (cli, _ ("“%s” is one argument too many."), (*argv)[max_arguments + 1]);
      return FALSE;
    }

  return TRUE;
}

static OptCliStatus
status_of (OptCli *cli, const GError *error)
{
  gboolean changes
      = cli->verb != NULL
        && (cli->verb->run == opt_cli_apply || cli->verb->run == opt_cli_undo
            || cli->verb->run == opt_cli_cancel || cli->verb->run == opt_cli_terminate);

  if (error->domain != OPT_ERROR)
    return OPT_CLI_FAILED;

  switch ((OptErrorCode) error->code)
    {
    case OPT_ERROR_UNREACHABLE:
    case OPT_ERROR_AUTHENTICATION:
    case OPT_ERROR_TIMEOUT:
    case OPT_ERROR_UNSUPPORTED:
      return OPT_CLI_UNREACHABLE;
    case OPT_ERROR_DENIED:
      /* A server that may not be read, or one that lets nothing be changed. */
      return changes ? OPT_CLI_FAILED : OPT_CLI_UNREACHABLE;
    case OPT_ERROR_FAILED:
    case OPT_ERROR_INVALID:
    case OPT_ERROR_SYNTAX:
    case OPT_ERROR_NOT_FOUND:
    case OPT_ERROR_REFUSED:
    case OPT_ERROR_CONFLICT:
    case OPT_ERROR_NO_SPACE:
    case OPT_ERROR_TOO_LARGE:
    case OPT_ERROR_DATA:
    default:
      /* A database that is not there is a server that can't be read. */
      return g_strcmp0 (opt_error_get_sqlstate (error), "3D000") == 0 ? OPT_CLI_UNREACHABLE
                                                                      : OPT_CLI_FAILED;
    }
}

/**
 * opt_cli_add_error:
 * @builder: within an object
 * @error: what went wrong
 *
 * Adds it as the member "error".
 */
void
opt_cli_add_error (JsonBuilder *builder, const GError *error)
{
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "message", error->message);
  opt_json_add_text (builder, "sqlstate", opt_error_get_sqlstate (error));
  opt_json_add_text (builder, "detail", opt_error_get_detail (error));
  opt_json_add_text (builder, "next_step", opt_error_get_next_step (error));
  json_builder_end_object (builder);
}

static void
print_error_json (const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  opt_cli_add_error (builder, error);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, FALSE);
}

/**
 * opt_cli_fail:
 * @cli: the program
 * @error: what went wrong
 *
 * Says what went wrong on the standard error, and as `{"error": …}` on the standard output where
 * JSON is wanted.
 *
 * Returns: the exit status for it
 */
OptCliStatus
opt_cli_fail (OptCli *cli, const GError *error)
{
  g_autofree char *text = opt_error_to_text (error);

  opt_cli_clear_progress (cli);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_printerr (_ ("optischema-cli: Cancelled: %s\n"), error->message);
      return OPT_CLI_FAILED;
    }

  g_printerr ("optischema-cli: %s\n", text);
  if (cli->json)
    print_error_json (error);

  return status_of (cli, error);
}

static gboolean
interrupted (gpointer data)
{
  OptCli *cli = data;

  g_cancellable_cancel (cli->cancellable);
  if (g_atomic_int_get (&cli->is_alone))
    {
      g_autoptr (GError) error = NULL;

      g_cancellable_set_error_if_cancelled (cli->cancellable, &error);
      _exit (opt_cli_fail (cli, error));
    }

  return G_SOURCE_CONTINUE;
}

static void
job_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  run->status = run->job (run->cli, run->data, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
job_done (GObject *object, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      OptCliStatus status = opt_cli_fail (run->cli, error);

      /* What was typed for CONN is no address, or the name of none. */
      if (run->status != OPT_CLI_USAGE || status != OPT_CLI_FAILED)
        run->status = status;
    }
  g_main_loop_quit (run->loop);
}

/**
 * opt_cli_run_job:
 * @cli: the program
 * @job: the verb's work
 * @data: for @job
 *
 * Runs the work in a thread, so that Ctrl+C is noticed whatever it does, and reports its error.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_run_job (OptCli *cli, OptCliJob job, gpointer data)
{
  Run run = { cli, job, data, g_main_loop_new (NULL, FALSE), OPT_CLI_FAILED };
  guint signals[] = {
    g_unix_signal_add (SIGINT, interrupted, cli),
    g_unix_signal_add (SIGTERM, interrupted, cli),
    g_unix_signal_add (SIGHUP, interrupted, cli),
  };
  g_autoptr (GTask) task = g_task_new (NULL, cli->cancellable, job_done, &run);

  g_task_set_task_data (task, &run, NULL);
  opt_worker_run (task, job_thread);
  g_main_loop_run (run.loop);
  g_main_loop_unref (run.loop);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (signals[i]);

  return run.status;
}

static gboolean
is_name (const char *argument)
{
  return argument != NULL && strchr (argument, '=') == NULL && strstr (argument, "://") == NULL;
}

static OptConninfo *
find_saved (OptCli *cli, const char *name, GError **error)
{
  g_autoptr (OptProfiles) profiles = opt_profiles_new (NULL, error);
  g_autoptr (OptKeyring) keyring = NULL;

  if (profiles == NULL)
    return NULL;
  keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);

  return opt_profiles_find_with_password_sync (profiles, name, keyring, cli->cancellable, error);
}

/**
 * opt_cli_resolve_connection:
 * @cli: the program
 * @argument: (nullable): CONN as it was typed
 * @error: return location for an error
 *
 * A URI or keyword string, a saved connection's name, or the PG* environment. A password on the
 * command line works, with a warning: other users of the machine can read it there.
 *
 * Returns: (transfer full) (nullable): where to connect
 */
OptConninfo *
opt_cli_resolve_connection (OptCli *cli, const char *argument, GError **error)
{
  OptConninfo *conninfo;

  if (argument == NULL)
    return opt_conninfo_new_from_environment (error);
  if (is_name (argument))
    return find_saved (cli, argument, error);

  conninfo = opt_conninfo_new (argument, error);
  if (conninfo != NULL && opt_conninfo_has_password (conninfo))
    g_printerr ("optischema-cli: %s\n",
                _ ("Warning: a password on the command line can be read by other users of this "
                   "machine. It is used now and kept nowhere; better put it into ~/.pgpass, "
                   "PGPASSFILE or the keyring."));

  return conninfo;
}

/* As --sandbox says, or the saved connection. */
static char *
find_sandbox (OptCli *cli, const char *argument)
{
  g_autoptr (OptProfiles) profiles = NULL;

  if (cli->sandbox != NULL)
    return g_strdup (cli->sandbox);
  if (!is_name (argument))
    return NULL;
  profiles = opt_profiles_new (NULL, NULL);

  return profiles != NULL ? opt_profiles_get_sandbox (profiles, argument) : NULL;
}

/**
 * opt_cli_open_database:
 * @cli: the program
 * @argument: (nullable): CONN as it was typed
 * @conninfo: what opt_cli_resolve_connection() made of it
 * @error: return location for an error
 *
 * Connects, and says where the sandbox is to be, for a verb with --sandbox.
 *
 * Returns: (transfer full) (nullable): the database
 */
OptDatabase *
opt_cli_open_database (OptCli *cli, const char *argument, OptConninfo *conninfo, GError **error)
{
  OptDatabase *database;
  g_autofree char *sandbox = NULL;

  /* Before anything is done it is known that it can be understood. */
  if (cli->sandbox != NULL)
    {
      g_autoptr (OptConninfo) given = opt_cli_resolve_connection (cli, cli->sandbox, error);

      if (given == NULL)
        return NULL;
    }
  database = opt_database_open_sync (conninfo, cli->cancellable, error);
  if (database == NULL)
    return NULL;
  sandbox = find_sandbox (cli, argument);
  opt_database_set_sandbox (database, sandbox);

  return database;
}

/**
 * opt_cli_clear_progress:
 * @cli: the program
 *
 * Takes the last step that was told off the terminal: what follows is the result.
 */
void
opt_cli_clear_progress (OptCli *cli)
{
  if (cli->progress.func != NULL)
    fputs ("\r\033[K", stderr);
}

/**
 * opt_cli_print_styled:
 * @text: what an OptText made: it may have colours, and has no other command to a terminal
 *
 * Prints it as it is; g_print() takes all commands out.
 */
void
opt_cli_print_styled (const char *text)
{
  fputs (text, stdout);
  fflush (stdout);
}

/**
 * opt_cli_print_json:
 * @node: what to print
 * @one_line: as one line of a stream, and not indented for reading
 */
void
opt_cli_print_json (JsonNode *node, gboolean one_line)
{
  g_autofree char *text = opt_json_print (node, !one_line);

  /* JSON is UTF-8 wherever it is printed. Of the control characters those of ASCII are escaped; of
   * the others none can be but in a text. */
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (character >= 0x7f && character <= 0x9f)
        printf ("\\u%04x", character);
      else
        fwrite (c, 1, (gsize) (g_utf8_next_char (c) - c), stdout);
    }
  fputc ('\n', stdout);
}
