/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-recovery.h"
#include "opt-confirmation.h"
#include "opt-database.h"
#include "opt-recommendation.h"

G_BEGIN_DECLS

gboolean opt_database_check_recommendation (OptDatabase *self,
                                            OptRecommendation *recommendation,
                                            GError **error);
char *opt_database_apply_sync (OptDatabase *self,
                               const char *role,
                               const char *password,
                               OptRecommendation *recommendation,
                               const OptProgress *progress,
                               GCancellable *cancellable,
                               GError **error);
gboolean opt_database_undo_sync (OptDatabase *self,
                                 const char *role,
                                 const char *password,
                                 const char *change_id,
                                 const OptProgress *progress,
                                 GCancellable *cancellable,
                                 GError **error);
OptChangeRecovery *opt_database_look_at_change_sync (OptDatabase *self,
                                                     const char *role,
                                                     const char *password,
                                                     const char *change_id,
                                                     gboolean cancel,
                                                     GCancellable *cancellable,
                                                     GError **error);
OptConfirmation *opt_database_confirm_sync (OptDatabase *self,
                                            const char *change_id,
                                            gint64 interval,
                                            const OptProgress *progress,
                                            GCancellable *cancellable,
                                            GError **error);

G_END_DECLS
