/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-alert-rules.h"
#include "opt-error.h"
#include "opt-poller.h"
#include "opt-server-alerts.h"
#include "opt-server-private.h"
#include "opt-server-vitals.h"
#include "opt-test.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static OptServer *
make_server (const char *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (place, &error);

  g_assert_no_error (error);

  return opt_server_new ("Demo", conninfo);
}

/* For so long that it fires. */
static void
use_up (OptServer *server, gint64 begin)
{
  const OptSeriesInfo info
      = { "connections.used_share", NULL, "connections.used_share", OPT_SERIES_UNIT_SHARE };
  OptSeriesSet *set = opt_server_get_series (server);

  for (gint64 i = 1; i <= 5; i++)
    {
      opt_series_set_add (set, &info, begin + (i - 1) * 10 * SECOND, begin + i * 10 * SECOND, 0.99);
      opt_series_set_commit (set);
    }
}

static void
assert_firing (OptServerAlerts *alerts, const char *server)
{
  g_autoptr (GPtrArray) firing = opt_server_alerts_list_firing (alerts);

  g_assert_cmpuint (firing->len, ==, 1);
  g_assert_cmpstr (((const OptAlert *) firing->pdata[0])->server, ==, server);
}

/* The next demo is another server under the same name: what fires is of it, and not of the one
 * before. */
static void
test_elsewhere (void)
{
  g_autoptr (OptServer) server = make_server ("host=/one dbname=shop user=ann");
  g_autoptr (OptServer) other = make_server ("host=/two dbname=shop user=ann");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAlertRules) rules = opt_alert_rules_load ("/nowhere/alerts.ini", &error);
  g_autoptr (OptServerAlerts) alerts = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autofree char *before = g_strdup (opt_server_get_display (server));

  g_assert_no_error (error);
  alerts = opt_server_alerts_new (server, rules, NULL, NULL);
  use_up (server, 1000 * SECOND);
  assert_firing (alerts, before);

  opt_server_set_conninfo (server, opt_server_get_conninfo (other));
  none = opt_server_alerts_list_firing (alerts);
  g_assert_cmpuint (none->len, ==, 0);
  use_up (server, 2000 * SECOND);
  g_assert_cmpstr (before, !=, opt_server_get_display (other));
  assert_firing (alerts, opt_server_get_display (other));
}

static void
count (OptServerAlerts *alerts, const OptAlert *alert, guint *n)
{
  (*n)++;
}

static OptServerAlerts *
go_online (OptServer *server, OptServerFacts *facts, OptAlertRules *rules, guint n[2])
{
  OptServerAlerts *alerts = opt_server_alerts_new (server, rules, NULL, NULL);

  opt_server_set_facts (server, facts);
  opt_server_set_state (server, OPT_SERVER_ONLINE, NULL);
  g_signal_connect (alerts, "fired", G_CALLBACK (count), &n[0]);
  g_signal_connect (alerts, "cleared", G_CALLBACK (count), &n[1]);

  return alerts;
}

static void
add_share (OptServer *server, gint64 time, double value)
{
  const OptSeriesInfo info
      = { "connections.used_share", NULL, "connections.used_share", OPT_SERIES_UNIT_SHARE };

  opt_series_set_add (opt_server_get_series (server), &info, time - 10 * SECOND, time, value);
  opt_series_set_commit (opt_server_get_series (server));
}

/* Two connections to databases of one server: what is of the whole server is told once, by the one
 * that sees it, and goes on where that one ends. */
