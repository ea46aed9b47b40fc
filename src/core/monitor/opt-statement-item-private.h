/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-item.h"
#include "opt-statement-mark.h"

G_BEGIN_DECLS

struct _OptStatementItem
{
  GObject parent_instance;

  OptStatementCounters counters; /* with the key */
  double shares[OPT_N_WORKLOAD_SHARES];
  double calls_per_second;
  gint64 block_size; /* bytes; 0: not known */
  guint64 fingerprint;
  gboolean system;
  gint64 first; /* where it is new: when it was called first; 0: it is not */

  /* Borrowed */
  struct _OptStatementGroup *group; /* (nullable) */

  /* Owned */
  GRefString *text;     /* (nullable) */
  GRefString *database; /* (nullable) */
  GRefString *role;     /* (nullable) */
  OptTrendAxis *axis;
  OptTrend trend;
  OptSlowdown *slowdown; /* (nullable) */

  /* Owned, made when they are asked for */
  char *id;
  char *line;
};

/* For the list that the items are of. */

OptStatementItem *opt_statement_item_new (const OptStatementKey *key, OptTrendAxis *axis);

gboolean opt_statement_item_set_text (OptStatementItem *self,
                                      GRefString *text,
                                      guint64 fingerprint,
                                      gboolean system);
gboolean opt_statement_item_set_mark (OptStatementItem *self, const OptStatementMark *mark);
gboolean opt_statement_item_set_database (OptStatementItem *self, GRefString *database);
gboolean opt_statement_item_set_role (OptStatementItem *self, GRefString *role);
gboolean opt_statement_item_set_figures (OptStatementItem *self,
                                         const OptStatementCounters *counters,
                                         const double *shares,
                                         double calls_per_second);
gboolean opt_statement_item_set_block_size (OptStatementItem *self, gint64 bytes);
gboolean opt_statement_item_set_as (OptStatementItem *self,
                                    OptStatementItem *other,
                                    gboolean same_role,
                                    gboolean same_database);
void opt_statement_item_set_group (OptStatementItem *self, struct _OptStatementGroup *group);
gboolean opt_statement_item_set_slowdown (OptStatementItem *self, const OptSlowdown *slowdown);
gboolean opt_statement_item_set_first (OptStatementItem *self, gint64 first);
void opt_statement_item_changed (OptStatementItem *self);

OptTrend *opt_statement_item_get_calls (OptStatementItem *self);

G_END_DECLS
