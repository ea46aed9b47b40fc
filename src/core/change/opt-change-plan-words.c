/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-change-plan.h"
#include "opt-format.h"

/**
 * opt_change_plan_describe_rights:
 * @self: a plan
 *
 * Returns: (transfer full): whether the role may make the change, and else what mends it
 */
char *
opt_change_plan_describe_rights (const OptChangePlan *self)
{
  if (self->obstacle != NULL)
    return g_strdup (self->obstacle);
  if (!self->role_exists)
    return g_strdup_printf (
        _ ("There is no role “%s”. The table belongs to “%s”: sign in as that one "
           "for the change (on the command line: --as %s)."),
        self->role, self->owner, self->owner);
  if (!self->owned)
    return g_strdup_printf (
        _ ("The role “%s” may not make it: the table belongs to “%s”. Sign in for "
           "the change as that role (on the command line: --as %s), or as a "
           "member of it."),
        self->role, self->owner, self->owner);
  if (!self->may_create)
    return g_strdup_printf (_ ("The role “%s” owns the table, but may create nothing in the schema "
                               "“%s”. As the schema’s owner: GRANT CREATE ON SCHEMA to that role."),
                            self->role, self->schema);

  return g_strdup_printf (_ ("The role “%s” may make it."), self->role);
}

/**
 * opt_change_plan_describe_moment:
 * @self: a plan
 *
 * Returns: (transfer full): when the database has least to do, or why that is not known
 */
char *
opt_change_plan_describe_moment (const OptChangePlan *self)
{
  const OptQuietHour *quiet = &self->quiet;
  g_autofree char *load = NULL;
  g_autofree char *usual = NULL;
  g_autofree char *days = NULL;
  g_autofree char *hours = NULL;

  if (quiet->hour < 0)
    return g_strdup_printf (
        ngettext ("— No two hours of the day were watched on %d day or more yet.",
                  "— No two hours of the day were watched on %d days or more yet.",
                  OPT_QUIET_HOUR_MIN_DAYS),
        OPT_QUIET_HOUR_MIN_DAYS);

  load = opt_format_number (quiet->load);
  usual = opt_format_number (quiet->usual);
  days = g_strdup_printf (ngettext ("%u day of the last two weeks", "%u days of the last two weeks",
                                    quiet->n_days),
                          quiet->n_days);
  hours = g_strdup_printf (ngettext ("%u other hour of the day that is known",
                                     "%u other hours of the day that are known", quiet->n_hours),
                           quiet->n_hours);

  /* Translators: an hour of the day; days; hours of the day */
  return g_strdup_printf (_ ("From %02d:%02d to %02d:%02d: %s active sessions of the database on "
                             "average, on %s, against %s over the %s."),
                          quiet->hour, quiet->minute, (quiet->hour + 1) % 24, quiet->minute, load,
                          days, usual, hours);
}

/**
 * opt_change_plan_describe_hidden:
 * @self: a plan
 *
 * Returns: (transfer full) (nullable): that not all sessions can be seen
 */
char *
opt_change_plan_describe_hidden (const OptChangePlan *self)
{
  if (self->n_hidden == 0)
    return NULL;

  return g_strdup_printf (
      ngettext ("What %u session of the database does is hidden from the role that "
                "watches: with pg_monitor it is not.",
                "What %u sessions of the database do is hidden from the role that "
                "watches: with pg_monitor it is not.",
                self->n_hidden),
      self->n_hidden);
}

/**
 * opt_plan_step_describe_locks:
 * @self: a step
 *
 * Returns: (transfer full): which locks it takes, what they hold up, and for whom it waits; by
 *   "Explicit Locking" and the statement's own page in PostgreSQL's manual
 */
char *
opt_plan_step_describe_locks (const OptPlanStep *self)
{
  switch (self->change->kind)
    {
    case OPT_CHANGE_CREATE_INDEX:
      return g_strdup_printf (
          _ ("SHARE UPDATE EXCLUSIVE on %s: reads and writes go on; VACUUM, "
             "ANALYZE, other index builds and changes of its definition wait. It "
             "waits for transactions that write to the table, and before it ends "
             "for every older transaction of the database that has a snapshot."),
          self->change->table);
    case OPT_CHANGE_CREATE_PARTITIONED_INDEX:
      return g_strdup_printf (
          _ ("SHARE on %s, which has no rows itself, for a moment: writes to it wait, and it waits "
             "for transactions that write to it. Then on each partition SHARE UPDATE EXCLUSIVE: "
             "reads and writes go on, and it waits as CREATE INDEX CONCURRENTLY does for "
             "transactions that write to the partition and for older ones that have a snapshot. To "
             "attach its index ACCESS EXCLUSIVE on that index for a moment: who plans a statement "
             "on the partition waits. Taking it back needs ACCESS EXCLUSIVE on the table and all "
             "its partitions for a moment: reads and writes wait."),
          self->change->table);
    case OPT_CHANGE_DROP_INDEX:
      return g_strdup_printf (
          _ ("SHARE UPDATE EXCLUSIVE on %s: reads and writes go on; VACUUM, "
             "ANALYZE, index builds and changes of its definition wait. It waits "
             "for every transaction that uses the table; then ACCESS EXCLUSIVE on "
             "%s, which nobody uses any more."),
          self->change->table, self->change->index);
    case OPT_CHANGE_SET_PARAMETER:
      return g_strdup (_ ("None on any table."));
    case OPT_CHANGE_SET_COLUMN:
    case OPT_CHANGE_CREATE_STATISTICS:
    case OPT_CHANGE_ANALYZE:
    default:
      return g_strdup_printf (
          _ ("SHARE UPDATE EXCLUSIVE on %s: reads and writes go on; VACUUM, index "
             "builds and changes of its definition wait."),
          self->change->table);
    }
}

