/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-statistics.h"
#include "opt-verdict.h"

G_BEGIN_DECLS

/**
 * OptReportSide:
 *
 * What was measured of one side of a statement's trial.
 */
typedef struct
{
  OptInterval median; /* ms; NAN where not known */
  gboolean at_least;  /* runs were stopped: it took longer than that */
  gint64 buffers;     /* -1 where not known */
  GArray *runs;       /* (element-type gdouble) ms */
} OptReportSide;

/**
 * OptReportMeasure:
 *
 * What was measured of one statement, read from its object in `trial --json`.
 */
typedef struct
{
  OptReportSide baseline;
  OptReportSide variant;
  OptInterval ratio;
  double p;
  gint64 pairs; /* -1 where not known */
  gboolean timed_out;
} OptReportMeasure;

void opt_report_measure_init (OptReportMeasure *self, JsonObject *statement);
void opt_report_measure_clear (OptReportMeasure *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptReportMeasure, opt_report_measure_clear)

gboolean opt_report_get_verdict (JsonObject *object, OptVerdict *verdict);
const char *opt_report_get_verdict_label (JsonObject *object);

char *opt_report_format_median (const OptReportSide *side);
char *opt_report_format_interval (const OptInterval *interval, gboolean duration);
char *opt_report_format_buffers (const OptReportSide *side);
char *opt_report_describe_ratio (const OptReportMeasure *measure);
char *opt_report_describe_p (const OptReportMeasure *measure);
char *opt_report_describe_rows (JsonObject *statement);
char *opt_report_describe_pairs (JsonObject *statement);
char *opt_report_describe_measure (JsonObject *statement);
char *opt_report_describe_values (JsonObject *statement);
char *opt_report_describe_conditions (JsonObject *trial);
gboolean opt_report_has_change (JsonObject *trial);
char *opt_report_describe_change (JsonObject *trial);
char *opt_report_describe_limits (JsonObject *trial);
char *opt_report_describe_production (JsonObject *statement);
gboolean opt_report_was_busy (JsonObject *trial);
JsonObject *opt_report_find_best (JsonObject *trial);
char *opt_report_describe_outcome (JsonObject *recommendation);

G_END_DECLS
