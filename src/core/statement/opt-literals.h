/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-params.h"

G_BEGIN_DECLS

/* What is larger is no value to try a statement with. */
#define OPT_LITERAL_MAX_BYTES 1024
#define OPT_LITERALS_MAX 256

OptParams *opt_literals_pair (const char *normalized, const char *sql, GError **error);
char *opt_literals_get_shape (const char *normalized, GError **error);

G_END_DECLS
