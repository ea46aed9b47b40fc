/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-copy-report.h"

G_BEGIN_DECLS

/**
 * OptCopyAskFunc:
 * @estimate: what is known before anything is copied
 * @user_data: the caller's
 * @error: return location for an error
 *
 * Called in the thread that copies, once it is sure that it may and that there is room.
 *
 * Returns: whether to go on
 */
typedef gboolean (*OptCopyAskFunc) (const OptCopyReport *estimate,
                                    gpointer user_data,
                                    GError **error);

/**
 * OptCopyOptions:
 * @max_bytes: how large a copy may be with its indexes; 0: no limit
 * @max_time: microseconds that reading the rows may take; 0: no limit
 * @rate: bytes a second that are read at most; 0: as fast as it goes
 * @measured_rate: bytes of tables a second, as measured before; 0: not known
 * @measured_at: when; microseconds since 1970
 * @sample: per cent of the large tables that are drawn; 0: whole tables
 * @seed: for the drawing
 * @masks: (nullable): columns to mask, as `schema.table.column`
 * @ask: (nullable): told before it begins
 * @ask_data: for @ask
 *
 * How tables are copied into a sandbox.
 */
typedef struct
{
  gint64 max_bytes;
  gint64 max_time;
  gint64 rate;
  double measured_rate;
  gint64 measured_at;
  double sample;
  guint32 seed;
  char **masks;
  OptCopyAskFunc ask;
  gpointer ask_data;
} OptCopyOptions;

OptCopyOptions *opt_copy_options_copy (const OptCopyOptions *self);
void opt_copy_options_free (OptCopyOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCopyOptions, opt_copy_options_free)

G_END_DECLS
