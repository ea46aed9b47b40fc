/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-activity.h"
#include "opt-cli.h"
#include "opt-poller.h"
#include "opt-workload.h"

G_BEGIN_DECLS

/* As wide as the table is where it is no terminal that it goes to. */
#define OPT_CLI_TOP_WIDTH 148

/* What was called first in this time is new. */
#define OPT_CLI_TOP_RECENT (15 * 60 * G_USEC_PER_SEC)

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
  gboolean only_new;
  int lines; /* so many of statements and members at most; 0: all */
} OptCliTop;

/* opt-cli-top-table.c */
char *opt_cli_top_to_text (OptWorkload *workload,
                           OptActivity *activity,
                           const OptCliTop *top,
                           int width,
                           GByteArray *looks);

/* opt-cli-top-new.c */
typedef struct _OptCliNew OptCliNew;
typedef void (*OptCliNewFunc) (gpointer data);

gboolean opt_cli_top_can_tell_new (OptWorkload *workload, GError **error);
void opt_cli_top_look_for_new (const OptCliTop *top, OptServerFacts *facts, OptWorkload *workload);
OptCliNew *opt_cli_new_begin (OptPoller *poller,
                              OptWorkload *workload,
                              gint64 span,
                              OptCliNewFunc func,
                              gpointer data);
void opt_cli_new_update (OptCliNew *self, gint64 end);
void opt_cli_new_end (OptCliNew *self);

/* opt-cli-top-follow.c */
OptCliStatus opt_cli_top_follow (OptCli *cli,
                                 OptCliTop *top,
                                 OptConninfo *conninfo,
                                 GError **error);

G_END_DECLS
