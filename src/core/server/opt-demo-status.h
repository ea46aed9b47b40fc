/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OptDemoState:
 * @OPT_DEMO_STATE_STOPPED: there is no demo
 * @OPT_DEMO_STATE_BUILDING: its database is being built
 * @OPT_DEMO_STATE_RUNNING: it can be connected to, and its workload runs
 * @OPT_DEMO_STATE_FAILED: it could not be built, or its server went away
 */
typedef enum
{
  OPT_DEMO_STATE_STOPPED,
  OPT_DEMO_STATE_BUILDING,
  OPT_DEMO_STATE_RUNNING,
  OPT_DEMO_STATE_FAILED,
} OptDemoState;

#define OPT_TYPE_DEMO_STATE (opt_demo_state_get_type ())
GType opt_demo_state_get_type (void);

/**
 * OptDemoStatus:
 * @state: what it is doing
 * @pid: the process that owns it, or 0
 * @started: when that process started, in microseconds since 1970
 * @scale: the share of the full number of rows
 * @step: (nullable): what is being built
 * @done: how many steps are done
 * @total: how many there are
 * @conninfo: (nullable): where to connect to watch it
 * @owner_conninfo: (nullable): the same as the owner of its tables, to change them
 * @executed: statements of the workload that were run
 * @errors: how many of them failed
 * @skipped: how many were left out because the workload would have taken too much of the machine
 * @busy: the share of one core that the workload's statements took lately
 * @error: (nullable): why it failed, or the last error of a statement
 * @next_step: (nullable): what to do about it
 *
 * What `demo status` tells.
 */
typedef struct
{
  OptDemoState state;
  int pid;
  gint64 started;
  double scale;
  char *step;
  gint64 done;
  gint64 total;
  char *conninfo;
  char *owner_conninfo;
  gint64 executed;
  gint64 errors;
  gint64 skipped;
  double busy;
  char *error;
  char *next_step;
} OptDemoStatus;

OptDemoStatus *opt_demo_status_new (void);
void opt_demo_status_free (OptDemoStatus *self);

OptDemoStatus *opt_demo_status_read (GError **error);
gboolean opt_demo_status_write (const OptDemoStatus *self, GError **error);
void opt_demo_status_remove (void);
JsonNode *opt_demo_status_to_json (const OptDemoStatus *self);

int opt_demo_status_lock (GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptDemoStatus, opt_demo_status_free)

G_END_DECLS
