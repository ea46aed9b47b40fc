/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-event-watch.h"

G_BEGIN_DECLS

struct _OptEventWatch
{
  GMutex lock; /* held by who reads into it: a look whose connection was lost may still do so */

  char *server; /* (nullable) its system identifier, and of its database … */
  guint32 database;
  gint64 loaded;         /* when the settings were */
  char *stamp;           /* (nullable) of the indexes */
  GHashTable *settings;  /* (nullable) name -> Setting, as they were */
  GHashTable *indexes;   /* (nullable) oid -> Index, as they were */
  gint64 analyzed_until; /* the latest that is known */
};

/* opt-event-watch-read.c: what rows say that is new, as OptTimelineEvent */
void opt_event_watch_read_settings (OptEventWatch *self, OptResult *rows, GPtrArray *events);
void opt_event_watch_read_indexes (OptEventWatch *self,
                                   OptResult *rows,
                                   gint64 time,
                                   GPtrArray *events);
void opt_event_watch_read_analyzed (OptEventWatch *self, OptResult *rows, GPtrArray *events);

G_END_DECLS
