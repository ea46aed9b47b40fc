/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server.h"

G_BEGIN_DECLS

/* What the page says of all sessions together. */
char *opt_activity_describe (OptSessionList *list, OptServer *server, gboolean with_own);
char *opt_activity_describe_idle (OptSessionList *list, const char *age);
char *opt_activity_get_idle_title (const char *age);
char *opt_activity_get_free_title (const char *age);

G_END_DECLS
