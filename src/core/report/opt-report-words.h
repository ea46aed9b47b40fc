/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-evidence.h"
#include "opt-verdict.h"

G_BEGIN_DECLS

/*
 * What each format says in the same words, from the objects of `tune --json`. All (transfer full);
 * texts may hold what a server or a user wrote, and are to be escaped or cleaned.
 */
char *opt_report_format_count (JsonObject *object, const char *member);
char *opt_report_format_bytes (JsonObject *object, const char *member);
char *opt_report_format_number (JsonObject *object, const char *member);
char *opt_report_format_duration (JsonObject *object, const char *member);
char *opt_report_format_share (JsonObject *object, const char *member);
char *opt_report_format_time (JsonObject *object, const char *member);
char *opt_report_format_sql (const char *sql);

char *opt_report_get_subject (JsonObject *tune);
char *opt_report_describe_server (JsonObject *tune);
char *opt_report_describe_window (JsonObject *tune);
GPtrArray *opt_report_list_window_notes (JsonObject *tune);
char *opt_report_describe_hot (JsonObject *tune);
char *opt_report_describe_step (JsonObject *plan);
char *opt_report_describe_plan_basis (JsonObject *statement);

char *opt_report_get_conclusion (JsonObject *advice);
char *opt_report_get_advisor_conclusion (JsonObject *advice);
char *opt_report_describe_cost (JsonObject *object);
char *opt_report_describe_effect (JsonObject *object);
char *opt_report_describe_size (JsonObject *recommendation);
char *opt_report_describe_projection (JsonObject *recommendation);
char *opt_report_describe_confidence (JsonObject *recommendation);
char *opt_report_describe_shadow (JsonObject *advice);
char *opt_report_describe_planned (JsonObject *advice);
const char *opt_report_explain_evidence (OptEvidence evidence);

G_END_DECLS
