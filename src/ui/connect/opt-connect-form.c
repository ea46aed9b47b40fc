/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-connect-form-private.h"

#include <glib/gi18n.h>

#include "opt-connect-name.h"
#include "opt-error.h"

/* Who is still typing is not told yet that the address is incomplete. */
#define PATIENCE_MS 800

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OptConnectForm, opt_connect_form, ADW_TYPE_BIN)

static void
mark (GtkEditable *row, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* ---- What is wrong --------------------------------------------------------------------------- */

static void
show_label (GtkLabel *label, const GError *error)
{
  const char *step = opt_error_get_next_step (error);
  g_autofree char *text = NULL;

  if (error != NULL)
    text = step != NULL ? g_strdup_printf ("%s\n%s", error->message, step)
                        : g_strdup (error->message);
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static gboolean
show_wrong_address (gpointer data)
{
  OptConnectForm *self = data;

  self->error_id = 0;
  mark (self->address_row, self->wrong_address != NULL);
  show_label (self->address_error, self->wrong_address);

  return G_SOURCE_REMOVE;
}

/* That it is right again is told at once. */
void
opt_connect_form_take_error (OptConnectForm *self, GError *error)
{
  g_clear_error (&self->wrong_address);
  self->wrong_address = error;
  g_clear_handle_id (&self->error_id, g_source_remove);
  if (error == NULL)
    show_wrong_address (self);
  else
    self->error_id = g_timeout_add (PATIENCE_MS, show_wrong_address, self);
}

static gboolean
is_port (const char *text)
{
  g_auto (GStrv)
    parts = g_strsplit (text, ",", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !g_ascii_string_to_unsigned (parts[i], 10, 1, 65535, NULL, NULL))
      return FALSE;

  return TRUE;
}

/* The fields' own faults: a port, a name that is taken. */
static gboolean
check_fields (OptConnectForm *self, GError **error)
{
  g_autofree char *port = g_strstrip (g_strdup (gtk_editable_get_text (self->port_row)));
  const char *name = opt_connect_form_get_name (self);
  gboolean good_port = is_port (port);
  gboolean good_name = self->servers == NULL || opt_server_list_find (self->servers, name) == NULL;

  mark (self->port_row, !good_port);
  mark (self->name_row, !good_name);
  if (!good_port)
    opt_set_error (error, OPT_ERROR_INVALID, _ ("Give a number from 1 to 65535, or none."),
                   _ ("“%s” is no port."), port);
  else if (!good_name)
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Choose another name."),
                   _ ("There is a connection named “%s” already."), name);

  return good_port && good_name;
}

static void
suggest_name (OptConnectForm *self)
{
  g_autofree char *name = NULL;

  if (self->has_own_name)
    return;

  name = opt_connect_name_suggest (self->conninfo, self->servers);
  opt_connect_form_follow (self, self->name_row, name);
}

static void
tell_changed (OptConnectForm *self)
{
  g_autoptr (GError) error = NULL;

  check_fields (self, &error);
  show_label (self->field_error, error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
opt_connect_form_tell_changed (OptConnectForm *self)
{
  suggest_name (self);
  tell_changed (self);
}

/* ---- What the user does ---------------------------------------------------------------------- */

static void
address_changed (OptConnectForm *self)
{
  if (!self->following)
    opt_connect_form_read_address (self);
}

static void
field_changed (OptConnectForm *self)
{
  if (!self->following)
    opt_connect_form_read_fields (self);
}

static void
tls_changed (OptConnectForm *self)
{
  opt_connect_form_describe_tls (self);
  if (!self->following)
    opt_connect_form_read_fields (self);
}

static void
password_changed (OptConnectForm *self)
{
  if (!self->following)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
name_changed (OptConnectForm *self)
{
  if (self->following)
    return;

  self->has_own_name = *gtk_editable_get_text (self->name_row) != '\0';
  tell_changed (self);
}

/* Not while it is being written: a name that is replaced is empty for a moment. */
static void
name_left (OptConnectForm *self)
{
  suggest_name (self);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_connect_form_dispose (GObject *object)
{
  OptConnectForm *self = OPT_CONNECT_FORM (object);

  g_clear_handle_id (&self->error_id, g_source_remove);
  g_clear_object (&self->servers);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_CONNECT_FORM);

  G_OBJECT_CLASS (opt_connect_form_parent_class)->dispose (object);
}

static void
opt_connect_form_finalize (GObject *object)
{
  OptConnectForm *self = OPT_CONNECT_FORM (object);

  opt_conninfo_unref (self->conninfo);
  opt_keyring_free_password (self->ssl_password);
  g_clear_error (&self->wrong_address);

  G_OBJECT_CLASS (opt_connect_form_parent_class)->finalize (object);
}

static gboolean
opt_connect_form_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (OPT_CONNECT_FORM (widget)->address_row));
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/connect/opt-connect-form.ui");
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, address_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, address_error);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, host_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, port_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, database_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, user_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, password_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, tls_row);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, tls_label);
  gtk_widget_class_bind_template_child (widget_class, OptConnectForm, field_error);
  gtk_widget_class_bind_template_callback (widget_class, address_changed);
  gtk_widget_class_bind_template_callback (widget_class, name_changed);
  gtk_widget_class_bind_template_callback (widget_class, name_left);
  gtk_widget_class_bind_template_callback (widget_class, field_changed);
  gtk_widget_class_bind_template_callback (widget_class, password_changed);
  gtk_widget_class_bind_template_callback (widget_class, tls_changed);
}

