/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-plan-origin.h"
#include "opt-plan-statistics.h"
#include "opt-plan-usage.h"

G_BEGIN_DECLS

/**
 * OptPlanDocument:
 *
 * A plan with all that is shown with it: where it comes from, the statement, the text to copy, what
 * to search. Made in a thread, and immutable: a plan of ten thousand nodes takes a second.
 */
#define OPT_TYPE_PLAN_DOCUMENT (opt_plan_document_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanDocument, opt_plan_document, OPT, PLAN_DOCUMENT, GObject)

void opt_plan_document_read_text_async (const char *text,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void opt_plan_document_read_file_async (GFile *file,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void opt_plan_document_wrap_async (OptPlan *plan,
                                   const char *sql,
                                   const char *basis,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void opt_plan_document_read_kept_async (const char *text,
                                        const char *sql,
                                        const char *kept,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void opt_plan_document_choose_async (OptPlanDocument *self,
                                     guint nth,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
OptPlanDocument *opt_plan_document_new_finish (GAsyncResult *result, GError **error);

OptPlan *opt_plan_document_get_plan (OptPlanDocument *self);
const char *const *opt_plan_document_get_choice (OptPlanDocument *self, guint *nth);
OptPlanStatistics *opt_plan_document_get_statistics (OptPlanDocument *self);
OptPlanUsage *opt_plan_document_get_usage (OptPlanDocument *self);
const char *opt_plan_document_get_name (OptPlanDocument *self);
const char *opt_plan_document_get_sql (OptPlanDocument *self);
GArray *opt_plan_document_get_origins (OptPlanDocument *self);
const char *opt_plan_document_get_basis (OptPlanDocument *self);
const char *opt_plan_document_get_kept (OptPlanDocument *self);
const char *opt_plan_document_get_origin (OptPlanDocument *self);
gboolean opt_plan_document_is_of_server (OptPlanDocument *self);
const char *opt_plan_document_get_text (OptPlanDocument *self);
guint opt_plan_document_get_max_depth (OptPlanDocument *self);
gboolean opt_plan_document_has_finding (OptPlanDocument *self, OptPlanNode *node);
gboolean opt_plan_document_has_finding_on (OptPlanDocument *self,
                                           OptPlanNode *node,
                                           OptFindingTheme theme);
gboolean opt_plan_document_is_logged (OptPlanDocument *self);
gboolean opt_plan_document_has_spill (OptPlanDocument *self);
gboolean opt_plan_document_has_loops (OptPlanDocument *self);
gboolean opt_plan_document_may_run_on_server (OptPlanDocument *self);
gboolean opt_plan_document_has_figure (OptPlanDocument *self, const char *key);

char *opt_plan_document_describe (OptPlanDocument *self);
GArray *opt_plan_document_search (OptPlanDocument *self, const char *words);

G_END_DECLS
