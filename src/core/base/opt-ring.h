/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptRing:
 *
 * The last so many elements of one size, the oldest at index 0.
 */
typedef struct _OptRing OptRing;

OptRing *opt_ring_new (gsize element_size, guint capacity, GDestroyNotify clear_element);
void opt_ring_free (OptRing *self);

void opt_ring_push (OptRing *self, gconstpointer element);
guint opt_ring_get_length (const OptRing *self);
gpointer opt_ring_get (OptRing *self, guint index);
gpointer opt_ring_get_last (OptRing *self);
void opt_ring_clear (OptRing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptRing, opt_ring_free)

G_END_DECLS