static void
opt_connect_form_class_init (OptConnectFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_connect_form_dispose;
  object_class->finalize = opt_connect_form_finalize;

  /**
   * OptConnectForm::changed:
   * @self: the form
   *
   * What was found out about it before is of another connection.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_CONNECT_FORM, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  GTK_WIDGET_CLASS (klass)->grab_focus = opt_connect_form_grab_focus;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
opt_connect_form_init (OptConnectForm *self)
{
  self->conninfo = opt_conninfo_new ("", NULL);
  self->following = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->fields[OPT_CONNECT_FIELD_HOST] = self->host_row;
  self->fields[OPT_CONNECT_FIELD_PORT] = self->port_row;
  self->fields[OPT_CONNECT_FIELD_DATABASE] = self->database_row;
  self->fields[OPT_CONNECT_FIELD_USER] = self->user_row;
  opt_connect_form_fill_fields (self);
}

/**
 * opt_connect_form_set_servers:
 * @self: a form
 * @servers: whose names are taken
 */
void
opt_connect_form_set_servers (OptConnectForm *self, OptServerList *servers)
{
  g_return_if_fail (OPT_IS_CONNECT_FORM (self));

  g_set_object (&self->servers, servers);
  opt_connect_form_tell_changed (self);
}

/**
 * opt_connect_form_get_name:
 * @self: a form
 *
 * Returns: (transfer none): what to call the connection
 */
const char *
opt_connect_form_get_name (OptConnectForm *self)
{
  g_return_val_if_fail (OPT_IS_CONNECT_FORM (self), NULL);

  return gtk_editable_get_text (self->name_row);
}

/**
 * opt_connect_form_get_conninfo:
 * @self: a form
 * @error: return location for what is wrong: %OPT_ERROR_INVALID, %OPT_ERROR_CONFLICT
 *
 * Returns: (transfer full) (nullable): where to connect, with the password
 */
OptConninfo *
opt_connect_form_get_conninfo (OptConnectForm *self, GError **error)
{
  g_autoptr (OptConninfo) with_password = NULL;
  const char *password;

  g_return_val_if_fail (OPT_IS_CONNECT_FORM (self), NULL);

  if (self->wrong_address != NULL)
    {
      g_propagate_error (error, g_error_copy (self->wrong_address));
      return NULL;
    }
  suggest_name (self);
  if (!check_fields (self, error))
    return NULL;

  password = gtk_editable_get_text (self->password_row);
  with_password
      = opt_conninfo_with (self->conninfo, "password", *password != '\0' ? password : NULL);

  return opt_conninfo_with (with_password, "sslpassword", self->ssl_password);
}

/**
 * opt_connect_form_show_error:
 * @self: a form of which opt_connect_form_get_conninfo() failed
 *
 * Shows what is wrong where it is wrong.
 */
void
opt_connect_form_show_error (OptConnectForm *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (OPT_IS_CONNECT_FORM (self));

  g_clear_handle_id (&self->error_id, g_source_remove);
  show_wrong_address (self);
  if (self->wrong_address != NULL)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
      return;
    }
  check_fields (self, &error);
  show_label (self->field_error, error);
  if (error != NULL)
    gtk_widget_grab_focus (
        GTK_WIDGET (error->code == OPT_ERROR_CONFLICT ? self->name_row : self->port_row));
}

/**
 * opt_connect_form_wipe:
 * @self: a form that is not needed any more
 *
 * Overwrites the password in it.
 */
void
opt_connect_form_wipe (OptConnectForm *self)
{
  g_return_if_fail (OPT_IS_CONNECT_FORM (self));

  opt_connect_form_follow (self, self->password_row, "");
  opt_keyring_free_password (g_steal_pointer (&self->ssl_password));
}

/**
 * opt_connect_form_explain:
 * @self: a form
 * @error: why its address can't be connected to
 *
 * Where the server asks for a password and none was typed, the next step is the field for it.
 */
void
opt_connect_form_explain (OptConnectForm *self, GError *error)
{
  const char *sqlstate;

  g_return_if_fail (OPT_IS_CONNECT_FORM (self) && error != NULL);

  sqlstate = opt_error_get_sqlstate (error);
  /* Of a password that was not given there is no SQLSTATE. */
  if (!g_error_matches (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION)
      || (sqlstate != NULL && !g_str_equal (sqlstate, "28P01"))
      || *gtk_editable_get_text (self->password_row) != '\0')
    return;

  opt_error_set_next_step (error, _ ("Enter it in the field “Password” above."));
}
