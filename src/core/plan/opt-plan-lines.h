/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptPlanLineKind:
 * @OPT_PLAN_LINE_NODE: a node of a plan: "->  Seq Scan on orders  (cost=…)"
 * @OPT_PLAN_LINE_LABEL: how the next node hangs on the one above: "InitPlan 1 (returns $0)"
 * @OPT_PLAN_LINE_TARGET: another table that is changed: "Update on orders_2024"
 * @OPT_PLAN_LINE_WORKER: "Worker 0:", and what it says of it
 * @OPT_PLAN_LINE_PROPERTY: "Filter: (a > 1)"
 * @OPT_PLAN_LINE_UTILITY: what has no plan
 * @OPT_PLAN_LINE_NOTHING: what rules made nothing of
 * @OPT_PLAN_LINE_QUERY: "Query Text: SELECT …", before what auto_explain logs, with all its lines
 * @OPT_PLAN_LINE_VALUES: "Query Parameters: $1 = '7'", of that statement
 * @OPT_PLAN_LINE_HEAD: where another entry of a log begins
 * @OPT_PLAN_LINE_OTHER: what is none of them
 */
typedef enum
{
  OPT_PLAN_LINE_OTHER,
  OPT_PLAN_LINE_NODE,
  OPT_PLAN_LINE_LABEL,
  OPT_PLAN_LINE_TARGET,
  OPT_PLAN_LINE_WORKER,
  OPT_PLAN_LINE_PROPERTY,
  OPT_PLAN_LINE_UTILITY,
  OPT_PLAN_LINE_NOTHING,
  OPT_PLAN_LINE_QUERY,
  OPT_PLAN_LINE_VALUES,
  OPT_PLAN_LINE_HEAD,
} OptPlanLineKind;

/**
 * OptPlanLine:
 * @kind: what it is
 * @indent: characters before it
 * @number: its number in what was read, from 1
 * @text: it, with what was wrapped, without the arrow
 * @has_arrow: whether there was one
 *
 * One line of a plan in PostgreSQL's text format.
 */
typedef struct
{
  OptPlanLineKind kind;
  guint indent;
  guint number;
  GString *text;
  gboolean has_arrow;
} OptPlanLine;

GPtrArray *opt_plan_lines_read (const char *text, GError **error);
gboolean opt_plan_line_is_tail (const char *line);

G_END_DECLS
