/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-ring.h"
#include "opt-workload.h"

G_BEGIN_DECLS

struct _OptWorkload
{
  GObject parent_instance;

  gint64 window; /* microseconds; 0: everything */
  OptClock *clock;
  OptSnapshot *first;
  OptSnapshot *last;
  gint64 last_time; /* monotonic, of the last snapshot */
  gint64 interval;  /* from the one before to that */
  OptRing *parts;
  guint64 n_begun;       /* how many parts there ever were: their numbers begin with 0 */
  OptDelta *sum;         /* (nullable) of the parts in the window, with the numbers … */
  guint64 sum_from;      /* … from this */
  OptDelta *next;        /* (nullable) what becomes the sum when its oldest part leaves … */
  guint64 next_to;       /* … has the parts to below this already */
  OptDelta *last_delta;  /* (nullable) between the last two snapshots */
  GHashTable *texts;     /* OptStatementKey -> OptSqlText */
  GHashTable *marks;     /* (nullable) set of OptStatementMark: where there is no text */
  GHashTable *asked;     /* (nullable) of those without a text: when to ask for it again */
  GHashTable *by_number; /* (nullable) the same by database and queryid alone, borrowed */
  GHashTable *databases; /* OID -> GRefString, its name */
  GHashTable *roles;     /* likewise, of who ran them */
  GError *texts_error;
  OptNewcomers *newcomers; /* (nullable) not read … */
  char *new_trouble;       /* (nullable) … for this reason */
};

void opt_workload_end_asked (OptWorkload *self, const OptStatementKey *key);
gboolean opt_workload_is_put_off (OptWorkload *self, const OptStatementKey *key);

G_END_DECLS
