/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-store-database.h"
#include "opt-store.h"

G_BEGIN_DECLS

typedef struct _OptStoreJob OptStoreJob;

/*
 * What a job does, in the owner thread. The first one opens @database, which the others find open.
 */
typedef gboolean (*OptStoreJobFunc) (OptStoreJob *job, OptStoreDatabase **database, GError **error);

/* One thing that a store is asked for; what of it is set depends on @run. */
struct _OptStoreJob
{
  OptStore *store;
  OptStoreJobFunc run;

  char *sql;
  GArray *params; /* of OptStoreValue */
  OptStoreTransactionFunc func;
  gpointer data;
  GDestroyNotify destroy;

  GCancellable *cancellable;
  GTask *task; /* NULL if somebody waits */
  OptStoreResult *result;
  GError *error;
  gboolean succeeded;
  gboolean over;
};

OptStoreJob *opt_store_job_new (OptStore *store, OptStoreJobFunc run);
OptStoreJob *opt_store_job_new_statement (OptStore *store,
                                          OptStoreJobFunc run,
                                          const char *sql,
                                          const OptStoreValue *params,
                                          gsize n_params);
void opt_store_job_free (OptStoreJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStoreJob, opt_store_job_free)

/* The thread that owns a database, and its queue. */
typedef struct _OptStoreOwner OptStoreOwner;

OptStoreOwner *opt_store_owner_start (void);
void opt_store_owner_stop (OptStoreOwner *self);
gboolean opt_store_owner_run (OptStoreOwner *self, OptStoreJob *job, GError **error);
void opt_store_owner_push (OptStoreOwner *self, OptStoreJob *job, GTask *task);

G_END_DECLS