static char *
describe_table (const OptPlanStep *self)
{
  g_autofree char *bytes = NULL;
  g_autofree char *rows = NULL;

  if (self->table_bytes < 0)
    return g_strdup (_ ("The catalog does not know the table’s size: it was never vacuumed or "
                        "analyzed, or it is empty."));

  bytes = opt_format_bytes (self->table_bytes);
  if (self->table_rows < 0)
    return g_strdup_printf (_ ("The table has %s by the catalog."), bytes);

  rows = opt_format_count (self->table_rows);

  return g_strdup_printf (_ ("The table has %s and %s rows by the catalog."), bytes, rows);
}

/* By "How Parameters Interact with the Configuration File" in PostgreSQL's manual. */
static char *
describe_coming_into_force (const OptChangeProperty *property)
{
  if (property != NULL && property->restart)
    return g_strdup (_ ("It is written at once, and needs a restart: it comes into force when the "
                        "server is started anew, which OptiSchema does not do."));
  if (property != NULL && (property->database != NULL || property->role != NULL))
    return g_strdup (_ ("At once, for sessions that begin then; those that are there keep what "
                        "they have."));

  return g_strdup (_ ("At once, in all sessions that have not set it themselves and for which no "
                      "database or role has it set."));
}

/**
 * opt_plan_step_describe_duration:
 * @self: a step
 *
 * Returns: (transfer full): how long its locks are held: never a time that nobody measured
 */
char *
opt_plan_step_describe_duration (const OptPlanStep *self)
{
  g_autofree char *table = describe_table (self);

  switch (self->change->kind)
    {
    case OPT_CHANGE_CREATE_INDEX:
      return g_strdup_printf (
          _ ("How long it takes on this server is not known. %s It is read twice, "
             "and the locks are held all that time."),
          table);
    case OPT_CHANGE_CREATE_PARTITIONED_INDEX:
      return g_strdup_printf (
          _ ("How long it takes on this server is not known. %s Each partition is read twice, one "
             "after the other, and its locks are held all that time."),
          table);
    case OPT_CHANGE_DROP_INDEX:
      return g_strdup (_ ("As long as the transactions that it waits for; no rows are read."));
    case OPT_CHANGE_SET_PARAMETER:
      return describe_coming_into_force (self->change->property);
    case OPT_CHANGE_SET_COLUMN:
    case OPT_CHANGE_CREATE_STATISTICS:
    case OPT_CHANGE_ANALYZE:
    default:
      return g_strdup_printf (
          _ ("How long it takes on this server is not known. %s A sample of it is "
             "read."),
          table);
    }
}

/**
 * opt_plan_step_describe_disk:
 * @self: a step
 *
 * Returns: (transfer full): which room on the server's disk it needs
 */
char *
opt_plan_step_describe_disk (const OptPlanStep *self)
{
  g_autofree char *bytes = self->index_bytes >= 0 ? opt_format_bytes (self->index_bytes) : NULL;

  switch (self->change->kind)
    {
    case OPT_CHANGE_CREATE_INDEX:
    case OPT_CHANGE_CREATE_PARTITIONED_INDEX:
      return bytes != NULL ? g_strdup_printf (
                 _ ("About %s for the index, an estimate; WAL, and temporary files "
                    "while it is sorted, come on top. How much is free the server "
                    "does not say."),
                 bytes)
                           : g_strdup (_ ("How large the index gets is not known."));
    case OPT_CHANGE_DROP_INDEX:
      return bytes != NULL
                 ? g_strdup_printf (_ ("None: it gives back %s, by the catalog. Taking it "
                                       "back needs them again."),
                                    bytes)
                 : g_strdup (_ ("None."));
    case OPT_CHANGE_SET_PARAMETER:
    case OPT_CHANGE_SET_COLUMN:
    case OPT_CHANGE_CREATE_STATISTICS:
    case OPT_CHANGE_ANALYZE:
    default:
      return g_strdup (_ ("None to speak of."));
    }
}

static char *
describe_session (const OptPlanSession *session)
{
  g_autofree char *age = isfinite (session->age_s) ? opt_format_duration (session->age_s * 1000)
                                                   : g_strdup (_ ("an unknown time"));
  const char *role = session->role != NULL ? session->role : session->type;
  const char *does = session->state != NULL ? session->state : session->type;
  g_autofree char *who
      = session->pid != 0 ? g_strdup_printf (_ ("session %d"), session->pid)
                          : g_strdup_printf (_ ("prepared transaction “%s”"), session->application);
  /* Translators: a session, its role, what it does, since when, its locks */
  g_autofree char *text
      = g_strdup_printf (_ ("%s of %s (%s), open for %s"), who, role != NULL ? role : "—",
                         does != NULL ? does : "—", age);

  if (session->yields)
    return g_strdup_printf (
        _ ("%s: the server interrupts it for the change, and begins it anew later"), text);
  if (session->conflicts)
    return g_strdup_printf (session->held ? _ ("%s: it has %s on the table; the change can’t begin "
                                               "before it ends")
                                          : _ ("%s: it waits for %s on the table, and comes first"),
                            text, session->modes);

  return g_strdup_printf (_ ("%s: the change waits for its end"), text);
}

/**
 * opt_plan_step_describe_sessions:
 * @self: a step
 *
 * Returns: (transfer full): who stands in the way now, a line each
 */
char *
opt_plan_step_describe_sessions (const OptPlanStep *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->sessions->len; i++)
    {
      g_autofree char *session = describe_session (self->sessions->pdata[i]);

      g_string_append_printf (text, "%s%s.", i > 0 ? "\n" : "", session);
    }
  if (text->len == 0)
    g_string_append (text, _ ("Nobody stands in its way now."));

  return g_string_free (text, FALSE);
}
