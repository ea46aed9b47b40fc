/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What libFuzzer calls, as opt-fuzz-replay.c does with what is kept in a corpus. */
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

G_END_DECLS
