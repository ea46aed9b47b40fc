/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptTrail:
 *
 * The pages that were visited, for going back and forward as in a browser.
 */
typedef struct _OptTrail OptTrail;

OptTrail *opt_trail_new (void);
void opt_trail_free (OptTrail *self);

void opt_trail_visit (OptTrail *self, const char *page);
gboolean opt_trail_can_go_back (OptTrail *self);
gboolean opt_trail_can_go_forward (OptTrail *self);
const char *opt_trail_go_back (OptTrail *self);
const char *opt_trail_go_forward (OptTrail *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptTrail, opt_trail_free)

G_END_DECLS
