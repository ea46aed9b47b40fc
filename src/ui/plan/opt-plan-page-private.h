/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-error-view.h"
#include "opt-job-view.h"
#include "opt-plan-page.h"
#include "opt-server-plan.h"
#include "opt-values-chooser.h"

G_BEGIN_DECLS

struct _OptPlanPage
{
  OptPage parent_instance;

  /* Template children */
  GtkStack *stack;
  GtkRevealer *job_revealer;
  OptJobView *job_view;
  GtkRevealer *error_revealer;
  OptErrorView *error_view;
  OptValuesChooser *chooser;
  OptPlanView *view;

  /* Owned */
  OptJob *job;                   /* (nullable) what is going on */
  char *sql;                     /* (nullable) the server's statement, as it was asked for … */
  OptExplainValues *values;      /* (nullable) … and for which values of its parameters */
  GtkNativeDialog *file_chooser; /* (nullable) */
  gboolean job_is_of_server;

  /* Sources */
  guint job_id;
};

/* opt-plan-page.c */
OptJob *opt_plan_page_begin (OptPlanPage *self, const char *title, gboolean of_server);
void opt_plan_page_end (OptPlanPage *self, OptPlanDocument *document, const GError *error);
void opt_plan_page_fail (OptPlanPage *self, const char *task, const GError *error);

/* opt-plan-page-sources.c: a plan that is there already */
void opt_plan_page_install_sources (GtkWidgetClass *widget_class);
void opt_plan_page_accept_drops (OptPlanPage *self);
void opt_plan_page_show_document (OptPlanPage *self, OptPlanDocument *document);

/* opt-plan-page-explain.c: a plan that a server makes */
void opt_plan_page_install_explain (GtkWidgetClass *widget_class);
void opt_plan_page_plan_for (OptPlanPage *self, const OptExplainValues *values);

G_END_DECLS
