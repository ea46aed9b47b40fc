/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-set.h"
#include "opt-connection.h"
#include "opt-quiet-hour.h"

G_BEGIN_DECLS

/**
 * OptPlanSession:
 * @pid: its number; 0 for a prepared transaction
 * @role: (nullable): whose it is
 * @application: (nullable): what it calls itself; a prepared transaction's name
 * @type: (nullable): "client backend", "autovacuum worker", "prepared transaction", …
 * @state: (nullable): what it does: "active", "idle in transaction", …
 * @age_s: for how many seconds its transaction has been open; NAN where that can't be seen
 * @modes: (nullable): which locks it has on the table; or waits for, where these come first
 * @held: whether it has them
 * @conflicts: whether the change can't begin beside it
 * @yields: whether it is an autovacuum of the table, which the server interrupts for the change
 * @waited_for: whether the change, once begun, doesn't end before its transaction does
 *
 * A session that stands in the way of a change.
 */
typedef struct
{
  int pid;
  char *role;
  char *application;
  char *type;
  char *state;
  double age_s;
  char *modes;
  gboolean held;
  gboolean conflicts;
  gboolean yields;
  gboolean waited_for;
} OptPlanSession;

/**
 * OptPlanStep:
 * @change: (transfer none): what it does, of the plan's set
 * @table_bytes: of the table, by the catalog as of its last VACUUM or ANALYZE; -1: not known
 * @table_rows: likewise
 * @index_bytes: the index's: by the catalog where it is dropped, by the advisor's model where it is
 *   made; -1: not known
 * @sessions: (element-type OptPlanSession): who stands in the way now
 *
 * One statement of a change, and what it means on this server.
 */
typedef struct
{
  const OptChange *change;
  gint64 table_bytes;
  gint64 table_rows;
  gint64 index_bytes;
  GPtrArray *sessions;
} OptPlanStep;

/**
 * OptChangePlan:
 * @changes: what it is the plan of
 * @role: who is to make the change
 * @role_exists: whether the server knows that role
 * @owner: whose the table is
 * @schema: where it is
 * @owned: whether @role may make and drop the table's indexes, or has set the parameter
 * @may_create: whether @role may create in @schema
 * @obstacle: (nullable): what @role lacks to set a parameter, with what mends it
 * @n_hidden: of how many sessions of the database the role that reads may not see what they do
 * @steps: (element-type OptPlanStep): in order
 * @quiet: when the database has least to do
 *
 * What a change will do, before it does it. It was only read.
 */
typedef struct
{
  OptChangeSet *changes;
  char *role;
  gboolean role_exists;
  char *owner;  /* (nullable) where nothing is of a table */
  char *schema; /* (nullable) likewise */
  gboolean owned;
  gboolean may_create;
  char *obstacle;
  guint n_hidden;
  GPtrArray *steps;
  OptQuietHour quiet;
} OptChangePlan;

OptChangePlan *opt_change_plan_read_sync (OptConnection *connection,
                                          OptChangeSet *changes,
                                          const char *role,
                                          gint64 index_bytes,
                                          GCancellable *cancellable,
                                          GError **error);
void opt_change_plan_free (OptChangePlan *self);

gboolean opt_change_plan_is_allowed (const OptChangePlan *self);
gboolean opt_change_plan_is_free (const OptChangePlan *self);

char *opt_change_plan_describe_rights (const OptChangePlan *self);
char *opt_change_plan_describe_moment (const OptChangePlan *self);
char *opt_change_plan_describe_hidden (const OptChangePlan *self);
char *opt_plan_step_describe_locks (const OptPlanStep *self);
char *opt_plan_step_describe_duration (const OptPlanStep *self);
char *opt_plan_step_describe_disk (const OptPlanStep *self);
char *opt_plan_step_describe_sessions (const OptPlanStep *self);

JsonNode *opt_change_plan_to_json (const OptChangePlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptChangePlan, opt_change_plan_free)

G_END_DECLS
