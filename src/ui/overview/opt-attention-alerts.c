/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-attention-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-alerts.h"

/* (nullable): what is listed about the same already: several rules are on what is looked at here.
 */
static OptAttention *
find_same (GPtrArray *list, const OptAlert *alert)
{
  gboolean slower = g_strcmp0 (alert->rule, "slower") == 0;

  for (guint i = 0; i < list->len; i++)
    {
      OptAttention *attention = list->pdata[i];

      if (slower && g_str_equal (attention->key, "slower"))
        return attention;
      if (g_strcmp0 (attention->title, alert->title) == 0
          && (alert->item == NULL || attention->reason == NULL
              || strstr (attention->reason, alert->item) != NULL))
        return attention;
    }

  return NULL;
}

static OptAttention *
add (GPtrArray *list, const OptAlert *alert, const char *id)
{
  g_autofree char *text = opt_alert_describe (alert);
  OptAttention *attention = opt_attention_add (list, id, OPT_ATTENTION_WARNING, alert->title, text);

  /* The others are about what is on this page. */
  if (alert->page == NULL || g_str_equal (alert->page, "overview"))
    return attention;

  attention->button = g_strdup (_ ("Show It"));
  attention->action = g_strdup ("win.page");
  attention->target = g_strdup (alert->page);

  return attention;
}

/**
 * opt_attention_add_alerts:
 * @list: (element-type OptAttention): what is known already
 * @server: a server
 *
 * Adds what fires by the rules, and lets it be silenced.
 */
void
opt_attention_add_alerts (GPtrArray *list, OptServer *server)
{
  OptAlerts *alerts = opt_alerts_get_default ();
  g_autoptr (GPtrArray) firing = NULL;
  gint64 now = g_get_real_time ();

  if (alerts == NULL)
    return;

  firing = opt_alerts_list_firing (alerts, server);
  for (guint i = 0; i < firing->len; i++)
    {
      const OptAlert *alert = firing->pdata[i];
      g_autofree char *id = opt_alerts_make_id (alert);
      OptAttention *attention = find_same (list, alert);

      if (attention == NULL)
        attention = add (list, alert, id);
      if (attention->alert != NULL)
        continue;
      attention->alert = g_steal_pointer (&id);
      attention->silenced = alert->silenced > now;
    }
}
