/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One member each. What is not known (NULL, not finite, negative where said) is written as null. */
void opt_json_add_text (JsonBuilder *builder, const char *name, const char *value);
void opt_json_add_number (JsonBuilder *builder, const char *name, double value);
void opt_json_add_int (JsonBuilder *builder, const char *name, gint64 value);
void opt_json_add_count (JsonBuilder *builder, const char *name, gint64 value);
void opt_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value);
void opt_json_add_time (JsonBuilder *builder, const char *name, gint64 real_time);
void opt_json_add_node (JsonBuilder *builder, const char *name, JsonNode *node);

G_END_DECLS
