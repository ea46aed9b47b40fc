/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptPlanLogEntry:
 * @plan: in whatever format it was logged
 * @duration_ms: how long its execution took
 * @time: (nullable): when, as the log has it, in the zone of that server's log
 * @database: (nullable): where, by name
 * @application: (nullable): by which program
 * @prefix: (nullable): what stands before it in plain text, for who knows log_line_prefix
 *
 * What auto_explain wrote of one statement.
 */
typedef struct
{
  char *plan;
  double duration_ms;
  char *time;
  char *database;
  char *application;
  char *prefix;
} OptPlanLogEntry;

GPtrArray *opt_plan_log_split (const char *text);

G_END_DECLS
