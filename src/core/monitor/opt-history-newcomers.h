/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history.h"
#include "opt-newcomers.h"

G_BEGIN_DECLS

OptNewcomers *opt_history_get_newcomers_sync (OptHistory *self,
                                              const char *server_id,
                                              gint64 start,
                                              gint64 end,
                                              GError **error);

OptNewcomers *opt_history_look_for_newcomers_sync (const char *server_id,
                                                   gint64 start,
                                                   gint64 end,
                                                   GError **error);

G_END_DECLS
