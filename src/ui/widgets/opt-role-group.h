/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptRoleGroup:
 *
 * As which role a change signs in. The password is asked for when the server wants one, or on
 * demand; it is used once and never kept. ::role-changed is emitted when another role is named.
 */
#define OPT_TYPE_ROLE_GROUP (opt_role_group_get_type ())
G_DECLARE_FINAL_TYPE (OptRoleGroup, opt_role_group, OPT, ROLE_GROUP, AdwPreferencesGroup)

GtkWidget *opt_role_group_new (void);

void opt_role_group_set_watcher (OptRoleGroup *self, const char *watcher);
void opt_role_group_suggest (OptRoleGroup *self, const char *role);
void opt_role_group_explain (OptRoleGroup *self, const GError *error);
const char *opt_role_group_get_role (OptRoleGroup *self);
char *opt_role_group_take_password (OptRoleGroup *self);

G_END_DECLS
