/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

/* Of a statement, and for how long. */
#define OPT_PLANS_PER_STATEMENT 50
/* A larger one is known by its shape and its figures only. */
#define OPT_PLAN_BYTES (1 << 20)
#define OPT_PLANS_AGE (G_GINT64_CONSTANT (730) * 24 * 3600 * G_USEC_PER_SEC)

/**
 * OptPlanRecord:
 * @id: its number
 * @place: where it was made: "server", or "copy": on a copy of the tables in the sandbox
 * @bound: for which values: "seen", "typical", "common", "rare", "generic", "constants": those in
 *   its text, "none": there are none, or "log": those that it ran with
 * @digest: of its shape
 * @first_seen: when it was got first, microseconds since 1970
 * @last_seen: when last
 * @n_seen: how often in a row
 * @total_cost: the planner's, the last one; or NAN
 * @total_ms: what it took when it was last run; NAN where it never was
 * @changed: whether the one before, made in the same place for the same kind of values, had another
 *   shape, and none before it this one; never where the values differ each time: "seen" and
 *   "constants"
 * @returned: where another shape came between: since when the last of these was this one; 0
 *   otherwise. What a log has is for other values each time, and back only after a day without it
 * @difference: (nullable): in a sentence what changed: of opt_plan_records_describe_changes()
 * @json: (nullable): the plan, without values; %NULL where it was too large to be kept
 *
 * A plan that a statement had.
 */
typedef struct
{
  gint64 id;
  char *place;
  char *bound;
  char *digest;
  gint64 first_seen;
  gint64 last_seen;
  gint64 n_seen;
  double total_cost;
  double total_ms;
  gboolean changed;
  gint64 returned;
  char *difference;
  char *json;
} OptPlanRecord;

/**
 * OptPlanNoted:
 * @OPT_PLAN_NOTED_KEPT: it was kept, or counted
 * @OPT_PLAN_NOTED_CHANGED: only other plans were known of the statement, made in the same place for
 *   the same kind of values
 * @OPT_PLAN_NOTED_RETURNED: the statement has a plan again that it had before: see #OptPlanRecord
 *
 * What came of a plan that was to be kept.
 */
typedef enum
{
  OPT_PLAN_NOTED_KEPT = 1 << 0,
  OPT_PLAN_NOTED_CHANGED = 1 << 1,
  OPT_PLAN_NOTED_RETURNED = 1 << 2,
} OptPlanNoted;

/**
 * OptPlanLogged:
 * @sql: the statement, as it was logged: known by its fingerprint, and not kept
 * @plan: its plan
 * @time: when it ran: the log's, microseconds since 1970
 * @is_unread: (out): the statement can't be parsed
 * @noted: (out): what came of it; 0 where it was taken before, or is too old
 *
 * What auto_explain wrote of one statement, to be kept.
 */
typedef struct
{
  const char *sql;
  OptPlan *plan;
  gint64 time;
  gboolean is_unread;
  OptPlanNoted noted;
} OptPlanLogged;

void opt_plan_record_free (OptPlanRecord *self);
OptPlan *opt_plan_record_read (const OptPlanRecord *self, GError **error);
char *opt_plan_record_describe (const OptPlanRecord *self);
const OptPlanRecord *opt_plan_records_find_before (GPtrArray *records, guint index);
void opt_plan_records_describe_change (GPtrArray *records, guint index);
void opt_plan_records_describe_changes (GPtrArray *records);

/**
 * OptPlanStore:
 *
 * The plans that statements had. They hold no values: see opt_plan_without_values().
 */
#define OPT_TYPE_PLAN_STORE (opt_plan_store_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanStore, opt_plan_store, OPT, PLAN_STORE, GObject)

OptPlanStore *opt_plan_store_open_sync (const char *path, GError **error);
OptPlanStore *opt_plan_store_open_beside_writer_sync (const char *path, GError **error);

OptPlanNoted opt_plan_store_note_sync (OptPlanStore *self,
                                       const char *server,
                                       guint32 database,
                                       const char *sql,
                                       const char *place,
                                       const char *bound,
                                       OptPlan *plan,
                                       gint64 now,
                                       GError **error);
gboolean opt_plan_store_note_logged_sync (OptPlanStore *self,
                                          const char *server,
                                          guint32 database,
                                          OptPlanLogged *logged,
                                          gsize n,
                                          GError **error);
GPtrArray *opt_plan_store_list_sync (OptPlanStore *self,
                                     const char *server,
                                     guint32 database,
                                     const char *sql,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptPlanRecord, opt_plan_record_free)

G_END_DECLS
