/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * OptConninfo:
 *
 * Where to connect and as whom: libpq's keywords and values. Immutable; copies are made with
 * one value changed.
 */
#define OPT_TYPE_CONNINFO (opt_conninfo_get_type ())
typedef struct _OptConninfo OptConninfo;
GType opt_conninfo_get_type (void);

OptConninfo *opt_conninfo_new (const char *uri_or_keywords, GError **error);
OptConninfo *opt_conninfo_new_from_environment (GError **error);
OptConninfo *opt_conninfo_ref (OptConninfo *self);
void opt_conninfo_unref (OptConninfo *self);

OptConninfo *opt_conninfo_as (OptConninfo *self, const char *role, const char *password);
OptConninfo *opt_conninfo_with (OptConninfo *self, const char *keyword, const char *value);
const char *opt_conninfo_get (OptConninfo *self, const char *keyword);
const char **opt_conninfo_list_keywords (OptConninfo *self);
gboolean opt_conninfo_has_password (OptConninfo *self);
char *opt_conninfo_to_place (OptConninfo *self);
char *opt_conninfo_to_display (OptConninfo *self);
char *opt_conninfo_to_string (OptConninfo *self);
char *opt_conninfo_hide_secrets (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptConninfo, opt_conninfo_unref)

G_END_DECLS
