/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-column-memory.h"

G_BEGIN_DECLS

struct _OptColumnMemory
{
  GObject parent_instance;

  char *table;
  gboolean busy; /* what changes now is not the user's doing */

  /* Borrowed */
  GtkColumnView *view; /* (nullable) */

  /* Owned */
  GPtrArray *places;   /* of Place, in their order */
  GPtrArray *usual;    /* the same, borrowed, in their first order */
  GSettings *settings; /* (nullable) */

  /* Sources */
  guint keep_source;
};

G_END_DECLS
