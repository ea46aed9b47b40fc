/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server-facts.h"

G_BEGIN_DECLS

gboolean opt_statements_extension_check (OptServerFacts *facts, GError **error);
char *opt_statements_extension_get_sql (OptServerFacts *facts, const char *name, GError **error);
void opt_statements_extension_explain_error (GError *error);

G_END_DECLS
