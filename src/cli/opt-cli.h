/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "opt-conninfo.h"
#include "opt-database.h"
#include "opt-progress.h"

G_BEGIN_DECLS

/**
 * OptCliStatus:
 * @OPT_CLI_DONE: done
 * @OPT_CLI_NOTHING: nothing was found, or the claim was refuted
 * @OPT_CLI_USAGE: the command line can't be understood
 * @OPT_CLI_UNREACHABLE: the server could not be reached or read
 * @OPT_CLI_FAILED: it failed or was refused
 *
 * The program's exit statuses.
 */
typedef enum
{
  OPT_CLI_DONE = 0,
  OPT_CLI_NOTHING = 1,
  OPT_CLI_USAGE = 2,
  OPT_CLI_UNREACHABLE = 3,
  OPT_CLI_FAILED = 4,
} OptCliStatus;

typedef struct _OptCli OptCli;

/**
 * OptCliVerb:
 * @name: as it is typed
 * @arguments: what follows it, for the usage line
 * @summary: one line for the list of verbs, marked for translation
 * @run: does it
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  OptCliStatus (*run) (OptCli *cli, int argc, char **argv);
} OptCliVerb;

/**
 * OptCli:
 * @verb: the one that runs
 * @json: print the documented object and nothing else
 * @cancellable: cancelled by Ctrl+C
 * @is_alone: no server is asked: the first signal ends the program, whatever it does
 * @sandbox: (nullable): the server that --sandbox named, as it was typed
 * @progress: tells steps on the standard error, where that is a terminal
 */
struct _OptCli
{
  const OptCliVerb *verb;
  gboolean json;
  GCancellable *cancellable;
  gint is_alone;
  char *sandbox;
  OptProgress progress;
};

/**
 * OptCliJob:
 * @cli: the program
 * @data: the verb's arguments
 * @error: return location for an error
 *
 * A verb's work, in a thread with a main context of its own, where the `_sync` calls may be used.
 *
 * Returns: the exit status; where @error is set it is decided by the error, but %OPT_CLI_USAGE
 *   stays where the error alone would make it %OPT_CLI_FAILED
 */
typedef OptCliStatus (*OptCliJob) (OptCli *cli, gpointer data, GError **error);

gboolean opt_cli_parse (OptCli *cli,
                        const GOptionEntry *entries,
                        int *argc,
                        char ***argv,
                        int min_arguments,
                        int max_arguments);
OptCliStatus opt_cli_usage (OptCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
OptCliStatus opt_cli_fail (OptCli *cli, const GError *error);
void opt_cli_add_error (JsonBuilder *builder, const GError *error);
OptCliStatus opt_cli_run_job (OptCli *cli, OptCliJob job, gpointer data);
OptConninfo *opt_cli_resolve_connection (OptCli *cli, const char *argument, GError **error);
OptDatabase *opt_cli_open_database (OptCli *cli,
                                    const char *argument,
                                    OptConninfo *conninfo,
                                    GError **error);
void opt_cli_clear_progress (OptCli *cli);
void opt_cli_print_styled (const char *text);
void opt_cli_print_json (JsonNode *node, gboolean one_line);

OptCliStatus opt_cli_activity (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_advise (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_apply (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_cancel (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_check (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_confirm (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_demo (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_diff (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_history (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_plan (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_samples (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_sandbox (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_terminate (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_top (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_trial (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_tune (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_undo (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_vitals (OptCli *cli, int argc, char **argv);
OptCliStatus opt_cli_watch (OptCli *cli, int argc, char **argv);

G_END_DECLS
