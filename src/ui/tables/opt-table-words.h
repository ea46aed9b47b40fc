/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"

G_BEGIN_DECLS

const char *opt_table_kind_get_label (const OptRelation *relation);
char *opt_table_format_rows (OptCatalog *catalog, const OptRelation *relation);
char *opt_table_describe (OptCatalog *catalog, const OptRelation *relation);
char *opt_table_describe_index (const OptIndex *index);

G_END_DECLS
