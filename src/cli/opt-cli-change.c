/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-change.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "opt-change-group.h"
#include "opt-change-leftover.h"
#include "opt-change-log.h"
#include "opt-change-property-state.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-session-signal.h"

static const char *
get_verdict (OptAuditChange *change)
{
  switch (opt_audit_change_get_verdict (change))
    {
    case OPT_AUDIT_VERDICT_CONFIRMED:
      return "confirmed";
    case OPT_AUDIT_VERDICT_FLAGGED:
      return "flagged";
    case OPT_AUDIT_VERDICT_NONE:
    default:
      return NULL;
    }
}

/**
 * opt_cli_change_to_json:
 * @change: a change of the audit log
 *
 * Returns: (transfer full): its object in `history --json`
 */
JsonNode *
opt_cli_change_to_json (OptAuditChange *change)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *group = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "group");

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "id", opt_audit_change_get_id (change));
  opt_json_add_text (builder, "state",
                     opt_audit_state_get_nick (opt_audit_change_get_state (change)));
  opt_json_add_text (builder, "verdict", get_verdict (change));
  opt_json_add_text (builder, "server", opt_audit_change_get_server_name (change));
  opt_json_add_text (builder, "database", opt_audit_change_get_database (change));
  opt_json_add_text (builder, "user", opt_audit_change_get_user (change));
  opt_json_add_text (builder, "kind", opt_audit_change_get_kind (change));
  opt_json_add_text (builder, "title", opt_audit_change_get_title (change));
  opt_json_add_text (builder, "sql", opt_audit_change_get_sql (change));
  opt_json_add_text (builder, "undo_sql", opt_audit_change_get_undo_sql (change));
  opt_json_add_boolean (builder, "leftover", opt_change_has_leftover (change));
  opt_json_add_boolean (builder, "needs_restart", opt_change_needs_restart (change));
  opt_json_add_text (builder, "group", group);
  opt_json_add_text (builder, "recommendation", opt_audit_change_get_recommendation_id (change));
  opt_json_add_time (builder, "prepared_at",
                     opt_audit_change_get_time (change, OPT_AUDIT_PREPARED));
  opt_json_add_time (builder, "applied_at", opt_audit_change_get_time (change, OPT_AUDIT_DONE));
  opt_json_add_time (builder, "undone_at", opt_audit_change_get_time (change, OPT_AUDIT_UNDONE));
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* A change of several statements has a line for each. */
static char *
indent (const char *sql)
{
  g_auto (GStrv)
    lines = sql != NULL ? g_strsplit (sql, ";\n", -1) : NULL;

  return lines != NULL ? g_strjoinv (";\n    ", lines) : NULL;
}

/**
 * opt_cli_describe_change:
 * @change: a change of the audit log
 *
 * Prints it as `history` does.
 */
void
opt_cli_describe_change (OptAuditChange *change)
{
  g_autofree char *time = opt_format_time (opt_audit_change_get_time (change, OPT_AUDIT_PREPARED));
  OptAuditVerdict verdict = opt_audit_change_get_verdict (change);
  g_autofree char *sql = NULL;
  g_autofree char *undo_sql = NULL;

  g_print ("%s  %s  %s%s%s\n", opt_audit_change_get_id (change), time,
           opt_audit_state_get_label (opt_audit_change_get_state (change)),
           verdict != OPT_AUDIT_VERDICT_NONE ? ", " : "",
           verdict == OPT_AUDIT_VERDICT_CONFIRMED ? _ ("confirmed by the workload")
           : verdict == OPT_AUDIT_VERDICT_FLAGGED ? _ ("not confirmed by the workload")
                                                  : "");
  g_print ("    %s\n", opt_audit_change_get_server_name (change));
  sql = indent (opt_audit_change_get_sql (change));
  undo_sql = indent (opt_audit_change_get_undo_sql (change));
  g_print ("    %s\n", sql);
  if (undo_sql != NULL)
    g_print (_ ("    undo: %s\n"), undo_sql);
  if (opt_session_signal_is_nick (opt_audit_change_get_kind (change)))
    g_print (_ ("    %s; it can’t be undone\n"), opt_audit_change_get_title (change));
  if (opt_change_needs_restart (change))
    g_print ("    %s\n", _ ("It needs a restart of the server to come into force."));
  if (opt_change_has_leftover (change))
    g_print ("    %s\n", opt_change_get_leftover_words (change));
}

