/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-params.h"

G_BEGIN_DECLS

/* Of a statement: so many that were seen last, as many that were seen most often, and at random. */
#define OPT_SAMPLES_LAST 5
#define OPT_SAMPLES_RANDOM 10
#define OPT_SAMPLES_PER_STATEMENT (2 * OPT_SAMPLES_LAST + OPT_SAMPLES_RANDOM)
/* Of a server, and for how long. */
#define OPT_SAMPLES_PER_SERVER 5000
#define OPT_SAMPLES_AGE (G_GINT64_CONSTANT (30) * 24 * 3600 * G_USEC_PER_SEC)

/**
 * OptSample:
 *
 * Values that sessions sent for the parameters of a statement.
 */
typedef struct
{
  gint64 queryid;
  OptParams *values; /* $1 …, %NULL where NULL was sent */
  gint64 first_seen; /* the server's clock, microseconds since 1970 */
  gint64 last_seen;
  gint64 n_seen; /* executions, since it is kept */
} OptSample;

OptSample *opt_sample_copy (const OptSample *self);
void opt_sample_free (OptSample *self);
char *opt_sample_describe (const OptSample *self);
char *opt_sample_values_to_text (const OptSample *self);

/**
 * OptSampleStore:
 *
 * The values that were seen, in a file of this user's alone. They are production's data: they go
 * nowhere else.
 */
#define OPT_TYPE_SAMPLE_STORE (opt_sample_store_get_type ())
G_DECLARE_FINAL_TYPE (OptSampleStore, opt_sample_store, OPT, SAMPLE_STORE, GObject)

OptSampleStore *opt_sample_store_open_sync (const char *path, GError **error);

gboolean opt_sample_store_see_sync (OptSampleStore *self,
                                    const char *server,
                                    guint32 database,
                                    const char *shape,
                                    const OptSample *sample,
                                    GError **error);
gboolean opt_sample_store_limit_sync (OptSampleStore *self,
                                      const char *server,
                                      gint64 now,
                                      guint limit,
                                      GError **error);
GPtrArray *opt_sample_store_list_sync (OptSampleStore *self,
                                       const char *server,
                                       guint32 database,
                                       const char *sql,
                                       gint64 queryid,
                                       GError **error);
gboolean opt_sample_store_forget_sync (OptSampleStore *self,
                                       const char *server,
                                       guint32 database,
                                       gint64 queryid,
                                       GError **error);

gboolean opt_sample_store_note_place_sync (OptSampleStore *self,
                                           const char *name,
                                           const char *server,
                                           guint32 database,
                                           GError **error);
char **opt_sample_store_list_places_sync (OptSampleStore *self, GError **error);
gboolean opt_sample_store_forget_place_sync (OptSampleStore *self,
                                             const char *name,
                                             const char *server,
                                             guint32 database,
                                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptSample, opt_sample_free)

G_END_DECLS
