/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

gboolean opt_history_note_event_sync (OptHistory *self,
                                      const char *server_id,
                                      guint32 database,
                                      const OptTimelineEvent *event,
                                      GError **error);

G_END_DECLS
