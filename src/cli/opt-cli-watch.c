/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-watch-server.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-alert-file.h"
#include "opt-blocking-words.h"
#include "opt-history-writer.h"
#include "opt-profiles.h"
#include "opt-server-alerts.h"

/* Who ends the program waits so long for what is not written yet. */
#define WRITING_TAKES_AT_MOST (10 * G_USEC_PER_SEC)

typedef struct
{
  OptCli *cli;
  char **connections; /* ended by NULL */
  const char *rules;
  const char *rest; /* (nullable) */
} Watch;

/* ---- What is told ---------------------------------------------------------------------------- */

/* Of what there is to know who is to blame. */
static gboolean
is_blocking (const OptAlert *alert)
{
  return alert->state != OPT_ALERT_CLEARED && g_str_equal (alert->rule, "blocked");
}

static void
add_blocking (JsonBuilder *builder, OptSessionList *sessions)
{
  g_autoptr (OptSession) root = g_list_model_get_item (opt_session_list_get_roots (sessions), 0);
  g_autofree char *query = NULL;
  const OptBackend *backend;

  if (root == NULL)
    return;

  backend = opt_session_get_backend (root);
  query = opt_backend_get_plain_query (backend);
  json_builder_set_member_name (builder, "blocker");
  json_builder_begin_object (builder);
  opt_json_add_int (builder, "pid", backend->pid);
  opt_json_add_text (builder, "user", backend->user);
  opt_json_add_text (builder, "database", backend->database);
  opt_json_add_text (builder, "application", backend->application);
  opt_json_add_text (builder, "state", opt_backend_state_get_nick (backend->state));
  opt_json_add_time (builder, "transaction_start", backend->xact_start);
  opt_json_add_text (builder, "query", query);
  opt_json_add_int (builder, "behind", opt_session_get_n_behind (root));
  json_builder_end_object (builder);
}

static JsonNode *
make_json (const OptAlert *alert, OptSessionList *sessions)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "event", alert->state == OPT_ALERT_CLEARED ? "cleared" : "fired");
  opt_json_add_text (builder, "server", alert->server);
  opt_json_add_text (builder, "rule", alert->rule);
  opt_json_add_text (builder, "item", alert->item);
  opt_json_add_text (builder, "title", alert->title);
  opt_json_add_number (builder, "value", alert->value);
  opt_json_add_number (builder, "threshold", alert->threshold);
  opt_json_add_text (builder, "unit", opt_series_unit_get_nick (alert->unit));
  opt_json_add_time (builder, "since", alert->since);
  opt_json_add_time (builder, "fired", alert->fired);
  opt_json_add_time (builder, "cleared", alert->cleared);
  if (is_blocking (alert))
    add_blocking (builder, sessions);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static void
print_fired (const OptAlert *alert, OptSessionList *sessions)
{
  g_autofree char *who = is_blocking (alert) ? opt_blocking_describe_now (sessions) : NULL;
  g_autofree char *root = who != NULL ? opt_blocking_describe_root (sessions) : NULL;
  g_autofree char *time = opt_format_time (alert->fired);
  g_autofree char *figures = opt_alert_describe (alert);

  if (root != NULL)
    g_print ("%s  %s: %s. %s %s %s\n", time, alert->server, alert->title, figures, who, root);
  else
    g_print ("%s  %s: %s. %s\n", time, alert->server, alert->title, figures);
}

static void
print_cleared (const OptAlert *alert)
{
  g_autofree char *time = opt_format_time (alert->cleared);
  g_autofree char *lasted = opt_format_duration ((double) (alert->cleared - alert->since) / 1000.0);
  g_autofree char *what
      = alert->item != NULL ? g_strconcat (" (", alert->item, ")", NULL) : g_strdup ("");

  g_print (_ ("%s  %s: over after %s: %s%s.\n"), time, alert->server, lasted, alert->title, what);
}

static void
told (OptServerAlerts *alerts, const OptAlert *alert, Watch *watch)
{
  OptSessionList *sessions = opt_server_get_sessions (opt_server_alerts_get_server (alerts));

  if (watch->cli->json)
    {
      g_autoptr (JsonNode) node = make_json (alert, sessions);

      opt_cli_print_json (node, TRUE);
      /* Who reads a stream of them waits for this one. */
      fflush (stdout);
    }
  else if (alert->state == OPT_ALERT_CLEARED)
    print_cleared (alert);
  else
    print_fired (alert, sessions);
}

/* ---- The verb -------------------------------------------------------------------------------- */

/* As it was typed, or as it is saved. */
static gboolean
find_rest (Watch *watch, const char *connection, OptRestPolicy *policy, GError **error)
{
  g_autoptr (OptProfiles) profiles = NULL;

  *policy = OPT_REST_WHERE_IT_SUSPENDS;
  if (watch->rest != NULL && !opt_rest_policy_from_id (watch->rest, policy))
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Say never, where-it-suspends or always."),
                     _ ("“%s” says not whether a server may rest"), watch->rest);
      return FALSE;
    }
  if (watch->rest != NULL || connection == NULL)
    return TRUE;

  profiles = opt_profiles_new (NULL, NULL);
  if (profiles != NULL)
    *policy = opt_profiles_get_rest (profiles, connection);

  return TRUE;
}