static void
test_same_server (void)
{
  g_autoptr (OptConnection) connection = opt_test_connect (NULL, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServerFacts) facts = opt_server_facts_load_sync (connection, NULL, &error);
  g_autoptr (OptServer) server = make_server ("host=/one dbname=shop user=ann");
  g_autoptr (OptServer) other = make_server ("host=/one dbname=books user=ann");
  g_autoptr (OptAlertRules) rules = opt_alert_rules_new ();
  g_autoptr (OptServerAlerts) first = NULL;
  g_autoptr (OptServerAlerts) second = NULL;
  guint n[2] = { 0 };
  gint64 time = 1000 * SECOND;

  g_assert_no_error (error);
  first = go_online (server, facts, rules, n);
  second = go_online (other, facts, rules, n);
  for (guint i = 0; i < 10; i++, time += 10 * SECOND)
    {
      add_share (other, time, 0.99);
      /* That one's role may not see it, at first. */
      add_share (server, time, i < 5 ? NAN : 0.99);
      if (i == 4)
        assert_firing (second, opt_server_get_display (other));
    }
  assert_firing (first, opt_server_get_display (other));
  g_assert_cmpuint (n[0], ==, 1);

  opt_server_set_state (server, OPT_SERVER_OFFLINE, NULL);
  for (guint i = 0; i < 10; i++, time += 10 * SECOND)
    add_share (other, time, i < 5 ? 0.99 : 0.1);
  g_assert_cmpuint (n[0], ==, 1);
  g_assert_cmpuint (n[1], ==, 0);
  for (guint i = 0; i < 10; i++, time += 10 * SECOND)
    add_share (other, time, 0.1);
  g_assert_cmpuint (n[0], ==, 1);
  g_assert_cmpuint (n[1], ==, 1);
}

typedef struct
{
  OptServerFacts *facts;
  OptServer *server;
  OptServer *other;
  OptAlertRules *rules;
  OptServerAlerts *first;
  OptServerAlerts *second;
  guint n[2]; /* told as fired, and as over */
  gint64 time;
} Two;

