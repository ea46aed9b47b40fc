/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean opt_plan_vocabulary_has (const char *text);
char *opt_plan_vocabulary_filter (const char *text, const char *unknown);

G_END_DECLS
