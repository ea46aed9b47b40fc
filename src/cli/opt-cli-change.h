/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-cli.h"

G_BEGIN_DECLS

/* What the verbs about changes share. */
typedef struct
{
  const char *connection;
  const char *id;   /* of a recommendation, or a change */
  const char *role; /* (nullable) */
  gboolean yes;
  gboolean all; /* of undo: also those that were made at once with it */
} OptCliChangeArguments;

OptCliStatus opt_cli_run_change (OptCli *cli, int argc, char **argv, OptCliJob job);
gboolean opt_cli_ask (OptCli *cli, const char *question, GError **error);
OptCliStatus opt_cli_print_change (OptCli *cli, const char *change_id, GError **error);
OptCliStatus opt_cli_print_changes (OptCli *cli, const char *change_id, GError **error);
JsonNode *opt_cli_change_to_json (OptAuditChange *change);
void opt_cli_describe_change (OptAuditChange *change);

G_END_DECLS
