/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-error.h"
#include "opt-poller.h"

G_BEGIN_DECLS

/* It polls as often, in microseconds. */
#define WATCH_INTERVAL (G_USEC_PER_SEC / 50)

/* A poller at work, and what was heard of it. */
typedef struct
{
  OptPoller *poller;
  OptWorkload *workload;
  guint n_snapshots;
  guint n_activities;
  guint n_vitals;
  guint n_errors;   /* of the statements, or of everything */
  guint n_failures; /* of those of everything */
  OptErrorCode last_code;
} Watch;

void watch_init (Watch *watch, const char *database);
void watch_init_as (Watch *watch, const char *user, const char *database);
void watch_init_at (Watch *watch, OptConninfo *conninfo, gint64 interval);
void watch_clear (Watch *watch);

void watch_wait_for_snapshots (Watch *watch, guint n);
void watch_wait_for_error (Watch *watch, OptErrorCode code);

void watch_run (const char *database, const char *sql, guint times);

G_END_DECLS
