/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-conninfo.h"

G_BEGIN_DECLS

/**
 * OptTestRelay:
 *
 * A way to a server that is as long as one likes.
 */
typedef struct _OptTestRelay OptTestRelay;

OptTestRelay *opt_test_relay_new (OptConninfo *conninfo, gint64 round_trip);
void opt_test_relay_free (OptTestRelay *self);
OptConninfo *opt_test_relay_get_conninfo (OptTestRelay *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptTestRelay, opt_test_relay_free)

G_END_DECLS
