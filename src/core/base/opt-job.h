/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-progress.h"

G_BEGIN_DECLS

/**
 * OptJob:
 *
 * Long work as the one who waits for it sees it: what is happening, how far it is, since when, and
 * how to stop it. It is of the thread that made it; the work may be in another.
 */
#define OPT_TYPE_JOB (opt_job_get_type ())
G_DECLARE_FINAL_TYPE (OptJob, opt_job, OPT, JOB, GObject)

OptJob *opt_job_new (const char *title);

const char *opt_job_get_title (OptJob *self);
const char *opt_job_get_step (OptJob *self);
double opt_job_get_fraction (OptJob *self);
gboolean opt_job_get_running (OptJob *self);
gint64 opt_job_get_elapsed (OptJob *self);
GCancellable *opt_job_get_cancellable (OptJob *self);
gboolean opt_job_get_writes (OptJob *self);
void opt_job_cancel (OptJob *self);

/* For whoever runs it. */
void opt_job_set_writes (OptJob *self, gboolean writes);
void opt_job_begin (OptJob *self);
const OptProgress *opt_job_get_progress (OptJob *self);
void opt_job_end (OptJob *self);

G_END_DECLS
