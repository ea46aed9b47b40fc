/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-audit.h"
#include "opt-conninfo.h"

G_BEGIN_DECLS

/**
 * OptChangeRecovery:
 * @change_id: which change
 * @undo: whether it was its undo that was interrupted
 * @pid: the server's process that still carries it out; 0 where none does
 * @found: what is on the server, in words
 * @next_step: (nullable): what a person can do; %NULL where it is settled
 * @settled: whether the audit now says how the change ended
 *
 * What became of a change that was started and never ended.
 */
typedef struct
{
  char *change_id;
  gboolean undo;
  int pid;
  char *found;
  char *next_step;
  gboolean settled;
} OptChangeRecovery;

void opt_change_recovery_free (OptChangeRecovery *self);

gboolean opt_change_is_interrupted (OptAuditChange *change);
OptChangeRecovery *opt_change_recover_sync (OptConninfo *conninfo,
                                            OptAudit *audit,
                                            const char *change_id,
                                            gboolean settle,
                                            GCancellable *cancellable,
                                            GError **error);
gboolean opt_change_cancel_orphan_sync (OptConninfo *conninfo,
                                        OptAudit *audit,
                                        const char *change_id,
                                        GCancellable *cancellable,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptChangeRecovery, opt_change_recovery_free)

G_END_DECLS
