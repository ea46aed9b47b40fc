/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-store.h"

G_BEGIN_DECLS

/* How many fields of an entry its hash is of, besides its id and the hash before. */
#define OPT_AUDIT_CHAIN_FIELDS 15

char *opt_audit_chain_hash (const char *prev_hash, gint64 id, const OptStoreValue *fields);
char *opt_audit_chain_hash_start (gint64 time, gint64 last_id);
void opt_audit_chain_read_fields (const OptStoreResult *rows, guint row, OptStoreValue *fields);

gboolean opt_audit_chain_begin_sync (OptStore *store, gboolean *begun, GError **error);
gboolean opt_audit_chain_append_sync (OptStore *store, const OptStoreValue *fields, GError **error);

G_END_DECLS
