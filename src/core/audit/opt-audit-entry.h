/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * OptAuditEvent:
 * @OPT_AUDIT_PREPARED: the change and its undo were written down; nothing has run
 * @OPT_AUDIT_STARTED: it is about to run
 * @OPT_AUDIT_DONE: it was applied
 * @OPT_AUDIT_FAILED: it was not applied, or not wholly: the detail says so
 * @OPT_AUDIT_UNDO_STARTED: its undo is about to run
 * @OPT_AUDIT_UNDONE: it was undone
 * @OPT_AUDIT_UNDO_FAILED: its undo failed
 * @OPT_AUDIT_CONFIRMED: the live workload got better
 * @OPT_AUDIT_FLAGGED: the live workload did not get better, or got worse
 * @OPT_AUDIT_NOTE: anything else worth keeping
 *
 * The steps in the life of a change.
 */
typedef enum
{
  OPT_AUDIT_PREPARED,
  OPT_AUDIT_STARTED,
  OPT_AUDIT_DONE,
  OPT_AUDIT_FAILED,
  OPT_AUDIT_UNDO_STARTED,
  OPT_AUDIT_UNDONE,
  OPT_AUDIT_UNDO_FAILED,
  OPT_AUDIT_CONFIRMED,
  OPT_AUDIT_FLAGGED,
  OPT_AUDIT_NOTE,
} OptAuditEvent;

#define OPT_TYPE_AUDIT_EVENT (opt_audit_event_get_type ())
GType opt_audit_event_get_type (void);
const char *opt_audit_event_get_nick (OptAuditEvent event);
gboolean opt_audit_event_from_nick (const char *nick, OptAuditEvent *event);

/**
 * OptAuditEntry:
 * @id: its place in the log; given by the log
 * @time: microseconds since 1970, UTC; 0 for now
 * @change_id: which change, from opt_audit_make_change_id()
 * @event: what happened
 * @server_id: (nullable): the server's system_identifier
 * @server_name: (nullable): what a person calls it, without secrets
 * @database: (nullable): the database's name
 * @user: (nullable): the role that does it
 * @kind: (nullable): what kind of change: "create-index"
 * @title: (nullable): it in words
 * @sql: (nullable): what it runs
 * @undo_sql: (nullable): what takes it back
 * @redacted: whether @sql or @undo_sql held a secret, which is not kept; given by the log
 * @recommendation_id: (nullable): where it came from
 * @detail: (nullable): JSON: snapshots, errors
 * @writer: the process that wrote it; given by the log
 * @prev_hash: (nullable): the hash of the entry before; given by the log
 * @hash: (nullable): SHA-256 of all of it; given by the log
 *
 * One line of the audit log. A later event of a change need not say again what an earlier one did.
 */
typedef struct
{
  gint64 id;
  gint64 time;
  char *change_id;
  OptAuditEvent event;
  char *server_id;
  char *server_name;
  char *database;
  char *user;
  char *kind;
  char *title;
  char *sql;
  char *undo_sql;
  gboolean redacted;
  char *recommendation_id;
  char *detail;
  char *writer;
  char *prev_hash;
  char *hash;
} OptAuditEntry;

void opt_audit_entry_free (OptAuditEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptAuditEntry, opt_audit_entry_free)

G_END_DECLS
