/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "opt-conninfo.h"
#include "opt-error.h"

G_BEGIN_DECLS

GError *opt_postgres_error_from_result (const PGresult *result);
GError *opt_postgres_error_from_connection (PGconn *connection, OptConninfo *conninfo);

G_END_DECLS
