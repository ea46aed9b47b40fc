/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-conninfo.h"
#include "opt-keyring.h"
#include "opt-poller.h"

G_BEGIN_DECLS

#define OPT_TYPE_PROFILES (opt_profiles_get_type ())
G_DECLARE_FINAL_TYPE (OptProfiles, opt_profiles, OPT, PROFILES, GObject)

OptProfiles *opt_profiles_new (const char *path, GError **error);

gboolean opt_profiles_is_there (OptProfiles *self);
char **opt_profiles_list (OptProfiles *self, GError **error);
OptConninfo *opt_profiles_find (OptProfiles *self, const char *name, GError **error);
OptConninfo *opt_profiles_find_with_password_sync (OptProfiles *self,
                                                   const char *name,
                                                   OptKeyring *keyring,
                                                   GCancellable *cancellable,
                                                   GError **error);
gboolean opt_profiles_save (OptProfiles *self,
                            const char *name,
                            OptConninfo *conninfo,
                            GError **error);
gboolean opt_profiles_get_keeps_values (OptProfiles *self,
                                        const char *name,
                                        gboolean *keeps,
                                        GError **error);
gboolean opt_profiles_set_keeps_values (OptProfiles *self,
                                        const char *name,
                                        gboolean keeps,
                                        GError **error);
OptRestPolicy opt_profiles_get_rest (OptProfiles *self, const char *name);
gboolean opt_profiles_set_rest (OptProfiles *self,
                                const char *name,
                                OptRestPolicy policy,
                                GError **error);
char *opt_profiles_get_sandbox (OptProfiles *self, const char *name);
gboolean opt_profiles_remove (OptProfiles *self, const char *name, GError **error);

G_END_DECLS
