/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trail.h"

/* Nobody goes back further. */
#define LENGTH_MAX 100

struct _OptTrail
{
  GPtrArray *pages; /* of interned strings */
  guint position;   /* of the page on the screen */
};

/**
 * opt_trail_new:
 *
 * Returns: (transfer full): a trail on which nothing was visited
 */
OptTrail *
opt_trail_new (void)
{
  OptTrail *self = g_new0 (OptTrail, 1);

  self->pages = g_ptr_array_new ();

  return self;
}

/**
 * opt_trail_free:
 * @self: a trail
 */
void
opt_trail_free (OptTrail *self)
{
  g_ptr_array_unref (self->pages);
  g_free (self);
}

/**
 * opt_trail_visit:
 * @self: a trail
 * @page: the page that came on the screen
 *
 * Goes there, unless it is there. What was gone back from is forgotten.
 */
void
opt_trail_visit (OptTrail *self, const char *page)
{
  const char *name;

  g_return_if_fail (self != NULL && page != NULL);

  name = g_intern_string (page);
  if (self->pages->len > 0)
    {
      if (self->pages->pdata[self->position] == name)
        return;
      g_ptr_array_set_size (self->pages, (int) self->position + 1);
    }

  g_ptr_array_add (self->pages, (gpointer) name);
  if (self->pages->len > LENGTH_MAX)
    g_ptr_array_remove_index (self->pages, 0);
  self->position = self->pages->len - 1;
}

/**
 * opt_trail_can_go_back:
 * @self: a trail
 *
 * Returns: whether a page was visited before
 */
gboolean
opt_trail_can_go_back (OptTrail *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->position > 0;
}

/**
 * opt_trail_can_go_forward:
 * @self: a trail
 *
 * Returns: whether a page was gone back from
 */
gboolean
opt_trail_can_go_forward (OptTrail *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->position + 1 < self->pages->len;
}

/**
 * opt_trail_go_back:
 * @self: a trail
 *
 * Returns: (nullable): the page before, on which it is now
 */
const char *
opt_trail_go_back (OptTrail *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return opt_trail_can_go_back (self) ? self->pages->pdata[--self->position] : NULL;
}

/**
 * opt_trail_go_forward:
 * @self: a trail
 *
 * Returns: (nullable): the page after, on which it is now
 */
const char *
opt_trail_go_forward (OptTrail *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return opt_trail_can_go_forward (self) ? self->pages->pdata[++self->position] : NULL;
}
