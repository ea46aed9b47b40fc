/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean opt_plan_node_words_are_known (const char *words);
gboolean opt_plan_node_words_are_whole (const char *words);
gboolean opt_plan_node_words_are_change (const char *words);
JsonObject *opt_plan_node_words_read (const char *words);

G_END_DECLS
