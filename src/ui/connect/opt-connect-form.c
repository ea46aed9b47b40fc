/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-connect-form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-connect-name.h"
#include "opt-conninfo-uri.h"
#include "opt-error.h"

/* Who is still typing is not told yet that the address is incomplete. */
#define PATIENCE_MS 800

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef enum
{
  FIELD_HOST,
  FIELD_PORT,
  FIELD_DATABASE,
  FIELD_USER,
  N_FIELDS
} Field;

static const char *const keywords[] = { "host", "port", "dbname", "user" };

static const char *const tls_modes[]
    = { "disable", "allow", "prefer", "require", "verify-ca", "verify-full" };
#define TLS_DEFAULT 2

struct _OptConnectForm
{
  AdwBin parent_instance;

  /* Template children */
  GtkEditable *address_row;
  GtkLabel *address_error;
  GtkEditable *name_row;
  GtkEditable *host_row;
  GtkEditable *port_row;
  GtkEditable *database_row;
  GtkEditable *user_row;
  GtkEditable *password_row;
  AdwComboRow *tls_row;
  GtkLabel *tls_label;
  GtkLabel *field_error;

  /* Borrowed */
  GtkEditable *fields[N_FIELDS];

  /* Owned */
  OptServerList *servers;
  OptConninfo *conninfo; /* what the address and the fields say, without the password */
  char *ssl_password;    /* (nullable) */
  GError *wrong_address; /* (nullable) */
  gboolean has_own_name;
  gboolean following; /* it is not the user who changes an entry */

  /* Sources */
  guint error_id;
};

G_DEFINE_FINAL_TYPE (OptConnectForm, opt_connect_form, ADW_TYPE_BIN)

static void
follow (OptConnectForm *self, GtkEditable *editable, const char *text)
{
  if (text == NULL)
    text = "";
  if (strcmp (gtk_editable_get_text (editable), text) == 0)
    return;

  self->following = TRUE;
  gtk_editable_set_text (editable, text);
  self->following = FALSE;
}

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

/* An address has its folder or its name of a host in one of two keywords. */
static const char *
get_value (OptConninfo *conninfo, Field field)
{
  const char *value = opt_conninfo_get (conninfo, keywords[field]);

  return value == NULL && field == FIELD_HOST ? opt_conninfo_get (conninfo, "hostaddr") : value;
}

static guint
get_tls (OptConninfo *conninfo)
{
  const char *mode = opt_conninfo_get (conninfo, "sslmode");

  for (guint i = 0; i < G_N_ELEMENTS (tls_modes); i++)
    if (g_strcmp0 (mode, tls_modes[i]) == 0)
      return i;

  return TLS_DEFAULT;
}

static void
set (OptConninfo **conninfo, const char *keyword, const char *value)
{
  OptConninfo *changed = opt_conninfo_with (*conninfo, keyword, value);

  opt_conninfo_unref (*conninfo);
  *conninfo = changed;
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
static void
take_address_error (OptConnectForm *self, GError *error)
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
  const char *port = gtk_editable_get_text (self->port_row);
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
changed (OptConnectForm *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->has_own_name)
    {
      g_autofree char *name = opt_connect_name_suggest (self->conninfo, self->servers);

      follow (self, self->name_row, name);
    }
  check_fields (self, &error);
  show_label (self->field_error, error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- The address and its fields -------------------------------------------------------------- */

static void
describe_tls (OptConnectForm *self)
{
  static const char *const descriptions[] = {
    N_ ("Anybody on the way can read along"),
    N_ ("Encrypted only where the server lets nobody in otherwise"),
    N_ ("Encrypted where the server offers it; nobody checks who the server is"),
    N_ ("Encrypted, or not at all; nobody checks who the server is"),
    N_ ("Encrypted, with a certificate that an authority of yours has signed"),
    N_ ("Encrypted, with such a certificate for this very host"),
  };
  guint selected = MIN (adw_combo_row_get_selected (self->tls_row), G_N_ELEMENTS (tls_modes) - 1);
  g_autofree char *text
      = g_strdup_printf ("%s (sslmode=%s)", _ (descriptions[selected]), tls_modes[selected]);

  gtk_label_set_label (self->tls_label, text);
}

static void
fill_fields (OptConnectForm *self)
{
  for (Field field = 0; field < N_FIELDS; field++)
    follow (self, self->fields[field], get_value (self->conninfo, field));
  self->following = TRUE;
  adw_combo_row_set_selected (self->tls_row, get_tls (self->conninfo));
  self->following = FALSE;
}

/* What the fields can't show stays as the address said it. */
static void
read_fields (OptConnectForm *self)
{
  guint tls = adw_combo_row_get_selected (self->tls_row);
  g_autofree char *uri = NULL;

  for (Field field = 0; field < N_FIELDS; field++)
    {
      g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->fields[field])));
      const char *value = get_value (self->conninfo, field);

      if (strcmp (text, value != NULL ? value : "") == 0)
        continue;
      set (&self->conninfo, keywords[field], *text != '\0' ? text : NULL);
      if (field == FIELD_HOST)
        set (&self->conninfo, "hostaddr", NULL);
    }
  if (tls < G_N_ELEMENTS (tls_modes) && tls != get_tls (self->conninfo))
    set (&self->conninfo, "sslmode", tls_modes[tls]);

  uri = opt_conninfo_to_uri (self->conninfo);
  follow (self, self->address_row, uri);
  take_address_error (self, NULL);
  changed (self);
}

