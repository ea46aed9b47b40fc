/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-evidence.h"
#include "opt-html.h"
#include "opt-report-trial.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *opt_report_tune_to_html (JsonNode *tune);

/* Pieces of the page, for the files that write it. */
void opt_report_html_add_pill (OptHtml *html, OptEvidence evidence);
void opt_report_html_add_verdict (OptHtml *html, JsonObject *object);
void opt_report_html_add_sql (OptHtml *html, const char *label, const char *sql);
void opt_report_html_add_fact (OptHtml *html, const char *name, const char *text);
void opt_report_html_add_cell (OptHtml *html, const char *text);
void opt_report_html_add_head (OptHtml *html, const char *first, ...) G_GNUC_NULL_TERMINATED;
void opt_report_html_add_watched (OptHtml *html, JsonObject *tune);
void opt_report_html_add_hot (OptHtml *html, JsonObject *tune);
void opt_report_html_add_recommendation (OptHtml *html, JsonObject *recommendation, guint number);
void opt_report_html_add_trial (OptHtml *html, JsonObject *trial);
void opt_report_html_add_notes (OptHtml *html, JsonObject *object, const char *member);

G_END_DECLS
