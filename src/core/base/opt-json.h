/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Levels: who walks a tree calls itself. A plan has two a node. */
#define OPT_JSON_DEPTH 4100

JsonNode *opt_json_parse (const char *text, gssize length, GError **error);
JsonNode *opt_json_read_number (const char *text);
char *opt_json_print (JsonNode *node, gboolean pretty);

const char *opt_json_get_string (JsonObject *object, const char *member);
gint64 opt_json_get_int (JsonObject *object, const char *member, gint64 fallback);
double opt_json_get_double (JsonObject *object, const char *member, double fallback);
gboolean opt_json_get_boolean (JsonObject *object, const char *member, gboolean fallback);
JsonObject *opt_json_get_object (JsonObject *object, const char *member);
JsonArray *opt_json_get_array (JsonObject *object, const char *member);

G_END_DECLS
