/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-server-facts.h"
#include "opt-vital.h"

G_BEGIN_DECLS

/**
 * OptVitalsState:
 * @OPT_VITALS_UNREAD: it was not read yet
 * @OPT_VITALS_READ: its rows are those of its time
 * @OPT_VITALS_NOT_OFFERED: this server does not have it
 * @OPT_VITALS_DENIED: this role may not see it
 * @OPT_VITALS_FAILED: reading it failed, and will be tried again
 *
 * What is known of an area.
 */
typedef enum
{
  OPT_VITALS_UNREAD,
  OPT_VITALS_READ,
  OPT_VITALS_NOT_OFFERED,
  OPT_VITALS_DENIED,
  OPT_VITALS_FAILED,
} OptVitalsState;

const char *opt_vitals_state_get_nick (OptVitalsState state);

/**
 * OptVitalsCell:
 * @number: NAN: NULL, or no number
 * @text: (nullable): of an %OPT_VITAL_KIND_TEXT
 */
typedef struct
{
  double number;
  char *text;
} OptVitalsCell;

/**
 * OptVitalsRow:
 * @name: (nullable): of what, in an area of items
 * @stats_reset: when its counters were reset; microseconds since 1970; 0: never, or not known
 * @cells: (array length=n_cells): one for each #OptVital of its area
 */
typedef struct
{
  char *name;
  gint64 stats_reset;
  OptVitalsCell *cells;
  guint n_cells;
} OptVitalsRow;

/**
 * OptVitalsPart:
 * @state: what is known
 * @reason: (nullable): why it is not read, for a person
 * @next_step: (nullable): what helps; SQL where that is one statement
 * @tried: when it was read last, or tried to be; the server's clock, microseconds since 1970
 * @time: when @rows were read: @tried, unless that failed
 * @elapsed: what that cost: microseconds that the server was at work, at most
 * @rows: (element-type OptVitalsRow): shared with the vitals that it was read for
 *
 * One area of some vitals.
 */
typedef struct
{
  OptVitalsState state;
  char *reason;
  char *next_step;
  gint64 tried;
  gint64 time;
  gint64 elapsed;
  GPtrArray *rows;
} OptVitalsPart;

/**
 * OptVitals:
 *
 * How a server is at one moment: its connections, WAL, checkpoints, input and output, replication,
 * sizes and ages. Immutable once taken. System identifier and start of the postmaster are its
 * epoch, as those of an #OptSnapshot are.
 *
 * What costs more to read is read more seldom: it is then that of earlier vitals, with its time.
 */
typedef struct
{
  gatomicrefcount ref_count;

  gint64 time;             /* the server's clock, microseconds since 1970 */
  char *system_identifier; /* (nullable) where the role may not read it */
  gint64 start_time;
  gboolean in_recovery;

  OptVitalsPart parts[OPT_N_VITAL_AREAS];

  gint64 elapsed; /* what taking it cost: microseconds that the server was at work, at most … */
  gint64 seldom;  /* … of that for what is read seldom, which has a budget of its own … */
  gint64 bytes;   /* … and bytes of cells received */
} OptVitals;

#define OPT_TYPE_VITALS (opt_vitals_get_type ())
GType opt_vitals_get_type (void);

OptVitals *opt_vitals_new (void);
OptVitals *opt_vitals_ref (OptVitals *self);
void opt_vitals_unref (OptVitals *self);

void opt_vitals_take_async (OptConnection *connection,
                            OptServerFacts *facts,
                            OptVitals *previous,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
OptVitals *opt_vitals_take_finish (OptConnection *connection, GAsyncResult *result, GError **error);
OptVitals *opt_vitals_take_sync (OptConnection *connection,
                                 OptServerFacts *facts,
                                 OptVitals *previous,
                                 GCancellable *cancellable,
                                 GError **error);

gboolean opt_vitals_is_same_epoch (const OptVitals *before, const OptVitals *after);
const OptVitalsRow *opt_vitals_find_row (const OptVitals *self,
                                         OptVitalArea area,
                                         const char *name);
double opt_vitals_get_number (const OptVitals *self, const char *name, const char *item);
char *opt_vitals_describe (const OptVitals *self, OptVitalArea area);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptVitals, opt_vitals_unref)

G_END_DECLS
