/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-property.h"
#include "opt-connection.h"

G_BEGIN_DECLS

/* Which parameters of a server may be set, and by whom. */

gboolean opt_change_parameter_is_listed (const char *name);
gboolean opt_change_parameter_check_sync (OptConnection *connection,
                                          OptChangeProperty *property,
                                          const char *role,
                                          GCancellable *cancellable,
                                          GError **error);

G_END_DECLS
