/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-evidence.h"
#include "opt-statistics.h"

G_BEGIN_DECLS

/* Reading of objects that others made: what is missing, null or of another type is not known. */
JsonObject *opt_report_get_root (JsonNode *node);
GPtrArray *opt_report_get_objects (JsonObject *object, const char *member);
char *opt_report_get_id (JsonObject *object, const char *member);
OptEvidence opt_report_get_evidence (JsonObject *object);
OptInterval opt_report_get_interval (JsonObject *object, const char *estimate, const char *bounds);
GArray *opt_report_get_numbers (JsonObject *object, const char *member);
char *opt_report_clean (const char *text, gboolean keep_lines);
char *opt_report_shorten (const char *text, glong length);

G_END_DECLS
