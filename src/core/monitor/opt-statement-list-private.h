/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-item-private.h"
#include "opt-statement-list.h"
#include "opt-workload-totals.h"

G_BEGIN_DECLS

/* A statement that was called in the window, or in the time of the trends. */
typedef struct
{
  OptStatementItem *item;
  guint update;    /* number of the last one in which it was in the window */
  gboolean wanted; /* to be shown … */
  gboolean listed; /* … and in the model */
  gboolean tested; /* its trend has enough to tell whether it got slower */
} OptStatementListEntry;

struct _OptStatementList
{
  GObject parent_instance;

  guint32 database;  /* 0: all */
  gint64 block_size; /* bytes; 0: not known */
  gboolean show_system;
  guint update; /* counts them */
  guint n_hidden;
  double hidden_share; /* of all execution time, what they had */
  guint n_elsewhere;
  guint n_new;              /* of those that it has */
  guint n_tested;           /* for slowdowns, in this round */
  guint32 round_at;         /* number of the newest bucket when it began */
  OptWorkloadTotals totals; /* of its window … */
  double seconds;           /* … of which so many were observed */

  /* Owned */
  OptWorkload *workload;
  OptTrendAxis *axis;
  OptNewcomers *newcomers; /* (nullable) not read yet */
  OptDelta *added;         /* (nullable) the last one that the trends have */
  GHashTable *entries;     /* OptStatementKey -> OptStatementListEntry */
  GPtrArray *listed;       /* (element-type OptStatementListEntry) borrowed: the model */
  GPtrArray *untested;     /* (element-type OptStatementItem) for slowdowns, in this round */
  GHashTable *slower;      /* text -> OptStatementListSlow: what was worth an alert lately */
  GPtrArray
      *found; /* (nullable) (element-type OptStatementItem) borrowed: by queryid, once asked */
  GHashTable *buckets; /* (nullable) of statements that are alike, once asked */
  GPtrArray *grouped;  /* (nullable) (element-type OptStatementItem) once asked */
};

/* opt-statement-list-update.c */
void opt_statement_list_refresh (OptStatementList *self);

/* opt-statement-list-groups.c */
void opt_statement_list_forget_groups (OptStatementList *self, gboolean all);

/* opt-statement-list-slow.c */
void opt_statement_list_look_for_slowdowns (OptStatementList *self);

G_END_DECLS
