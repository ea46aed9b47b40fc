/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-trial.h"

G_BEGIN_DECLS

gboolean opt_database_note_masks (OptDatabase *self, OptTrial *trial, GError **error);

G_END_DECLS
