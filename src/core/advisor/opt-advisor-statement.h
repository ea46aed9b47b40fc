/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sample-store.h"

G_BEGIN_DECLS

/**
 * OptAdvisorStatement:
 *
 * One statement of a workload, with what is known of how often it runs and how long that takes.
 */
typedef struct
{
  char *id;        /* its queryid, or its number in a workload file */
  char *sql;       /* with `$n` or literals */
  double weight;   /* how often it counts: its calls, or what a workload file says */
  gint64 calls;    /* -1 where nobody counted them */
  double total_ms; /* measured, over all calls; NAN where nobody did */
  double mean_ms;  /* of one call; NAN likewise */
  GPtrArray *seen; /* (nullable) (element-type OptSample): values of its `$n`, most often first */
} OptAdvisorStatement;

OptAdvisorStatement *opt_advisor_statement_new (const char *id, const char *sql, double weight);
OptAdvisorStatement *opt_advisor_statement_new_measured (const char *id,
                                                         const char *sql,
                                                         gint64 calls,
                                                         double total_ms);
void opt_advisor_statement_free (OptAdvisorStatement *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptAdvisorStatement, opt_advisor_statement_free)

G_END_DECLS
