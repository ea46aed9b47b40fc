/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-snapshot.h"

G_BEGIN_DECLS

GBytes *opt_history_blob_new (const OptSnapshot *snapshot, GError **error);
gboolean opt_history_blob_read (GBytes *blob, OptSnapshot *snapshot, GError **error);

G_END_DECLS
