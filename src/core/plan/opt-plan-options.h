/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptPlanOptions:
 * @OPT_PLAN_OPTION_SETTINGS: settings that are not the server's defaults
 * @OPT_PLAN_OPTION_BUFFERS: blocks: those that the planner needed, and each node where it is run
 * @OPT_PLAN_OPTION_TIMING: the time of each node, where it is run; reading the clock can slow a
 *   node that is called often
 * @OPT_PLAN_OPTION_VERBOSE: what each node gives, and what each worker did
 * @OPT_PLAN_OPTION_WAL: write-ahead log, where it is run
 * @OPT_PLAN_OPTION_MEMORY: what the planner needed, from 17 on
 * @OPT_PLAN_OPTION_SERIALIZE: what it costs to turn the rows into text, where it is run, from 17 on
 * @OPT_PLAN_OPTION_COSTS: what the planner expects: costs, rows and widths
 * @OPT_PLAN_OPTION_SUMMARY: the time that planning took, and where it is run, that of the whole
 * @OPT_PLAN_OPTION_SERIALIZE_BINARY: likewise, into the binary format that some drivers ask for
 * @OPT_PLAN_OPTIONS_USUAL: those that say most and cost least
 *
 * What EXPLAIN is to tell.
 */
typedef enum
{
  OPT_PLAN_OPTION_SETTINGS = 1 << 0,
  OPT_PLAN_OPTION_BUFFERS = 1 << 1,
  OPT_PLAN_OPTION_TIMING = 1 << 2,
  OPT_PLAN_OPTION_VERBOSE = 1 << 3,
  OPT_PLAN_OPTION_WAL = 1 << 4,
  OPT_PLAN_OPTION_MEMORY = 1 << 5,
  OPT_PLAN_OPTION_SERIALIZE = 1 << 6,
  OPT_PLAN_OPTION_COSTS = 1 << 7,
  OPT_PLAN_OPTION_SUMMARY = 1 << 8,
  OPT_PLAN_OPTION_SERIALIZE_BINARY = 1 << 9,
  OPT_PLAN_OPTIONS_USUAL = OPT_PLAN_OPTION_SETTINGS | OPT_PLAN_OPTION_BUFFERS
                           | OPT_PLAN_OPTION_TIMING | OPT_PLAN_OPTION_COSTS
                           | OPT_PLAN_OPTION_SUMMARY,
} OptPlanOptions;

gboolean opt_plan_options_change (OptPlanOptions *options, const char *words, GError **error);
OptPlanOptions opt_plan_options_get_offered (int server_version);
gboolean opt_plan_options_check (OptPlanOptions options, int server_version, GError **error);
char *opt_plan_options_to_sql (OptPlanOptions options, gboolean analyze, int server_version);
char **opt_plan_options_to_words (OptPlanOptions options);

G_END_DECLS
