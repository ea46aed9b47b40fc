/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-load.h"

#include <math.h>

/* Of one database. */
typedef struct
{
  guint32 oid; /* 0: of none, as a process that sends WAL */
  double sum[OPT_N_WAIT_CLASSES];
} Part;

struct _OptLoad
{
  guint n_samples;
  GArray *parts; /* (element-type Part) */
};

/**
 * opt_load_new:
 *
 * Returns: (transfer full): the load without a sample, which is not known
 */
OptLoad *
opt_load_new (void)
{
  OptLoad *self = g_new0 (OptLoad, 1);

  self->parts = g_array_new (FALSE, TRUE, sizeof (Part));

  return self;
}

/**
 * opt_load_free:
 * @self: (nullable) (transfer full): a load
 */
void
opt_load_free (OptLoad *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->parts);
  g_free (self);
}

static Part *
ensure_part (OptLoad *self, guint32 oid)
{
  Part added = { .oid = oid };

  for (guint i = 0; i < self->parts->len; i++)
    if (g_array_index (self->parts, Part, i).oid == oid)
      return &g_array_index (self->parts, Part, i);
  g_array_append_val (self->parts, added);

  return &g_array_index (self->parts, Part, self->parts->len - 1);
}

/**
 * opt_load_add:
 * @self: a load
 * @activity: one more sample
 */
void
opt_load_add (OptLoad *self, const OptActivity *activity)
{
  g_return_if_fail (self != NULL && activity != NULL);

  self->n_samples++;
  for (guint i = 0; i < activity->backends->len; i++)
    {
      const OptBackend *backend = activity->backends->pdata[i];

      if (opt_backend_is_active (backend))
        ensure_part (self, backend->datid)->sum[opt_wait_class_from_type (backend->wait_event_type)]
            += 1;
      /* It may be idle as well as active. */
      else if (backend->state == OPT_BACKEND_UNKNOWN)
        for (guint j = 0; j < OPT_N_WAIT_CLASSES; j++)
          ensure_part (self, backend->datid)->sum[j] = NAN;
    }
}

/**
 * opt_load_get_n_samples:
 * @self: a load
 *
 * Returns: over how many samples it is
 */
guint
opt_load_get_n_samples (const OptLoad *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_samples;
}

/**
 * opt_load_get:
 * @self: a load
 * @database: OID, or 0 for the whole server
 * @load: (out): active sessions by #OptWaitClass; NAN where there is no sample, or a session does
 *   not say what it does
 */
void
opt_load_get (const OptLoad *self, guint32 database, double load[OPT_N_WAIT_CLASSES])
{
  g_return_if_fail (self != NULL && load != NULL);

  for (guint j = 0; j < OPT_N_WAIT_CLASSES; j++)
    load[j] = self->n_samples > 0 ? 0 : NAN;
  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = &g_array_index (self->parts, Part, i);

      if (database != 0 && part->oid != database)
        continue;
      for (guint j = 0; j < OPT_N_WAIT_CLASSES; j++)
        load[j] += part->sum[j] / self->n_samples;
    }
}
