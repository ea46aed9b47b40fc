/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-data-table.h"

G_BEGIN_DECLS

OptDataTable *opt_blocking_export_table (GListModel *chains);

G_END_DECLS
