/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Nodes below each other: whoever walks the tree calls itself. */
#define OPT_PLAN_DEPTH 2000

/* What is added to a statement that a log has: text, as it stands there. */
#define OPT_PLAN_LOG "Log "
#define OPT_PLAN_LOG_TIME OPT_PLAN_LOG "Time"
#define OPT_PLAN_LOG_DATABASE OPT_PLAN_LOG "Database"
#define OPT_PLAN_LOG_APPLICATION OPT_PLAN_LOG "Application"
#define OPT_PLAN_LOG_PREFIX OPT_PLAN_LOG "Prefix"

/* Of a text with several plans, as a log is: how many they are, and how many of them could not be
 * read. Without entries it is one plan. */
typedef struct
{
  guint entries;
  guint unread;
} OptPlanSourceCount;

JsonNode *opt_plan_source_read (const char *text,
                                gssize length,
                                OptPlanSourceCount *count,
                                GError **error);

G_END_DECLS
