/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "opt-cli.h"
#include "opt-copy-options.h"

G_BEGIN_DECLS

/**
 * OptCliCopyArguments:
 *
 * What the options of OPT_CLI_COPY_ENTRIES() were given, as it was typed.
 */
typedef struct
{
  char *max_size;
  char *max_time;
  char *rate;
} OptCliCopyArguments;

/* Members of an array of GOptionEntry, for verbs that copy tables. */
#define OPT_CLI_COPY_ENTRIES(arguments)                                                           \
  { "max-size",                                                                                   \
    0,                                                                                            \
    0,                                                                                            \
    G_OPTION_ARG_STRING,                                                                          \
    &(arguments).max_size,                                                                        \
    N_ ("Copy so much at most, with indexes (20GB)"),                                             \
    "SIZE" },                                                                                     \
      { "max-time",                                                                               \
        0,                                                                                        \
        0,                                                                                        \
        G_OPTION_ARG_STRING,                                                                      \
        &(arguments).max_time,                                                                    \
        N_ ("Read for that long at most (30min)"),                                                \
        "TIME" },                                                                                 \
  {                                                                                               \
    "rate", 0, 0, G_OPTION_ARG_STRING, &(arguments).rate, N_ ("Read so much a second (100MB/s)"), \
        "RATE"                                                                                    \
  }

void opt_cli_copy_arguments_clear (OptCliCopyArguments *self);
OptCopyOptions *opt_cli_copy_options_new (OptCli *cli,
                                          const OptCliCopyArguments *arguments,
                                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptCliCopyArguments, opt_cli_copy_arguments_clear)

G_END_DECLS
