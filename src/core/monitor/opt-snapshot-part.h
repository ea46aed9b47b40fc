/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-snapshot.h"

G_BEGIN_DECLS

/* Up to so many entries all are read each time: 10,000 cost the server about 20 ms. */
#define OPT_SNAPSHOT_READ_WHOLE 10000
/* Beyond, so many at most of the other entries are read at a time … */
#define OPT_SNAPSHOT_SLICE 5000
/* … and always those that took most time since their entry was made. */
#define OPT_SNAPSHOT_TOP 2000

void opt_snapshot_part_choose (OptSnapshotPart *self, const OptSnapshot *previous);
gboolean opt_snapshot_part_is_whole (const OptSnapshotPart *self);
gboolean opt_snapshot_part_has (const OptSnapshotPart *self, const OptStatementKey *key);
void opt_snapshot_part_carry (const OptSnapshotPart *self,
                              const OptSnapshot *previous,
                              GHashTable *statements);

G_END_DECLS
