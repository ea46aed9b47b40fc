/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-params.h"

G_BEGIN_DECLS

/**
 * OptDemoStatement:
 * @name: what it is called
 * @sick: (nullable): what is wrong with it
 * @rate: executions a second
 * @sql: the statement, with `$1` …
 *
 * One statement of the demo's workload.
 */
typedef struct
{
  char *name;
  char *sick;
  double rate;
  char *sql;

  /*< private >*/
  GPtrArray *generators;
} OptDemoStatement;

GPtrArray *opt_demo_workload_parse (const char *text, double scale, GError **error);
GPtrArray *opt_demo_workload_load (double scale, GError **error);
OptParams *opt_demo_statement_make_params (const OptDemoStatement *self, GRand *random);

G_END_DECLS
