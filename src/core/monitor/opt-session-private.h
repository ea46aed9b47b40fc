/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-blocking.h"
#include "opt-session.h"

G_BEGIN_DECLS

/* For OptSessionList, which keeps them up to date. */
OptSession *opt_session_new (OptBackend *backend, gint64 time);
void opt_session_update (OptSession *self, OptBackend *backend, gint64 time);
void opt_session_set_place (OptSession *self, OptSession *blocker, const OptBlockingNode *node);
void opt_session_set_blocked (OptSession *self, GPtrArray *blocked);
void opt_session_notify (OptSession *self);
void opt_session_fill_store (GListStore *store, GPtrArray *sessions);

G_END_DECLS
