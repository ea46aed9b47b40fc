/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-backend.h"

G_BEGIN_DECLS

/**
 * OptSession:
 *
 * A session of a watched server, the same object for as long as its process lives and is no idle
 * one. ::changed is emitted with each sample that has it, as its times go on.
 */
#define OPT_TYPE_SESSION (opt_session_get_type ())
G_DECLARE_FINAL_TYPE (OptSession, opt_session, OPT, SESSION, GObject)

const OptBackend *opt_session_get_backend (OptSession *self);
int opt_session_get_pid (OptSession *self);
gint64 opt_session_get_time (OptSession *self);
const char *opt_session_get_line (OptSession *self);

/* Microseconds up to the last sample; -1 where there is none */
gint64 opt_session_get_running (OptSession *self);
gint64 opt_session_get_transaction_age (OptSession *self);
gint64 opt_session_get_waiting (OptSession *self);

/* Who blocks whom */
OptSession *opt_session_get_blocker (OptSession *self);
GListModel *opt_session_get_blocked (OptSession *self);
guint opt_session_get_n_behind (OptSession *self);
gboolean opt_session_get_in_cycle (OptSession *self);
const char *opt_session_get_holds (OptSession *self);

G_END_DECLS
