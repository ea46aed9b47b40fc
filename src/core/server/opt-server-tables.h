/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server.h"
#include "opt-table-use.h"

G_BEGIN_DECLS

/**
 * OptServerTables:
 *
 * The tables of a server's database, and which of its statements use them. The catalog is read when
 * somebody wants it, and a statement when it is first asked for, both in threads. ::changed is
 * emitted when there is more to be said.
 */
#define OPT_TYPE_SERVER_TABLES (opt_server_tables_get_type ())
G_DECLARE_FINAL_TYPE (OptServerTables, opt_server_tables, OPT, SERVER_TABLES, GObject)

OptServerTables *opt_server_get_tables (OptServer *server);

void opt_server_tables_want (OptServerTables *self);
void opt_server_tables_take_catalog (OptServerTables *self, OptCatalog *catalog);
OptCatalog *opt_server_tables_get_catalog (OptServerTables *self);
gint64 opt_server_tables_get_time (OptServerTables *self);
const GError *opt_server_tables_get_error (OptServerTables *self);

const OptTableUse *opt_server_tables_find (OptServerTables *self, const char *sql);
OptRelation *opt_server_tables_find_relation (OptServerTables *self, const char *id);
GPtrArray *opt_server_tables_list_users (OptServerTables *self,
                                         OptStatementList *list,
                                         guint32 oid,
                                         guint *n_unknown);

G_END_DECLS