static void
set_up (Two *two, gconstpointer data)
{
  g_autoptr (OptConnection) connection = opt_test_connect (NULL, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;

  two->facts = opt_server_facts_load_sync (connection, NULL, &error);
  g_assert_no_error (error);
  two->server = make_server ("host=/one dbname=shop user=ann");
  two->other = make_server ("host=/one dbname=books user=ann");
  two->rules = opt_alert_rules_new ();
  two->time = 1000 * SECOND;
}

static void
tear_down (Two *two, gconstpointer data)
{
  g_clear_object (&two->first);
  g_clear_object (&two->second);
  g_object_unref (two->facts);
  g_object_unref (two->server);
  g_object_unref (two->other);
  g_object_unref (two->rules);
}

/* Both see how much is used: one poll after the other. */
static void
see (Two *two, guint polls, double value)
{
  for (guint i = 0; i < polls; i++, two->time += 10 * SECOND)
    {
      if (two->first != NULL && opt_server_get_state (two->server) == OPT_SERVER_ONLINE)
        add_share (two->server, two->time, value);
      if (opt_server_get_state (two->other) == OPT_SERVER_ONLINE)
        add_share (two->other, two->time, value);
    }
}

/* The connection that tells is removed: the other goes on with it, and tells when it is over. */
static void
test_removed (Two *two, gconstpointer data)
{
  two->first = go_online (two->server, two->facts, two->rules, two->n);
  two->second = go_online (two->other, two->facts, two->rules, two->n);
  see (two, 10, 0.99);
  assert_firing (two->first, opt_server_get_display (two->server));

  opt_server_set_state (two->server, OPT_SERVER_OFFLINE, NULL);
  opt_server_alerts_end (two->first);
  g_clear_object (&two->first);
  assert_firing (two->second, opt_server_get_display (two->server));
  see (two, 10, 0.99);
  g_assert_cmpuint (two->n[0], ==, 1);
  see (two, 20, 0.1);
  g_assert_cmpuint (two->n[0], ==, 1);
  g_assert_cmpuint (two->n[1], ==, 1);

  /* Nobody is there to go on: it is over, as far as anybody sees. */
  see (two, 10, 0.99);
  g_assert_cmpuint (two->n[0], ==, 2);
  opt_server_alerts_end (two->second);
  g_assert_cmpuint (two->n[1], ==, 2);
}

/* What is silenced is so whoever sees it, also when it fires anew. */
static void
test_silenced (Two *two, gconstpointer data)
{
  gint64 later = g_get_real_time () + 3600 * SECOND;
  const OptAlertRule *rule = NULL;

  two->first = go_online (two->server, two->facts, two->rules, two->n);
  two->second = go_online (two->other, two->facts, two->rules, two->n);
  for (guint i = 0; i < opt_alert_rules_get_n (two->rules) && rule == NULL; i++)
    if (g_str_equal (opt_alert_rules_get (two->rules, i)->series, "connections.used_share"))
      rule = opt_alert_rules_get (two->rules, i);
  see (two, 10, 0.99);
  g_assert_cmpuint (two->n[0], ==, 1);

  opt_server_alerts_silence (two->first, rule->name, NULL, later);
  see (two, 20, 0.1);
  opt_server_set_state (two->server, OPT_SERVER_OFFLINE, NULL);
  see (two, 10, 0.99);
  assert_firing (two->second, opt_server_get_display (two->other));
  g_assert_cmpuint (two->n[0], ==, 1);

  opt_server_alerts_silence (two->second, rule->name, NULL, 0);
  see (two, 1, 0.99);
  g_assert_cmpuint (two->n[0], ==, 2);
  /* That holds for the one that had it first, too. */
  opt_server_set_state (two->server, OPT_SERVER_ONLINE, NULL);
  see (two, 20, 0.1);
  see (two, 10, 0.99);
  g_assert_cmpuint (two->n[0], ==, 3);
}

/* Nobody knows yet that the two are of one server. */
static void
test_unreachable (Two *two, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (OPT_ERROR, OPT_ERROR_UNREACHABLE, "Nobody is there.");
  g_autoptr (OptAlertRules) rules
      = opt_alert_rules_parse ("[rule unreachable]\nfor=0\n", "alerts.ini", NULL);
  OptServer *servers[] = { two->server, two->other };

  two->first = opt_server_alerts_new (two->server, rules, NULL, NULL);
  two->second = opt_server_alerts_new (two->other, rules, NULL, NULL);
  g_signal_connect (two->first, "fired", G_CALLBACK (count), &two->n[0]);
  g_signal_connect (two->second, "fired", G_CALLBACK (count), &two->n[0]);
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    opt_server_set_state (servers[i], OPT_SERVER_LOST, error);
  g_assert_cmpuint (two->n[0], ==, 1);
}

static void
failed (OptPoller *poller, const GError *error, guint *n)
{
  (*n)++;
}

static void
wait_for (guint *n, guint wanted, gint64 longest)
{
  gint64 end = g_get_monotonic_time () + longest;

  while (*n < wanted && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  g_assert_cmpuint (*n, >=, wanted);
}

/* Where one finds the server again the other does not wait until it would have tried. */
static void
test_there_again (Two *two, gconstpointer data)
{
  guint n = 0;

  two->first = opt_server_alerts_new (two->server, two->rules, NULL, NULL);
  two->second = opt_server_alerts_new (two->other, two->rules, NULL, NULL);
  opt_server_connect (two->other);
  g_signal_connect (two->other->poller, "error", G_CALLBACK (failed), &n);
  /* After a second, two, and four. */
  wait_for (&n, 3, 30 * SECOND);

  opt_server_set_facts (two->server, two->facts);
  opt_server_set_state (two->server, OPT_SERVER_ONLINE, NULL);
  wait_for (&n, 4, 2 * SECOND);
  opt_server_disconnect (two->other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/alerts/elsewhere", test_elsewhere);
  g_test_add_func ("/server/alerts/same-server", test_same_server);
  g_test_add ("/server/alerts/removed", Two, NULL, set_up, test_removed, tear_down);
  g_test_add ("/server/alerts/silenced", Two, NULL, set_up, test_silenced, tear_down);
  g_test_add ("/server/alerts/unreachable", Two, NULL, set_up, test_unreachable, tear_down);
  g_test_add ("/server/alerts/there-again", Two, NULL, set_up, test_there_again, tear_down);

  return g_test_run ();
}
