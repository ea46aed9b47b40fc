/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-backend.h"
#include "opt-conninfo.h"

G_BEGIN_DECLS

/**
 * OptSessionSignalKind:
 * @OPT_SESSION_CANCEL: the statement that it executes ends with an error; the session stays
 * @OPT_SESSION_TERMINATE: the session ends, and its transaction is rolled back
 *
 * What is asked of a session.
 */
typedef enum
{
  OPT_SESSION_CANCEL,
  OPT_SESSION_TERMINATE,
} OptSessionSignalKind;

/**
 * OptSessionSignal:
 * @change_id: it, in the audit
 * @effective: it did what it was asked; otherwise it was told, and had not come to it yet
 *
 * What became of it.
 */
typedef struct
{
  char *change_id;
  gboolean effective;
} OptSessionSignal;

void opt_session_signal_free (OptSessionSignal *self);

gboolean opt_session_signal_is_possible (const OptBackend *backend, OptSessionSignalKind kind);
const char *opt_session_signal_get_nick (OptSessionSignalKind kind);
gboolean opt_session_signal_is_nick (const char *nick);
char *opt_session_signal_describe (const OptBackend *backend, OptSessionSignalKind kind);
char *opt_session_signal_get_sql (const OptBackend *backend, OptSessionSignalKind kind);
char *opt_session_signal_get_risk (const OptBackend *backend, OptSessionSignalKind kind);

gboolean opt_session_signal_check (const OptBackend *backend,
                                   OptSessionSignalKind kind,
                                   GError **error);
OptSessionSignal *opt_session_signal_send_sync (OptConninfo *conninfo,
                                                const char *server_id,
                                                OptBackend *backend,
                                                OptSessionSignalKind kind,
                                                OptAudit *audit,
                                                GCancellable *cancellable,
                                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptSessionSignal, opt_session_signal_free)

G_END_DECLS
