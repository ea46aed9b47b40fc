/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"

G_BEGIN_DECLS

char *opt_cli_log_changes_to_csv (GPtrArray *changes);
char *opt_cli_log_entries_to_csv (GPtrArray *changes);
JsonNode *opt_cli_log_to_json (GPtrArray *changes);
void opt_cli_log_describe (GPtrArray *changes);

OptCliStatus opt_cli_log_verify (OptCli *cli, gpointer head, GError **error);

G_END_DECLS
