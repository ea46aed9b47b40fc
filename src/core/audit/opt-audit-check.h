/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-audit-head.h"

G_BEGIN_DECLS

/**
 * OptAuditFault:
 * @OPT_AUDIT_FAULT_NONE: every entry is as it was written
 * @OPT_AUDIT_FAULT_EDITED: an entry does not say what it said when it was written, or something
 * that knows no chain put it in
 * @OPT_AUDIT_FAULT_REPLACED: an entry is another than the one that the next was written after, with
 * a hash of its own
 * @OPT_AUDIT_FAULT_REMOVED: entries are not there any more
 * @OPT_AUDIT_FAULT_INSERTED: entries were put in between others
 * @OPT_AUDIT_FAULT_REORDERED: an entry is in another's place
 * @OPT_AUDIT_FAULT_START: where the chain begins is not there, or is not what it was
 * @OPT_AUDIT_FAULT_REWRITTEN: the chain is whole, but is not the one of which the head was kept
 *
 * What is wrong with a log.
 */
typedef enum
{
  OPT_AUDIT_FAULT_NONE,
  OPT_AUDIT_FAULT_EDITED,
  OPT_AUDIT_FAULT_REPLACED,
  OPT_AUDIT_FAULT_REMOVED,
  OPT_AUDIT_FAULT_INSERTED,
  OPT_AUDIT_FAULT_REORDERED,
  OPT_AUDIT_FAULT_START,
  OPT_AUDIT_FAULT_REWRITTEN,
} OptAuditFault;

/**
 * OptAuditCheck:
 * @fault: the first thing that is wrong
 * @first_id: the first entry that it concerns
 * @last_id: the last of them
 * @n_entries: how many entries there are
 * @n_before: how many of them are older than the chain
 * @start_time: when the chain was begun, in microseconds since 1970; 0 where that is not there
 * @head: the last entry there is; its id is 0 where there is none
 * @kept: the head that was kept, which it was held against; its id is 0 where there was none
 * @given_id: the highest number that SQLite says an entry ever had
 * @kept_error: (nullable): why the head that was kept can't be read
 * @set_aside: (nullable): the name under which this process has kept a damaged log, and has begun
 * this one
 *
 * What was found out about a log.
 */
typedef struct
{
  OptAuditFault fault;
  gint64 first_id;
  gint64 last_id;
  gint64 n_entries;
  gint64 n_before;
  gint64 start_time;
  OptAuditHead head;
  OptAuditHead kept;
  gint64 given_id;
  GError *kept_error;
  char *set_aside;
} OptAuditCheck;

OptAuditCheck *opt_audit_check_store_sync (OptStore *store,
                                           const OptAuditHead *head,
                                           GError **error);
void opt_audit_check_free (OptAuditCheck *self);

const char *opt_audit_fault_get_nick (OptAuditFault fault);
char *opt_audit_check_describe (const OptAuditCheck *self);
char *opt_audit_check_describe_reach (const OptAuditCheck *self);
char *opt_audit_check_describe_way_out (const OptAuditCheck *self);

void opt_audit_check_async (const char *path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
OptAuditCheck *opt_audit_check_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptAuditCheck, opt_audit_check_free)

G_END_DECLS
