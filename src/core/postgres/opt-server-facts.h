/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"

G_BEGIN_DECLS

/* The oldest and newest major version that OptiSchema supports. */
#define OPT_SERVER_OLDEST 130000
#define OPT_SERVER_NEWEST 199999

#define OPT_TYPE_SERVER_FACTS (opt_server_facts_get_type ())
G_DECLARE_FINAL_TYPE (OptServerFacts, opt_server_facts, OPT, SERVER_FACTS, GObject)

/* Immutable once loaded: threads may share it. */

OptServerFacts *opt_server_facts_load_sync (OptConnection *connection,
                                            GCancellable *cancellable,
                                            GError **error);
int opt_server_facts_get_version (OptServerFacts *self);
gboolean opt_server_facts_is_tested (OptServerFacts *self);
const char *opt_server_facts_get_version_text (OptServerFacts *self);
const char *opt_server_facts_get_user (OptServerFacts *self);
const char *opt_server_facts_get_database (OptServerFacts *self);
guint32 opt_server_facts_get_database_oid (OptServerFacts *self);
const char *opt_server_facts_get_system_identifier (OptServerFacts *self);
const char *opt_server_facts_get_history_key (OptServerFacts *self);
gint64 opt_server_facts_get_start_time (OptServerFacts *self);
const char *opt_server_facts_get_encoding (OptServerFacts *self);
const char *opt_server_facts_get_collate (OptServerFacts *self);
const char *opt_server_facts_get_ctype (OptServerFacts *self);
char opt_server_facts_get_locale_provider (OptServerFacts *self);
const char *opt_server_facts_get_icu_locale (OptServerFacts *self);
gint64 opt_server_facts_get_database_bytes (OptServerFacts *self);
gboolean opt_server_facts_is_in_recovery (OptServerFacts *self);
gboolean opt_server_facts_is_superuser (OptServerFacts *self);
gboolean opt_server_facts_may_suspend (OptServerFacts *self);
gboolean opt_server_facts_has_role (OptServerFacts *self, const char *role);
const char *opt_server_facts_get_setting (OptServerFacts *self, const char *name);
gint64 opt_server_facts_get_block_size (OptServerFacts *self);
const char *opt_server_facts_get_extension_version (OptServerFacts *self, const char *extension);
const char *opt_server_facts_get_extension_schema (OptServerFacts *self, const char *extension);
gboolean opt_server_facts_is_extension_available (OptServerFacts *self, const char *extension);

G_END_DECLS
