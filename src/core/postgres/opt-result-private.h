/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "opt-result.h"

G_BEGIN_DECLS

OptResult *opt_result_new (PGresult *result, gint64 discarded_rows, gint64 elapsed);

G_END_DECLS