static void
field_changed (OptConnectForm *self)
{
  if (!self->following)
    read_fields (self);
}

static void
tls_changed (OptConnectForm *self)
{
  describe_tls (self);
  if (!self->following)
    read_fields (self);
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
  changed (self);
}

/* A password is to be seen by nobody: out of the address it goes as soon as it is in it. */
static char *
take_password (OptConnectForm *self, const char *text)
{
  char *password = NULL;
  char *ssl_password = NULL;
  char *rest = opt_conninfo_take_secrets (text, &password, &ssl_password);
  gboolean begins = g_str_has_suffix (text, "password=");

  if (ssl_password != NULL)
    {
      opt_keyring_free_password (self->ssl_password);
      self->ssl_password = ssl_password;
    }
  if (password != NULL)
    {
      follow (self, self->password_row, password);
      opt_keyring_free_password (password);
    }
  if (strcmp (rest, text) != 0)
    {
      follow (self, self->address_row, rest);
      gtk_editable_set_position (self->address_row, -1);
      /* Who begins to type it here goes on where it is not shown. */
      if (begins)
        gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
    }

  return rest;
}

static void
address_changed (OptConnectForm *self)
{
  g_autofree char *given = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  OptConninfo *conninfo;

  if (self->following)
    return;

  given = g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
  text = take_password (self, given);
  explicit_bzero (given, strlen (given));
  if (*text == '\0')
    {
      take_address_error (self, NULL);
      changed (self);
      return;
    }

  conninfo = opt_conninfo_new (text, &error);
  if (conninfo != NULL)
    {
      opt_conninfo_unref (self->conninfo);
      self->conninfo = conninfo;
      fill_fields (self);
    }
  take_address_error (self, g_steal_pointer (&error));
  changed (self);
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
  self->following = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_selected (self->tls_row, TLS_DEFAULT);
  self->following = FALSE;

  self->conninfo = opt_conninfo_new ("", NULL);
  self->fields[FIELD_HOST] = self->host_row;
  self->fields[FIELD_PORT] = self->port_row;
  self->fields[FIELD_DATABASE] = self->database_row;
  self->fields[FIELD_USER] = self->user_row;
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
  changed (self);
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
  OptConninfo *conninfo;
  const char *password;

  g_return_val_if_fail (OPT_IS_CONNECT_FORM (self), NULL);

  if (self->wrong_address != NULL)
    {
      g_propagate_error (error, g_error_copy (self->wrong_address));
      return NULL;
    }
  if (!check_fields (self, error))
    return NULL;

  conninfo = opt_conninfo_ref (self->conninfo);
  password = gtk_editable_get_text (self->password_row);
  if (*password != '\0')
    set (&conninfo, "password", password);
  if (self->ssl_password != NULL)
    set (&conninfo, "sslpassword", self->ssl_password);

  return conninfo;
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

  follow (self, self->password_row, "");
  opt_keyring_free_password (g_steal_pointer (&self->ssl_password));
}
