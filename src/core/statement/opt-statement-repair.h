/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"

G_BEGIN_DECLS

char *opt_statement_repair (const char *sql,
                            OptCatalog *catalog,
                            const char *const *search_path,
                            GError **error);
char *opt_statement_repair_outputs (const char *sql, GError **error);

G_END_DECLS
