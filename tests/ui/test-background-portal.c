/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-background-portal.h"
#include "ui-fixture.h"

/* The desktop's portal, as its specification says: a request answers by a signal. */
static const char interface[]
    = "<node><interface name='org.freedesktop.portal.Background'>"
      "<method name='RequestBackground'><arg type='s' direction='in'/>"
      "<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
      "<property name='version' type='u' access='read'/>"
      "</interface></node>";

typedef struct
{
  GDBusConnection *bus;    /* the portal's */
  GDBusConnection *client; /* the program's */
  guint object;
  guint32 response;
  gboolean background;
  gboolean asked_to_start; /* as it was asked */
  char *reason;
  char **command;
  gboolean answered;
  gboolean done;
  OptBackgroundAnswer answer;
  GError *error;
} Fixture;

static void
called (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *name,
        const char *method,
        GVariant *parameters,
        GDBusMethodInvocation *invocation,
        gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *client = g_strdelimit (g_strdup (sender + 1), ".", '_');
  const char *token = NULL;
  g_autofree char *request = NULL;
  GVariantBuilder results;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "reason", "s", &fixture->reason));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &fixture->asked_to_start));
  g_assert_true (g_variant_lookup (options, "commandline", "^as", &fixture->command));
  request = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", client, token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));

  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "background",
                         g_variant_new_boolean (fixture->background));
  g_variant_builder_add (&results, "{sv}", "autostart",
                         g_variant_new_boolean (fixture->background && fixture->asked_to_start));
  g_dbus_connection_emit_signal (bus, sender, request, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(ua{sv})", fixture->response, &results), NULL);
}

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);

  return bus;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const GDBusInterfaceVTable table = { .method_call = called };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface, NULL);
  g_autoptr (GVariant) reply = NULL;

  fixture->client = connect_to_bus ();
  fixture->background = TRUE;
  if (data != NULL)
    return;

  fixture->bus = connect_to_bus ();
  fixture->object
      = g_dbus_connection_register_object (fixture->bus, "/org/freedesktop/portal/desktop",
                                           node->interfaces[0], &table, fixture, NULL, NULL);
  reply
      = g_dbus_connection_call_sync (fixture->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                     "org.freedesktop.DBus", "RequestName",
                                     g_variant_new ("(su)", "org.freedesktop.portal.Desktop", 0),
                                     NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (reply);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->bus != NULL)
    g_dbus_connection_close_sync (fixture->bus, NULL, NULL);
  g_dbus_connection_close_sync (fixture->client, NULL, NULL);
  g_clear_object (&fixture->bus);
  g_clear_object (&fixture->client);
  g_clear_error (&fixture->error);
  g_free (fixture->reason);
  g_strfreev (fixture->command);
}

static void
answered (GObject *object, GAsyncResult *result, gpointer data)
{
  Fixture *fixture = data;

  fixture->answered = opt_background_portal_ask_finish (result, &fixture->answer, &fixture->error);
  fixture->done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Fixture *) data)->done;
}

static void
ask (Fixture *fixture, gboolean autostart)
{
  static const char *const command[] = { "optischema", "--background", NULL };

  opt_background_portal_ask_async (fixture->client, "To watch", autostart, command, NULL, answered,
                                   fixture);
  ui_fixture_wait (is_done, fixture);
}

static void
test_allowed (Fixture *fixture, gconstpointer data)
{
  ask (fixture, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->answer.background && fixture->answer.autostart);
  g_assert_cmpstr (fixture->reason, ==, "To watch");
  g_assert_cmpstr (fixture->command[1], ==, "--background");
  g_assert_null (fixture->command[2]);
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  fixture->background = FALSE;
  ask (fixture, TRUE);
  g_assert_true (fixture->answered);
  g_assert_false (fixture->answer.background || fixture->answer.autostart);
}

/* Who closes the question says no. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  fixture->response = 1;
  ask (fixture, FALSE);
  g_assert_true (fixture->answered);
  g_assert_false (fixture->answer.background);
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  fixture->response = 2;
  ask (fixture, FALSE);
  g_assert_false (fixture->answered);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  ask (fixture, FALSE);
  g_assert_false (fixture->answered);
  g_assert_nonnull (fixture->error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data) \
  g_test_add ("/ui/background-portal/" #name, Fixture, data, set_up, test_##name, tear_down)
  ADD (allowed, NULL);
  ADD (denied, NULL);
  ADD (cancelled, NULL);
  ADD (failed, NULL);
  ADD (none, "no portal");
#undef ADD

  return g_test_run ();
}
