/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-recommendation.h"

G_BEGIN_DECLS

#define OPT_TYPE_ADVICE_STORE (opt_advice_store_get_type ())
G_DECLARE_FINAL_TYPE (OptAdviceStore, opt_advice_store, OPT, ADVICE_STORE, GObject)

OptAdviceStore *opt_advice_store_open_sync (const char *path, GError **error);

gboolean opt_advice_store_save_sync (OptAdviceStore *self,
                                     GPtrArray *recommendations,
                                     GError **error);
gboolean opt_advice_store_update_sync (OptAdviceStore *self,
                                       OptRecommendation *recommendation,
                                       GError **error);
OptRecommendation *opt_advice_store_find_sync (OptAdviceStore *self,
                                               const char *id,
                                               GError **error);
GPtrArray *opt_advice_store_list_sync (OptAdviceStore *self,
                                       const char *server,
                                       const char *database,
                                       GError **error);

G_END_DECLS
