/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-column.h"
#include "opt-statement-past.h"

G_BEGIN_DECLS

/* What columns tell of a statement while an earlier time is compared with. */

double opt_statement_change_get_value (OptStatementPast *past,
                                       OptStatementColumn column,
                                       OptWorkloadShare share,
                                       OptStatementItem *item);
char *opt_statement_change_format (OptStatementPast *past,
                                   OptStatementColumn column,
                                   OptWorkloadShare share,
                                   OptStatementItem *item);
char *opt_statement_change_explain (OptStatementPast *past,
                                    OptStatementColumn column,
                                    OptStatementItem *item);

G_END_DECLS
