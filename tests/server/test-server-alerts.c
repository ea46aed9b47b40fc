/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-rules.h"
#include "opt-server-alerts.h"
#include "opt-server-vitals.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/alerts/elsewhere", test_elsewhere);

  return g_test_run ();
}
