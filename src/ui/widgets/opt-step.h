/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-job.h"

G_BEGIN_DECLS

/**
 * OptStep:
 *
 * One question of a dialog, or one answer: a page of an #OptStepDialog. It knows what is its
 * default button, and which work it waits for.
 */
#define OPT_TYPE_STEP (opt_step_get_type ())
G_DECLARE_DERIVABLE_TYPE (OptStep, opt_step, OPT, STEP, AdwBin)

/**
 * OptStepClass:
 * @shown: it came on the screen
 */
struct _OptStepClass
{
  AdwBinClass parent_class;

  void (*shown) (OptStep *self);
};

const char *opt_step_get_title (OptStep *self);
void opt_step_set_title (OptStep *self, const char *title);
GtkWidget *opt_step_get_default_widget (OptStep *self);
void opt_step_set_default_widget (OptStep *self, GtkWidget *widget);
OptJob *opt_step_get_job (OptStep *self);
void opt_step_set_job (OptStep *self, OptJob *job);
const char *opt_step_get_outcome (OptStep *self);
void opt_step_take_outcome (OptStep *self, char *outcome);
void opt_step_show (OptStep *self);

G_END_DECLS
