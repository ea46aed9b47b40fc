/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connect-form.h"

G_BEGIN_DECLS

typedef enum
{
  OPT_CONNECT_FIELD_HOST,
  OPT_CONNECT_FIELD_PORT,
  OPT_CONNECT_FIELD_DATABASE,
  OPT_CONNECT_FIELD_USER,
  OPT_N_CONNECT_FIELDS
} OptConnectField;

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
  GtkEditable *fields[OPT_N_CONNECT_FIELDS];

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

/* opt-connect-form.c */
void opt_connect_form_take_error (OptConnectForm *self, GError *error);
void opt_connect_form_tell_changed (OptConnectForm *self);

/* opt-connect-form-fields.c: the address, the fields, and how each follows the other */
void opt_connect_form_follow (OptConnectForm *self, GtkEditable *editable, const char *text);
void opt_connect_form_fill_fields (OptConnectForm *self);
void opt_connect_form_read_fields (OptConnectForm *self);
void opt_connect_form_read_address (OptConnectForm *self);
void opt_connect_form_describe_tls (OptConnectForm *self);

G_END_DECLS
