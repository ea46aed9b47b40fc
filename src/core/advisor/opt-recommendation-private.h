/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-recommendation.h"

G_BEGIN_DECLS

struct _OptRecommendation
{
  GObject parent_instance;

  char *id;
  char *server;
  char *database;
  char *kind;
  char *title;
  char *sql;
  char *undo_sql;
  char *reason;
  char *risk;
  char *relation;
  OptChangeSet *change_set; /* (nullable) */
  GPtrArray *statements;    /* of OptStatementEffect */
  double cost_before;
  double cost_after;
  double projected_ms;
  gint64 size_bytes;
  gint64 made_at;

  OptEvidence evidence;
  guint held;
  guint of;
  JsonNode *trial;
  char *refuted_by;
};

G_END_DECLS
