/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-server-change.h"

G_BEGIN_DECLS

GNotification *opt_verdict_make_notification (const OptConfirmation *confirmation,
                                              const char *server);
void opt_verdict_notify (const OptConfirmation *confirmation, OptServer *server);

G_END_DECLS
