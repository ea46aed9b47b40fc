/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

void opt_plan_property_words_read (JsonObject *json, const char *words);
void opt_plan_property_words_read_usage (JsonObject *json, const char *words);

G_END_DECLS
