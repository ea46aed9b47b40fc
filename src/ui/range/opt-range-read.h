/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server-record.h"

G_BEGIN_DECLS

/* Of so many statements the texts are read, those first that took most time: each takes its time to
 * read, too. */
#define OPT_RANGE_TEXTS 500

/**
 * OptRangeRead:
 *
 * One stretch of time out of the history of a server, and what was made of it. ::done is emitted
 * when it was read, or could not be.
 */
#define OPT_TYPE_RANGE_READ (opt_range_read_get_type ())
G_DECLARE_FINAL_TYPE (OptRangeRead, opt_range_read, OPT, RANGE_READ, GObject)

OptRangeRead *opt_range_read_new (gboolean with_blocking);

void opt_range_read_start (OptRangeRead *self, OptServer *server, gint64 from, gint64 to);
void opt_range_read_forget (OptRangeRead *self);
gint64 opt_range_read_get_pause (OptRangeRead *self);
gboolean opt_range_read_is_due (OptRangeRead *self);

const OptHistoryRange *opt_range_read_get_range (OptRangeRead *self);
OptTimeline *opt_range_read_get_timeline (OptRangeRead *self);
OptStatementList *opt_range_read_get_statements (OptRangeRead *self);
const GError *opt_range_read_get_error (OptRangeRead *self);
gboolean opt_range_read_get_window (OptRangeRead *self, gint64 *from, gint64 *to);

G_END_DECLS
