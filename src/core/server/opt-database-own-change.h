/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-recommendation.h"

G_BEGIN_DECLS

OptRecommendation *opt_database_make_change_sync (OptDatabase *self,
                                                  const char *role,
                                                  const char *password,
                                                  const char *script,
                                                  GCancellable *cancellable,
                                                  GError **error);

G_END_DECLS
