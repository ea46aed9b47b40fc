/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-activity.h"
#include "opt-session.h"

G_BEGIN_DECLS

/**
 * OptSessionList:
 *
 * The sessions of a server that are not idle, as a #GListModel of #OptSession, in the order of
 * their coming. Those that stay are updated in place; ::updated is emitted when all are.
 */
#define OPT_TYPE_SESSION_LIST (opt_session_list_get_type ())
G_DECLARE_FINAL_TYPE (OptSessionList, opt_session_list, OPT, SESSION_LIST, GObject)

OptSessionList *opt_session_list_new (void);

void opt_session_list_update (OptSessionList *self, OptActivity *activity);
void opt_session_list_clear (OptSessionList *self);
void opt_session_list_set_error (OptSessionList *self, const GError *error);
const GError *opt_session_list_get_error (OptSessionList *self);

OptActivity *opt_session_list_get_activity (OptSessionList *self);
OptSession *opt_session_list_find (OptSessionList *self, int pid);
GListModel *opt_session_list_get_roots (OptSessionList *self);
guint opt_session_list_get_n_blocked (OptSessionList *self);

G_END_DECLS
