/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void opt_sample_places_keep_only (const char *const *names);

G_END_DECLS
