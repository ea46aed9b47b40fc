/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-recommendation.h"
#include "opt-server.h"

G_BEGIN_DECLS

char *opt_saving_describe (OptRecommendation *recommendation, OptServer *server, gboolean applied);

G_END_DECLS
