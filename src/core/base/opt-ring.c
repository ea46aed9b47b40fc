/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-ring.h"

#include <string.h>

struct _OptRing
{
  guint8 *elements;
  gsize element_size;
  guint capacity;
  guint start;
  guint length;
  GDestroyNotify clear_element;
};

static gpointer
get_slot (OptRing *self, guint index)
{
  guint64 slot = ((guint64) self->start + index) % self->capacity;

  return self->elements + slot * self->element_size;
}

/**
 * opt_ring_new:
 * @element_size: bytes of one element
 * @capacity: how many are kept, at least one
 * @clear_element: (nullable): frees what an element holds, given a pointer to the element
 *
 * The room for all elements is taken at once, so that pushing never allocates.
 *
 * Returns: (transfer full): an empty ring
 */
OptRing *
opt_ring_new (gsize element_size, guint capacity, GDestroyNotify clear_element)
{
  OptRing *self;

  g_return_val_if_fail (element_size > 0, NULL);
  g_return_val_if_fail (capacity > 0, NULL);

  self = g_new0 (OptRing, 1);
  self->elements = g_malloc0_n (capacity, element_size);
  self->element_size = element_size;
  self->capacity = capacity;
  self->clear_element = clear_element;

  return self;
}

/**
 * opt_ring_free:
 * @self: (nullable): a ring
 *
 * Clears the elements and frees the ring.
 */
void
opt_ring_free (OptRing *self)
{
  if (self == NULL)
    return;

  opt_ring_clear (self);
  g_free (self->elements);
  g_free (self);
}

/**
 * opt_ring_push:
 * @self: a ring
 * @element: what is copied in; the ring takes over what it holds
 *
 * Adds the newest element; a full ring clears its oldest for it.
 */
void
opt_ring_push (OptRing *self, gconstpointer element)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (element != NULL);

  if (self->length == self->capacity)
    {
      if (self->clear_element != NULL)
        self->clear_element (get_slot (self, 0));
      self->start = (self->start + 1) % self->capacity;
      self->length--;
    }

  memcpy (get_slot (self, self->length), element, self->element_size);
  self->length++;
}

/**
 * opt_ring_get_length:
 * @self: a ring
 *
 * Returns: how many elements it holds
 */
guint
opt_ring_get_length (const OptRing *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

/**
 * opt_ring_get:
 * @self: a ring
 * @index: 0 is the oldest
 *
 * Returns: (transfer none) (nullable): the element, valid until the next push; %NULL past the end
 */
gpointer
opt_ring_get (OptRing *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);

  return index < self->length ? get_slot (self, index) : NULL;
}

/**
 * opt_ring_get_last:
 * @self: a ring
 *
 * Returns: (transfer none) (nullable): the newest element; %NULL of an empty ring
 */
gpointer
opt_ring_get_last (OptRing *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->length > 0 ? get_slot (self, self->length - 1) : NULL;
}

/**
 * opt_ring_clear:
 * @self: a ring
 *
 * Empties it.
 */
void
opt_ring_clear (OptRing *self)
{
  g_return_if_fail (self != NULL);

  if (self->clear_element != NULL)
    {
      for (guint i = 0; i < self->length; i++)
        self->clear_element (get_slot (self, i));
    }
  self->start = 0;
  self->length = 0;
}
