/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-evidence.h"
#include "opt-text.h"

G_BEGIN_DECLS

char *opt_report_tune_to_text (JsonNode *tune, const char *connection, gboolean colour);
char *opt_report_advice_to_text (JsonNode *advice, const char *connection, gboolean colour);
char *opt_report_trial_to_text (JsonNode *trial, gboolean colour);

/* Pieces of the text, for the files that write it. */
void opt_report_text_add_fact (OptText *text, const char *name, const char *value);
void opt_report_text_add_recommendation (OptText *text, JsonObject *recommendation, guint number);
void opt_report_text_add_trial (OptText *text, JsonObject *trial, guint indent);
void opt_report_text_add_notes (OptText *text, JsonObject *object, const char *member);
void opt_report_text_add_advice (OptText *text, JsonObject *advice, const char *connection);
void opt_report_text_add_pill (OptText *text, OptEvidence evidence, const char *what);

G_END_DECLS
