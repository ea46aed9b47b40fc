/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-workload.h"

G_BEGIN_DECLS

JsonNode *opt_workload_entry_to_json (const OptWorkloadEntry *entry);
JsonNode *opt_workload_window_to_json (OptWorkload *workload);
JsonNode *opt_workload_to_json (OptWorkload *workload,
                                OptWorkloadShare by,
                                OptWorkloadSort sort,
                                gboolean include_system,
                                gboolean only_new,
                                gboolean grouped,
                                guint limit);

G_END_DECLS
