/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <pg_query/pg_query.pb-c.h>

G_BEGIN_DECLS

/* Private to this folder: what it needs of libpg_query, with GLib's errors and ownership. */

#define OPT_STATEMENT_MAX_BYTES (1024 * 1024)

typedef PgQuery__ParseResult OptParseTree;
typedef PgQuery__ScanResult OptTokens;

typedef gboolean (*OptMessageFunc) (const ProtobufCMessage *message, gpointer user_data);

OptParseTree *opt_parse_tree_new (const char *sql, GError **error);
void opt_parse_tree_free (OptParseTree *self);

OptTokens *opt_tokens_new (const char *sql, GError **error);
void opt_tokens_free (OptTokens *self);

gboolean opt_statement_check_text (const char *sql, GError **error);
gboolean opt_statement_check_nesting (const char *sql, GError **error);
void opt_statement_set_syntax_error (GError **error, int position, const char *message);

void opt_message_foreach_child (const ProtobufCMessage *message,
                                OptMessageFunc func,
                                gpointer user_data);
void opt_message_walk (const ProtobufCMessage *message, OptMessageFunc func, gpointer user_data);

PgQuery__Node *opt_node_copy (const PgQuery__Node *node);
char *opt_node_deparse (PgQuery__Node *expression);
const char *opt_node_get_string (const PgQuery__Node *node);
char *opt_constant_to_text (const PgQuery__AConst *constant);
const PgQuery__Node *opt_node_strip_casts (const PgQuery__Node *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptParseTree, opt_parse_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptTokens, opt_tokens_free)

G_END_DECLS
