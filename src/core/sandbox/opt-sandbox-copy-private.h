/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-copy-mask.h"
#include "opt-copy-options.h"
#include "opt-copy-sample.h"
#include "opt-copy-selection.h"
#include "opt-copy.h"
#include "opt-restore.h"
#include "opt-sandbox.h"

G_BEGIN_DECLS

/* Private to the files of this name. */

/**
 * OptSandboxCopy:
 *
 * What the steps of one copy share.
 */
typedef struct
{
  OptSandbox *sandbox;
  OptConnection *production;
  OptConnection *owner;
  OptCatalog *catalog;
  OptCopySelection *selection;
  OptCopySample *sample; /* (nullable) whole tables without one */
  OptCopyMask *mask;     /* (nullable) */
  const OptCopyOptions *options;
  OptCopyReport *report;
  OptCopyPace pace;
  gint64 done_bytes; /* of the tables that are copied, on production */
  gint64 began;      /* monotonic: when the rows that are being read were asked for */
  gint64 read_us;    /* how long it took to read those before */
  const char *table; /* (nullable) the one that is being copied */
  GPtrArray *limits;
  const OptProgress *progress;
  GCancellable *cancellable;
} OptSandboxCopy;

/* opt-sandbox-copy-rows.c */
gboolean opt_sandbox_copy_rows_sync (OptSandboxCopy *copy, OptRestore *restore, GError **error);

G_END_DECLS
