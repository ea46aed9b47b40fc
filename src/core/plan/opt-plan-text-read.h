/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *opt_plan_text_read (const char *text, GError **error);

G_END_DECLS
