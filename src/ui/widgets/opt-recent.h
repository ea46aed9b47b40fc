/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How far back live charts go, in microseconds. */
#define OPT_RECENT_SPAN (15 * 60 * G_USEC_PER_SEC)

gint64 opt_recent_fit (gint64 age);

G_END_DECLS
