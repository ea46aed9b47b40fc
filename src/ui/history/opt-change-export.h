/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-data-table.h"

G_BEGIN_DECLS

OptDataTable *opt_change_export_table (GPtrArray *changes);

G_END_DECLS