static OptServerAlerts *
add_server (Watch *watch,
            const char *connection,
            OptAlertRules *rules,
            OptAlertLog *log,
            GPtrArray *firing,
            GError **error)
{
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (watch->cli, connection, error);
  g_autoptr (OptServer) server = NULL;
  OptServerAlerts *alerts;
  OptRestPolicy rest;

  if (conninfo == NULL || !find_rest (watch, connection, &rest, error))
    return NULL;

  server = opt_server_new (connection != NULL ? connection : "", conninfo);
  opt_server_set_rest (server, rest);
  alerts = opt_server_alerts_new (server, rules, log, firing);
  g_signal_connect (alerts, "fired", G_CALLBACK (told), watch);
  g_signal_connect (alerts, "cleared", G_CALLBACK (told), watch);

  return alerts;
}

static void
wake_up (GCancellable *cancellable, gpointer context)
{
  g_main_context_wakeup (context);
}

static void
run_until_cancelled (Watch *watch, GPtrArray *servers)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GPtrArray) told
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_cli_watch_server_free);
  gulong id = g_cancellable_connect (watch->cli->cancellable, G_CALLBACK (wake_up), context, NULL);

  for (guint i = 0; i < servers->len; i++)
    {
      OptServer *server = opt_server_alerts_get_server (servers->pdata[i]);

      g_ptr_array_add (told, opt_cli_watch_server_new (server, watch->cli->json));
      opt_server_connect (server);
    }
  while (!g_cancellable_is_cancelled (watch->cli->cancellable))
    g_main_context_iteration (context, TRUE);
  g_cancellable_disconnect (watch->cli->cancellable, id);

  g_clear_pointer (&told, g_ptr_array_unref);
  for (guint i = 0; i < servers->len; i++)
    opt_server_disconnect (opt_server_alerts_get_server (servers->pdata[i]));
  while (g_main_context_iteration (context, FALSE))
    ;
  /* The last minute of each is handed over now. */
  opt_history_writers_wait (WRITING_TAKES_AT_MOST);
}

/* Somebody wrote the file, here or in the window. */
static void
rules_changed (OptAlertFile *file, GPtrArray *servers)
{
  const GError *error = opt_alert_file_get_error (file);

  if (error != NULL)
    {
      g_autofree char *text = opt_error_to_text (error);

      g_printerr (_ ("The rules stay as they were: %s\n"), text);
      return;
    }
  for (guint i = 0; i < servers->len; i++)
    opt_server_alerts_set_rules (servers->pdata[i], opt_alert_file_get_rules (file));
}

/* The usual file need not be there; one that was named is meant. */
static OptAlertFile *
open_rules (const char *path, GError **error)
{
  if (path != NULL && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND,
                     _ ("Correct the path, or leave --rules out: then it is alerts.ini, or the "
                        "usual rules."),
                     _ ("There is no file of rules %s"), path);
      return NULL;
    }

  return opt_alert_file_new (path, error);
}

static OptCliStatus
run_watch (OptCli *cli, gpointer data, GError **error)
{
  Watch *watch = data;
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (OptAlertFile) file = open_rules (watch->rules, error);
  g_autoptr (OptAlertLog) log = NULL;
  g_autoptr (GPtrArray) firing = NULL;
  guint i = 0;

  if (file == NULL)
    return OPT_CLI_USAGE;
  if (opt_alert_file_get_error (file) != NULL)
    {
      g_propagate_error (error, g_error_copy (opt_alert_file_get_error (file)));
      return OPT_CLI_USAGE;
    }
  log = opt_alert_log_open_sync (NULL, error);
  if (log == NULL)
    return OPT_CLI_FAILED;
  firing = opt_alert_log_list_open_sync (log, g_get_real_time (), error);
  if (firing == NULL)
    return OPT_CLI_FAILED;
  do
    {
      OptServerAlerts *alerts = add_server (watch, watch->connections[i],
                                            opt_alert_file_get_rules (file), log, firing, error);

      if (alerts == NULL)
        return OPT_CLI_USAGE;
      g_ptr_array_add (servers, alerts);
    }
  while (watch->connections[i] != NULL && watch->connections[++i] != NULL);

  g_signal_connect (file, "changed", G_CALLBACK (rules_changed), servers);
  run_until_cancelled (watch, servers);
  g_signal_handlers_disconnect_by_func (file, rules_changed, servers);

  return OPT_CLI_DONE;
}

/**
 * opt_cli_watch:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `watch`: alerts as they come, until it is ended.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_watch (OptCli *cli, int argc, char **argv)
{
  g_autofree char *rules = NULL;
  g_autofree char *rest = NULL;
  Watch watch = { .cli = cli };
  const GOptionEntry entries[] = {
    { "rules", 0, 0, G_OPTION_ARG_FILENAME, &rules,
      N_ ("Take the rules from a file (alerts.ini in the settings' folder)"), "FILE" },
    { "rest", 0, 0, G_OPTION_ARG_STRING, &rest,
      N_ ("Leave a server alone while nobody uses it: never, where-it-suspends, always (as the "
          "connection is saved, else where-it-suspends)"),
      "WHEN" },
    { NULL },
  };

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, G_MAXINT))
    return OPT_CLI_USAGE;

  watch.rules = rules;
  watch.rest = rest;
  watch.connections = argv + 1;

  return opt_cli_run_job (cli, run_watch, &watch);
}
