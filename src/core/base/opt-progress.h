/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptProgressFunc:
 * @step: what is happening, in words for a person ("Copying orders")
 * @done: how much of @total is done, or -1 where nobody can tell
 * @total: the whole, in whatever @done counts
 * @user_data: the caller's
 *
 * Called in the thread that does the work.
 */
typedef void (*OptProgressFunc) (const char *step, gint64 done, gint64 total, gpointer user_data);

/**
 * OptProgress:
 * @func: (nullable): whom to tell
 * @user_data: for @func
 *
 * A function and its data, passed by pointer down a sequence of steps. %NULL tells nobody.
 */
typedef struct
{
  OptProgressFunc func;
  gpointer user_data;
} OptProgress;

void opt_progress_report (const OptProgress *progress,
                          gint64 done,
                          gint64 total,
                          const char *format,
                          ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
