/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-trial.h"

G_BEGIN_DECLS

/* Private to this folder. */

/*
 * Statements run on two copies of the same rows, one without and one with a change.
 */
struct _OptTrial
{
  GObject parent_instance;

  char *change_sql;      /* (nullable) */
  GPtrArray *parts;      /* OptChangeStatement: what it does */
  GPtrArray *statements; /* OptTrialStatement */
  GPtrArray *limits;     /* OptUnreadable: what the copies lack */
  guint min_pairs;
  guint max_pairs;
  gint64 max_time;

  int server_version;
  gint64 started_at;
  double load_before;
  double load_after;
  OptCopyReport *copy; /* what the copies hold */
  gint64 copy_bytes;   /* -1 where not told */
  gint64 change_us;    /* what the change took on the copy; -1 where not told */
  gint64 change_bytes; /* what it takes on disk there, or gives back */
};

G_END_DECLS
