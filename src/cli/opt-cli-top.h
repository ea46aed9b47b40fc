/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-activity.h"
#include "opt-cli.h"
#include "opt-workload.h"

G_BEGIN_DECLS

/* As wide as the table is where it is no terminal that it goes to. */
#define OPT_CLI_TOP_WIDTH 148

/* What `top` was asked for. */
typedef struct
{
  const char *connection;
  gint64 interval;
  gboolean since_reset;
  gboolean follow;
  gboolean once;
  OptWorkloadShare by; /* what the shares are of */
  OptWorkloadSort sort;
  int limit;
  gboolean system;
  gboolean group; /* what is alike is one */
  int lines;      /* so many of statements and members at most; 0: all */
} OptCliTop;

/* opt-cli-top-table.c */
char *opt_cli_top_to_text (OptWorkload *workload,
                           OptActivity *activity,
                           const OptCliTop *top,
                           int width);

/* opt-cli-top-follow.c */
OptCliStatus opt_cli_top_follow (OptCli *cli,
                                 OptCliTop *top,
                                 OptConninfo *conninfo,
                                 GError **error);

G_END_DECLS
