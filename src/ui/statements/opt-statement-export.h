/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-data-table.h"
#include "opt-statement-rows.h"

G_BEGIN_DECLS

OptDataTable *opt_statement_export_table (OptStatementRows *rows);

G_END_DECLS
