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
  OptPlanComparisonView *comparison;

  /* Owned */
  GPtrArray *earlier;            /* of OptPlanDocument: what was shown before, the last one last */
  OptJob *job;                   /* (nullable) what is going on */
  char *sql;                     /* (nullable) the server's statement, as it was asked for … */
  OptExplainValues *values;      /* (nullable) … and for which values of its parameters */
  GtkNativeDialog *file_chooser; /* (nullable) */
  GPtrArray *kept;               /* of OptPlanRecord: what the statement had before */
  GCancellable *kept_reading;    /* (nullable) while they are read */
  GSimpleActionGroup *option_actions;
  OptPlanOptions options; /* what EXPLAIN is to tell */
  gboolean job_is_of_server;
  gboolean choosing_other; /* the file that is chosen is one to compare with */

  /* Sources */
  guint job_id;
};

/* opt-plan-page.c */
OptJob *opt_plan_page_begin (OptPlanPage *self, const char *title, gboolean of_server);
void opt_plan_page_end (OptPlanPage *self, OptPlanDocument *document, const GError *error);
void opt_plan_page_show_what_is_there (OptPlanPage *self);
void opt_plan_page_fail (OptPlanPage *self, const char *task, const GError *error);

/* opt-plan-page-sources.c: a plan that is there already */
void opt_plan_page_install_sources (GtkWidgetClass *widget_class);
void opt_plan_page_accept_drops (OptPlanPage *self);
void opt_plan_page_show_document (OptPlanPage *self, OptPlanDocument *document);
void opt_plan_page_read_file (OptPlanPage *self, GFile *file, gboolean to_compare);
void opt_plan_page_choose_file (OptPlanPage *self, gboolean to_compare);
void opt_plan_page_enter_other (OptPlanPage *self);

/* opt-plan-page-compare.c: the plan that is shown beside another one */
void opt_plan_page_install_compare (GtkWidgetClass *widget_class);
void opt_plan_page_compare (OptPlanPage *self, OptPlanDocument *first, OptPlanDocument *second);
void opt_plan_page_compare_with (OptPlanPage *self, OptPlanDocument *other);
void opt_plan_page_note_earlier (OptPlanPage *self, OptPlanDocument *document);
void opt_plan_page_update_compare (OptPlanPage *self);

/* opt-plan-page-kept.c: plans that were kept */
void opt_plan_page_install_kept (GtkWidgetClass *widget_class);
void opt_plan_page_update_kept (OptPlanPage *self);
void opt_plan_page_forget_kept (OptPlanPage *self);

/* opt-plan-page-log.c: the plans of a log */
void opt_plan_page_install_log (GtkWidgetClass *widget_class);
void opt_plan_page_update_log (OptPlanPage *self);

/* opt-plan-page-options.c: what EXPLAIN is to tell */
void opt_plan_page_add_options (OptPlanPage *self);
void opt_plan_page_update_options (OptPlanPage *self);
OptPlanOptions opt_plan_page_get_options (OptPlanPage *self);

/* opt-plan-page-explain.c: a plan that a server makes */
void opt_plan_page_install_explain (GtkWidgetClass *widget_class);
void opt_plan_page_plan_for (OptPlanPage *self, const OptExplainValues *values);

/* opt-plan-page-remedy.c: what findings hand on */
void opt_plan_page_install_remedy (GtkWidgetClass *widget_class);

G_END_DECLS
