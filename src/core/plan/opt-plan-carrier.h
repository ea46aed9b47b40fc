/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *opt_plan_carrier_decode (const char *text, gsize length);
char *opt_plan_carrier_unquote (const char *text);
GPtrArray *opt_plan_carrier_find_json (const char *text);
char *opt_plan_carrier_get_text (JsonNode *json);
JsonArray *opt_plan_carrier_get_statements (JsonNode *json);

G_END_DECLS
