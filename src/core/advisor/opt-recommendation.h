/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-change-set.h"
#include "opt-evidence.h"
#include "opt-statement-effect.h"

G_BEGIN_DECLS

#define OPT_RECOMMENDATION_CREATE_INDEX "create-index"

#define OPT_TYPE_RECOMMENDATION (opt_recommendation_get_type ())
G_DECLARE_FINAL_TYPE (OptRecommendation, opt_recommendation, OPT, RECOMMENDATION, GObject)

char *opt_recommendation_make_id (const char *server,
                                  const char *database,
                                  const char *kind,
                                  const char *sql);

const char *opt_recommendation_get_id (OptRecommendation *self);
const char *opt_recommendation_get_server (OptRecommendation *self);
const char *opt_recommendation_get_database (OptRecommendation *self);
const char *opt_recommendation_get_kind (OptRecommendation *self);
const char *opt_recommendation_get_title (OptRecommendation *self);
const char *opt_recommendation_get_sql (OptRecommendation *self);
const char *opt_recommendation_get_undo_sql (OptRecommendation *self);
const char *opt_recommendation_get_reason (OptRecommendation *self);
const char *opt_recommendation_get_risk (OptRecommendation *self);
const char *opt_recommendation_get_relation (OptRecommendation *self);
OptChangeSet *opt_recommendation_get_change_set (OptRecommendation *self);
GPtrArray *opt_recommendation_get_statements (OptRecommendation *self);
double opt_recommendation_get_cost_before (OptRecommendation *self);
double opt_recommendation_get_cost_after (OptRecommendation *self);
double opt_recommendation_get_projected_ms (OptRecommendation *self);
gint64 opt_recommendation_get_size_bytes (OptRecommendation *self);
gint64 opt_recommendation_get_made_at (OptRecommendation *self);

OptEvidence opt_recommendation_get_evidence (OptRecommendation *self);
void opt_recommendation_set_evidence (OptRecommendation *self, OptEvidence evidence);
void opt_recommendation_refute (OptRecommendation *self, const char *why);
const char *opt_recommendation_get_refuted_by (OptRecommendation *self);
void opt_recommendation_set_record (OptRecommendation *self, guint held, guint of);
guint opt_recommendation_get_held (OptRecommendation *self);
guint opt_recommendation_get_of (OptRecommendation *self);
char *opt_recommendation_describe_confidence (OptRecommendation *self);
void opt_recommendation_set_trial (OptRecommendation *self, JsonNode *trial);
JsonNode *opt_recommendation_get_trial (OptRecommendation *self);

JsonNode *opt_recommendation_to_json (OptRecommendation *self);
OptRecommendation *opt_recommendation_copy (OptRecommendation *self);
OptRecommendation *opt_recommendation_new_from_json (JsonNode *node, GError **error);

G_END_DECLS
