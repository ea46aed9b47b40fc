/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-share.h"

#include <glib/gi18n-lib.h>
#include <math.h>

G_DEFINE_ENUM_TYPE (OptWorkloadShare,
                    opt_workload_share,
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SHARE_TIME, "time"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SHARE_IO, "io"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SHARE_WAL, "wal"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SHARE_TEMP, "temp"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SHARE_CALLS, "calls"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SHARE_BLEND, "blend"))

typedef struct
{
  const char *name;
  const char *title;
  const char *heading;
  const char *description;
} Words;

static const Words words[OPT_N_WORKLOAD_SHARES] = {
  [OPT_WORKLOAD_SHARE_TIME] = { N_ ("Time"), N_ ("Share of time"), N_ ("Hottest by time"),
                                N_ ("Share of the execution time of all statements") },
  [OPT_WORKLOAD_SHARE_IO]
  = { N_ ("I/O"), N_ ("Share of I/O"), N_ ("Hottest by I/O"),
      N_ ("Share of the blocks of tables and indexes that all statements read and wrote outside "
          "shared memory") },
  [OPT_WORKLOAD_SHARE_WAL] = { N_ ("WAL"), N_ ("Share of WAL"), N_ ("Hottest by WAL"),
                               N_ ("Share of the write-ahead log that all statements wrote") },
  [OPT_WORKLOAD_SHARE_TEMP]
  = { N_ ("Temporary Files"), N_ ("Share of temp"), N_ ("Hottest by temporary files"),
      N_ ("Share of the blocks of temporary files that all statements read and wrote") },
  [OPT_WORKLOAD_SHARE_CALLS] = { N_ ("Calls"), N_ ("Share of calls"), N_ ("Hottest by calls"),
                                 N_ ("Share of the calls of all statements") },
  [OPT_WORKLOAD_SHARE_BLEND]
  = { N_ ("Blend"), N_ ("Blended share"), N_ ("Hottest by a blend"),
      N_ ("Mean of its shares of execution time, blocks read and written, temporary files, WAL and "
          "calls, of those that anybody had") },
};

/**
 * opt_workload_share_get_nick:
 * @self: a share
 *
 * Returns: what settings and the command line call it
 */
const char *
opt_workload_share_get_nick (OptWorkloadShare self)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (OPT_TYPE_WORKLOAD_SHARE);

  g_return_val_if_fail (self < OPT_N_WORKLOAD_SHARES, NULL);

  return g_enum_get_value (class, (int) self)->value_nick;
}

/**
 * opt_workload_share_from_nick:
 * @nick: what settings and the command line call it
 * @share: (out): which it is
 *
 * Returns: whether it is one
 */
gboolean
opt_workload_share_from_nick (const char *nick, OptWorkloadShare *share)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (OPT_TYPE_WORKLOAD_SHARE);
  const GEnumValue *value;

  g_return_val_if_fail (nick != NULL && share != NULL, FALSE);

  value = g_enum_get_value_by_nick (class, nick);
  if (value == NULL)
    return FALSE;
  *share = (OptWorkloadShare) value->value;

  return TRUE;
}

/**
 * opt_workload_share_list_nicks:
 *
 * Returns: (transfer full): what there is, as in “time, io, wal”
 */
char *
opt_workload_share_list_nicks (void)
{
  g_autoptr (GString) nicks = g_string_new (NULL);

  for (guint i = 0; i < OPT_N_WORKLOAD_SHARES; i++)
    g_string_append_printf (nicks, "%s%s", i > 0 ? ", " : "",
                            opt_workload_share_get_nick ((OptWorkloadShare) i));

  return g_string_free (g_steal_pointer (&nicks), FALSE);
}

/**
 * opt_workload_share_get_name:
 * @self: a share
 *
 * Returns: of what it is one, as a choice among them
 */
const char *
opt_workload_share_get_name (OptWorkloadShare self)
{
  g_return_val_if_fail (self < OPT_N_WORKLOAD_SHARES, NULL);

  return _ (words[self].name);
}

/**
 * opt_workload_share_get_title:
 * @self: a share
 *
 * Returns: the title of its column
 */
const char *
opt_workload_share_get_title (OptWorkloadShare self)
{
  g_return_val_if_fail (self < OPT_N_WORKLOAD_SHARES, NULL);

  return _ (words[self].title);
}

/**
 * opt_workload_share_get_heading:
 * @self: a share
 *
 * Returns: what stands above the statements that have most of it
 */
const char *
opt_workload_share_get_heading (OptWorkloadShare self)
{
  g_return_val_if_fail (self < OPT_N_WORKLOAD_SHARES, NULL);

  return _ (words[self].heading);
}

/**
 * opt_workload_share_get_description:
 * @self: a share
 *
 * Returns: what it tells of a statement
 */
const char *
opt_workload_share_get_description (OptWorkloadShare self)
{
  g_return_val_if_fail (self < OPT_N_WORKLOAD_SHARES, NULL);

  return _ (words[self].description);
}

/* Counts that the extension does not offer are -1: together they would be no figure. */
static double
add_counts (gint64 one, gint64 other)
{
  return one >= 0 && other >= 0 ? (double) one + (double) other : NAN;
}

/**
 * opt_workload_share_count:
 * @self: a share of one thing
 * @counters: of a statement
 *
 * Returns: how much of it the statement had: milliseconds, blocks, bytes or calls; NAN where that
 *   is not known, and for a blend, which has no unit
 */
double
opt_workload_share_count (OptWorkloadShare self, const OptStatementCounters *counters)
{
  g_return_val_if_fail (counters != NULL, NAN);

  switch (self)
    {
    case OPT_WORKLOAD_SHARE_TIME:
      return counters->total_exec_ms;
    case OPT_WORKLOAD_SHARE_IO:
      return add_counts (counters->shared_read, counters->shared_written)
             + add_counts (counters->local_read, counters->local_written);
    case OPT_WORKLOAD_SHARE_WAL:
      return add_counts (counters->wal_bytes, 0);
    case OPT_WORKLOAD_SHARE_TEMP:
      return add_counts (counters->temp_read, counters->temp_written);
    case OPT_WORKLOAD_SHARE_CALLS:
      return add_counts (counters->calls, 0);
    case OPT_WORKLOAD_SHARE_BLEND:
    default:
      return NAN;
    }
}
