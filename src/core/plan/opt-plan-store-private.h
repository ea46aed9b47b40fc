/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-store.h"
#include "opt-store.h"

G_BEGIN_DECLS

#define OPT_PLAN_STORE_FOLDER "plan"

/* Of a log: what ran within it with one plan and with another had both at the same time, for other
 * values. */
#define OPT_PLANS_ALTERNATE G_TIME_SPAN_DAY

struct _OptPlanStore
{
  GObject parent_instance;

  OptStore *store;
};

/* A plan that is to be kept, and what came of it. */
typedef struct
{
  const char *server;
  guint32 database;
  char *statement; /* its fingerprint */
  const char *place;
  const char *bound;
  char *digest;
  char *json; /* (nullable) where it is too large */
  gint64 time;
  gint64 now; /* what is dated later was noted before the clock was set back */
  double total_cost;
  double total_ms;
  OptPlanNoted noted;
} OptPlanNote;

gboolean opt_plan_note_init (OptPlanNote *self,
                             const char *sql,
                             OptPlan *plan,
                             gint64 time,
                             GError **error);
void opt_plan_note_clear (OptPlanNote *self);
OptStoreValue opt_plan_note_get_json (const OptPlanNote *self);
gboolean opt_plan_store_forget (OptStore *store, gint64 now, GError **error);
gboolean opt_plan_note_add (OptPlanNote *self, OptStore *store, GError **error);

G_END_DECLS
