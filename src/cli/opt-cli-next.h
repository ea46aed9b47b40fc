/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"

G_BEGIN_DECLS

/* The commands that follow on what was done, so that a shell takes them as they stand. */
char *opt_cli_name_connection (const char *argument, OptConninfo *conninfo);
char *opt_cli_to_shell (const char *const *words);
char *opt_cli_connection_to_shell (const char *argument, OptConninfo *conninfo);
void opt_cli_print_next_verbs (const char *argument,
                               OptConninfo *conninfo,
                               const char *id,
                               const char *role,
                               const char *const *verbs);

G_END_DECLS