/**
 * opt_cli_print_change:
 * @cli: the program
 * @change_id: which change
 * @error: return location for an error
 *
 * Prints where a change stands now, as the audit log has it.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_print_change (OptCli *cli, const char *change_id, GError **error)
{
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, error);
  g_autoptr (OptAuditChange) change = NULL;

  if (audit == NULL)
    return OPT_CLI_FAILED;
  change = opt_audit_get_change_sync (audit, change_id, error);
  if (change == NULL)
    return OPT_CLI_FAILED;

  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_cli_change_to_json (change);

      opt_cli_print_json (node, FALSE);
    }
  else
    opt_cli_describe_change (change);

  return OPT_CLI_DONE;
}

static void
print_several (OptCli *cli, GPtrArray *changes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  if (!cli->json)
    {
      for (guint i = 0; i < changes->len; i++)
        opt_cli_describe_change (changes->pdata[i]);
      return;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    json_builder_add_value (builder, opt_cli_change_to_json (changes->pdata[i]));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, FALSE);
}

/**
 * opt_cli_print_changes:
 * @cli: the program
 * @change_id: which change
 * @error: return location for an error
 *
 * As opt_cli_print_change(), also of those that were made at once with it, where @change_id is the
 * first.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_print_changes (OptCli *cli, const char *change_id, GError **error)
{
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, error);
  g_autoptr (GPtrArray) changes = NULL;

  if (audit == NULL)
    return OPT_CLI_FAILED;
  changes = opt_change_group_list_sync (audit, change_id, error);
  if (changes == NULL)
    return OPT_CLI_FAILED;
  if (changes->len == 1)
    return opt_cli_print_change (cli, change_id, error);
  print_several (cli, changes);

  return OPT_CLI_DONE;
}

/* Waits for a line or for Ctrl+C, which the main thread takes. */
static gboolean
wait_for_answer (OptCli *cli, GError **error)
{
  struct pollfd fds[2] = {
    { .fd = STDIN_FILENO, .events = POLLIN },
    { .fd = g_cancellable_get_fd (cli->cancellable), .events = POLLIN },
  };

  while (poll (fds, G_N_ELEMENTS (fds), -1) < 0 && errno == EINTR)
    ;
  g_cancellable_release_fd (cli->cancellable);

  return !g_cancellable_set_error_if_cancelled (cli->cancellable, error);
}

/**
 * opt_cli_ask:
 * @cli: the program
 * @question: what to ask; only "y" or "yes" is a yes
 * @error: return location for an error: %OPT_ERROR_REFUSED without a yes
 *
 * Asks on the terminal. Where nobody can answer the answer is no.
 *
 * Returns: whether the answer was yes
 */
gboolean
opt_cli_ask (OptCli *cli, const char *question, GError **error)
{
  char answer[16] = "";

  if (!isatty (STDIN_FILENO))
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     _ ("Run it in a terminal and answer, or give --yes."),
                     _ ("Nobody is there to say yes. Nothing was changed."));
      return FALSE;
    }

  g_printerr ("%s [y/N] ", question);
  if (!wait_for_answer (cli, error))
    {
      g_printerr ("\n");
      return FALSE;
    }
  if (fgets (answer, sizeof answer, stdin) != NULL)
    {
      g_strstrip (answer);
      if (g_ascii_strcasecmp (answer, "y") == 0 || g_ascii_strcasecmp (answer, "yes") == 0)
        return TRUE;
    }
  opt_set_error (error, OPT_ERROR_REFUSED, NULL, _ ("Not confirmed. Nothing was changed."));

  return FALSE;
}

/**
 * opt_cli_run_change:
 * @cli: the program
 * @argc: how many words
 * @argv: the words: the verb, a connection, an id, and options
 * @job: does it; its data is a #OptCliChangeArguments
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_run_change (OptCli *cli, int argc, char **argv, OptCliJob job)
{
  OptCliChangeArguments arguments = { 0 };
  g_autofree char *role = NULL;
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &role, N_ ("Sign in as this role for the change"), "ROLE" },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &arguments.yes, N_ ("Don't ask"), NULL },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 2, 2))
    return OPT_CLI_USAGE;

  arguments.connection = argv[1];
  arguments.id = argv[2];
  arguments.role = role;

  return opt_cli_run_job (cli, job, &arguments);
}
