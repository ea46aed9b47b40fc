/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-verdict-notification.h"

#include <glib/gi18n.h>

/**
 * opt_verdict_make_notification:
 * @confirmation: of a change that made things worse
 * @server: the server's name, as a person calls it
 *
 * Returns: (transfer full): what the desktop shows: it opens the change, and offers to take it back
 */
GNotification *
opt_verdict_make_notification (const OptConfirmation *confirmation, const char *server)
{
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  g_autoptr (GVariant) target = NULL;
  GNotification *notification;

  g_return_val_if_fail (confirmation != NULL && server != NULL, NULL);
  g_return_val_if_fail (confirmation->change_id != NULL, NULL);

  title = g_strdup_printf (_ ("%s: a change made its statements slower"), server);
  body = g_strdup_printf ("%s\n%s", confirmation->title != NULL ? confirmation->title : "",
                          confirmation->reason);
  target = g_variant_ref_sink (g_variant_new ("(ss)", server, confirmation->change_id));
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.alert", "(sss)", server,
                                                "history", confirmation->change_id);
  g_notification_add_button_with_target_value (notification, _ ("Undo…"), "app.undo-change",
                                               target);

  return notification;
}

/**
 * opt_verdict_notify:
 * @confirmation: what came of a change
 * @server: where it was made
 *
 * Tells the desktop where a change made things worse, once.
 */
void
opt_verdict_notify (const OptConfirmation *confirmation, OptServer *server)
{
  GApplication *application = g_application_get_default ();
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = NULL;

  g_return_if_fail (confirmation != NULL && OPT_IS_SERVER (server));

  if (application == NULL || !confirmation->news
      || confirmation->verdict != OPT_CONFIRMATION_VERDICT_WORSE)
    return;

  notification = opt_verdict_make_notification (confirmation, opt_server_get_name (server));
  id = g_strjoin ("\n", "verdict", opt_server_get_name (server), confirmation->change_id, NULL);
  g_application_send_notification (application, id, notification);
}
