/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-activity.h"

G_BEGIN_DECLS

JsonNode *opt_activity_to_json (const OptActivity *activity, gboolean with_own);

G_END_DECLS
