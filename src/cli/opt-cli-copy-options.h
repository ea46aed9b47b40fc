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
  char *sample;
  char *seed;
  char *mask;
} OptCliCopyArguments;

/* clang-format off */
/* Members of an array of GOptionEntry, for verbs that copy tables. */
#define OPT_CLI_COPY_ENTRIES(arguments)                                                            \
  { "max-size", 0, 0, G_OPTION_ARG_STRING, &(arguments).max_size,                                  \
    N_ ("Copy so much at most, with indexes (20GB)"), "SIZE" },                                    \
  { "max-time", 0, 0, G_OPTION_ARG_STRING, &(arguments).max_time,                                  \
    N_ ("Read the tables for that long at most (30min)"), "TIME" },                                \
  { "rate", 0, 0, G_OPTION_ARG_STRING, &(arguments).rate,                                          \
    N_ ("Read so much a second at most (100MB/s)"), "RATE" },                                      \
  { "sample", 0, 0, G_OPTION_ARG_STRING, &(arguments).sample,                                      \
    N_ ("Copy a sample: it proves rows and blocks, never time"), "SHARE" },                        \
  { "seed", 0, 0, G_OPTION_ARG_STRING, &(arguments).seed,                                          \
    N_ ("Draw the sample that this number drew before"), "N" },                                    \
  { "mask", 0, 0, G_OPTION_ARG_STRING, &(arguments).mask,                                          \
    N_ ("Copy other values of these columns, separated by commas"), "COLUMNS" }
/* clang-format on */

void opt_cli_copy_arguments_clear (OptCliCopyArguments *self);
OptCopyOptions *opt_cli_copy_options_new (OptCli *cli,
                                          const OptCliCopyArguments *arguments,
                                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptCliCopyArguments, opt_cli_copy_arguments_clear)

G_END_DECLS
