/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-history-chains.h"

G_BEGIN_DECLS

JsonNode *opt_history_chains_to_json (const OptHistoryChains *chains, gint64 start, gint64 end);

G_END_DECLS
