/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "opt-connection.h"

G_BEGIN_DECLS

/* For opt-copy.c alone, which steps libpq by itself while no query runs. */
PGconn *opt_connection_borrow (OptConnection *self, GError **error);
void opt_connection_give_back (OptConnection *self);

G_END_DECLS
