/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-progress.h"

/**
 * opt_progress_report:
 * @progress: (nullable): whom to tell
 * @done: how much is done, or -1
 * @total: of how much
 * @format: printf-like, what is happening
 */
void
opt_progress_report (const OptProgress *progress,
                     gint64 done,
                     gint64 total,
                     const char *format,
                     ...)
{
  g_autofree char *step = NULL;
  va_list args;

  if (progress == NULL || progress->func == NULL)
    return;

  va_start (args, format);
  step = g_strdup_vprintf (format, args);
  va_end (args);

  progress->func (step, done, total, progress->user_data);
}
