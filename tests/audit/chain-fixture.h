/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"

G_BEGIN_DECLS

/* Takes away what stands in the way of whoever means it. */
#define UNLOCK                                                                \
  "DROP TRIGGER entries_no_update; DROP TRIGGER entries_no_delete;"           \
  "DROP TRIGGER entries_no_replace; DROP TRIGGER entries_no_new_hash;"        \
  "DROP TRIGGER entries_no_missing_hash; DROP TRIGGER chain_start_no_update;" \
  "DROP TRIGGER chain_start_no_delete; DROP TRIGGER chain_start_no_replace;"

#define FORGET "UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM entries)"

/* A log in a folder of its own. */
typedef struct
{
  char *folder;
  char *path;
  char *head;
} Fixture;

void chain_set_up (Fixture *fixture, gconstpointer data);
void chain_tear_down (Fixture *fixture, gconstpointer data);
OptAudit *chain_open_audit (const char *path);
void chain_append (OptAudit *audit, const char *change_id, OptAuditEvent event);
void chain_fill (const char *path);
void chain_tamper (const char *path, const char *sql);
OptAuditCheck *chain_check_against (const char *path, const OptAuditHead *head);
void chain_assert_fault (const OptAuditCheck *check,
                         OptAuditFault fault,
                         gint64 first_id,
                         gint64 last_id);
void chain_assert_found (const char *path, OptAuditFault fault, gint64 first_id, gint64 last_id);
void chain_make_old (const char *path);

G_END_DECLS
