/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptUnreadable:
 *
 * Something of a database that the role may not read, or that is not taken along.
 */
typedef struct
{
  char *name;   /* quoted, as SQL names it */
  char *reason; /* what is missing, for a person */
  char *grant;  /* (nullable) the SQL that would help */
} OptUnreadable;

OptUnreadable *opt_unreadable_new (const char *name, const char *reason, const char *grant);
void opt_unreadable_free (OptUnreadable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptUnreadable, opt_unreadable_free)

G_END_DECLS
