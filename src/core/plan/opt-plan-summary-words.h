/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *opt_plan_summary_words_read (JsonObject *statement, const char *words);
void opt_plan_summary_words_read_part (JsonObject *part, const char *words);

G_END_DECLS
