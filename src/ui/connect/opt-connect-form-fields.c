/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-connect-form-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-conninfo-uri.h"

static const char *const keywords[] = { "host", "port", "dbname", "user" };

static const char *const tls_modes[]
    = { "disable", "allow", "prefer", "require", "verify-ca", "verify-full" };
#define TLS_DEFAULT 2

/* It is not the user who changes it. */
void
opt_connect_form_follow (OptConnectForm *self, GtkEditable *editable, const char *text)
{
  if (text == NULL)
    text = "";
  if (strcmp (gtk_editable_get_text (editable), text) == 0)
    return;

  self->following = TRUE;
  gtk_editable_set_text (editable, text);
  self->following = FALSE;
}

/* An address has its folder or its name of a host in one of two keywords. */
static const char *
get_value (OptConninfo *conninfo, OptConnectField field)
{
  const char *value = opt_conninfo_get (conninfo, keywords[field]);

  return value == NULL && field == OPT_CONNECT_FIELD_HOST ? opt_conninfo_get (conninfo, "hostaddr")
                                                          : value;
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

/* ---- The address and its fields -------------------------------------------------------------- */

void
opt_connect_form_describe_tls (OptConnectForm *self)
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

void
opt_connect_form_fill_fields (OptConnectForm *self)
{
  for (OptConnectField field = 0; field < OPT_N_CONNECT_FIELDS; field++)
    opt_connect_form_follow (self, self->fields[field], get_value (self->conninfo, field));
  self->following = TRUE;
  adw_combo_row_set_selected (self->tls_row, get_tls (self->conninfo));
  self->following = FALSE;
}

/* What the fields can't show stays as the address said it. */
void
opt_connect_form_read_fields (OptConnectForm *self)
{
  guint tls = adw_combo_row_get_selected (self->tls_row);
  g_autofree char *uri = NULL;

  for (OptConnectField field = 0; field < OPT_N_CONNECT_FIELDS; field++)
    {
      g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->fields[field])));
      const char *value = get_value (self->conninfo, field);

      if (strcmp (text, value != NULL ? value : "") == 0)
        continue;
      set (&self->conninfo, keywords[field], *text != '\0' ? text : NULL);
      if (field == OPT_CONNECT_FIELD_HOST)
        set (&self->conninfo, "hostaddr", NULL);
    }
  if (tls < G_N_ELEMENTS (tls_modes) && tls != get_tls (self->conninfo))
    set (&self->conninfo, "sslmode", tls_modes[tls]);

  uri = opt_conninfo_to_uri (self->conninfo);
  opt_connect_form_follow (self, self->address_row, uri);
  opt_connect_form_take_error (self, NULL);
  opt_connect_form_tell_changed (self);
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
      opt_connect_form_follow (self, self->password_row, password);
      opt_keyring_free_password (password);
    }
  if (strcmp (rest, text) != 0)
    {
      opt_connect_form_follow (self, self->address_row, rest);
      gtk_editable_set_position (self->address_row, -1);
      /* Who begins to type it here goes on where it is not shown. */
      if (begins)
        gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
    }

  return rest;
}

void
opt_connect_form_read_address (OptConnectForm *self)
{
  g_autofree char *given = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  OptConninfo *conninfo;

  given = g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
  text = take_password (self, given);
  explicit_bzero (given, strlen (given));
  if (*text == '\0')
    {
      opt_connect_form_take_error (self, NULL);
      opt_connect_form_tell_changed (self);
      return;
    }

  conninfo = opt_conninfo_new (text, &error);
  if (conninfo != NULL)
    {
      opt_conninfo_unref (self->conninfo);
      self->conninfo = conninfo;
      opt_connect_form_fill_fields (self);
    }
  opt_connect_form_take_error (self, g_steal_pointer (&error));
  opt_connect_form_tell_changed (self);
}
