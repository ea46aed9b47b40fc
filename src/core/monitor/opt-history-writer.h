/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-history-minute.h"

G_BEGIN_DECLS

/**
 * OptHistoryWriter:
 *
 * Writes the minutes of one server into the history in a thread, sums them up and tidies behind
 * itself. It opens the file when it has something to write, and anew after an error.
 */
#define OPT_TYPE_HISTORY_WRITER (opt_history_writer_get_type ())
G_DECLARE_FINAL_TYPE (OptHistoryWriter, opt_history_writer, OPT, HISTORY_WRITER, GObject)

OptHistoryWriter *opt_history_writer_new (const char *path, const char *server_id);

gboolean opt_history_writer_is_busy (OptHistoryWriter *self);
void opt_history_writer_write_async (OptHistoryWriter *self,
                                     GPtrArray *minutes,
                                     gint64 now,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean opt_history_writer_write_finish (OptHistoryWriter *self,
                                          GAsyncResult *result,
                                          GPtrArray **rest,
                                          char **set_aside,
                                          GError **error);

gboolean opt_history_writers_wait (gint64 timeout);

G_END_DECLS
