/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cluster.h"
#include "opt-connection.h"

G_BEGIN_DECLS

void opt_bench_begin (const char *title);
void opt_bench_end (void);
void opt_bench_check (const GError *error);

OptCluster *opt_bench_keep_cluster (OptCluster *cluster);
OptCluster *opt_bench_start_cluster (void);
OptConnection *opt_bench_connect (OptCluster *cluster,
                                  const char *user,
                                  const char *database,
                                  OptConnectionRole role,
                                  const char *lane);
void opt_bench_execute (OptConnection *connection, const char *sql);
gint64 opt_bench_query_int (OptConnection *connection, const char *sql);

void opt_bench_make_statements (OptConnection *connection, guint n);
void opt_bench_call_statements (OptConnection *connection, guint first, guint n);
char *opt_bench_get_statements_sql (guint first, guint n);

GArray *opt_bench_series_new (void);
void opt_bench_series_add (GArray *series, double value);
double opt_bench_series_get_median (const GArray *series);
void opt_bench_print (const char *what, const GArray *series, const char *unit, const char *budget);

double opt_bench_get_backend_cpu (int pid);
double opt_bench_get_own_cpu (void);
double opt_bench_get_wall (void);
double opt_bench_get_resident (void);

void opt_bench_loop_watch (void);
void opt_bench_loop_reset (void);
double opt_bench_loop_get_longest_wall (void);
double opt_bench_loop_get_longest_cpu (void);
guint opt_bench_loop_get_n_longer (double milliseconds);

G_END_DECLS
