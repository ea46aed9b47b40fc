/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-profiles.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptServerList:
 *
 * The servers that there are to watch: the saved connections, those of this session, the demo. A
 * #GListModel of #OptServer.
 */
#define OPT_TYPE_SERVER_LIST (opt_server_list_get_type ())
G_DECLARE_FINAL_TYPE (OptServerList, opt_server_list, OPT, SERVER_LIST, GObject)

OptServerList *opt_server_list_new (OptProfiles *profiles, OptKeyring *keyring);

gboolean opt_server_list_load (OptServerList *self, GError **error);
OptServer *opt_server_list_find (OptServerList *self, const char *name);
OptServer *opt_server_list_add (OptServerList *self,
                                const char *name,
                                OptConninfo *conninfo,
                                gboolean save,
                                GError **error);
gboolean opt_server_list_set_keeps_values (OptServerList *self,
                                           OptServer *server,
                                           gboolean keeps,
                                           GError **error);
gboolean opt_server_list_set_rest (OptServerList *self,
                                   OptServer *server,
                                   OptRestPolicy policy,
                                   GError **error);
void opt_server_list_remove (OptServerList *self, OptServer *server);
OptProfiles *opt_server_list_get_profiles (OptServerList *self);
OptKeyring *opt_server_list_get_keyring (OptServerList *self);

/* With its password from the keyring, where there is one. */
void opt_server_list_connect (OptServerList *self, OptServer *server);

G_END_DECLS
