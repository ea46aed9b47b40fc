/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-job.h"

G_BEGIN_DECLS

/**
 * OptJobView:
 *
 * Long work as it goes on: what it is for, what is happening, how far it is, since when, and the
 * button that cancels it.
 */
#define OPT_TYPE_JOB_VIEW (opt_job_view_get_type ())
G_DECLARE_FINAL_TYPE (OptJobView, opt_job_view, OPT, JOB_VIEW, AdwBin)

GtkWidget *opt_job_view_new (void);

OptJob *opt_job_view_get_job (OptJobView *self);
void opt_job_view_set_job (OptJobView *self, OptJob *job);

G_END_DECLS
