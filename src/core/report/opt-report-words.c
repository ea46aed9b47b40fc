/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-delta-words.h"
#include "opt-format.h"
#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-statement-text.h"

/* opt_report_format_count: a dash where it is not known */
char *
opt_report_format_count (JsonObject *object, const char *member)
{
  gint64 value = opt_json_get_int (object, member, -1);

  return value >= 0 ? opt_format_count (value) : g_strdup (OPT_FORMAT_NONE);
}

char *
opt_report_format_bytes (JsonObject *object, const char *member)
{
  gint64 value = opt_json_get_int (object, member, -1);

  return value >= 0 ? opt_format_bytes (value) : g_strdup (OPT_FORMAT_NONE);
}

char *
opt_report_format_number (JsonObject *object, const char *member)
{
  return opt_format_number (opt_json_get_double (object, member, NAN));
}

char *
opt_report_format_duration (JsonObject *object, const char *member)
{
  return opt_format_duration (opt_json_get_double (object, member, NAN));
}

char *
opt_report_format_share (JsonObject *object, const char *member)
{
  return opt_format_percent (opt_json_get_double (object, member, NAN));
}

/* opt_report_format_time: in this machine's time zone, which is named */
char *
opt_report_format_time (JsonObject *object, const char *member)
{
  const char *text = opt_json_get_string (object, member);
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;
  g_autofree char *shown = NULL;

  if (local == NULL)
    return g_strdup (OPT_FORMAT_NONE);
  shown = opt_format_time (g_date_time_to_unix (local) * G_USEC_PER_SEC);

  return g_strdup_printf ("%s %s", shown, g_date_time_get_timezone_abbreviation (local));
}

/* opt_report_format_sql: @sql: (nullable): laid out to be read, and harmless */
char *
opt_report_format_sql (const char *sql)
{
  g_autofree char *clean = NULL;

  if (sql == NULL)
    return g_strdup (_ ("– (its text is not known)"));
  clean = g_strstrip (opt_report_clean (sql, TRUE));

  return opt_statement_format (clean);
}

/* opt_report_get_subject: what was tuned */
char *
opt_report_get_subject (JsonObject *tune)
{
  JsonObject *server = opt_json_get_object (tune, "server");
  const char *display = opt_json_get_string (server, "display");
  const char *database = opt_json_get_string (server, "database");

  if (display == NULL)
    display = database;

  return display != NULL ? g_strdup (display) : g_strdup (_ ("A server that is not named"));
}

char *
opt_report_describe_server (JsonObject *tune)
{
  JsonObject *server = opt_json_get_object (tune, "server");
  const char *version = opt_json_get_string (server, "version");
  const char *database = opt_json_get_string (server, "database");

  if (version == NULL)
    version = _ ("– (not told)");
  if (database == NULL)
    database = _ ("– (not told)");
  if (g_str_has_prefix (version, "PostgreSQL"))
    return g_strdup_printf (_ ("%s, database %s"), version, database);

  return g_strdup_printf (_ ("PostgreSQL %s, database %s"), version, database);
}

char *
opt_report_describe_window (JsonObject *tune)
{
  JsonObject *window = opt_json_get_object (tune, "window");
  g_autofree char *start = opt_report_format_time (window, "start");
  g_autofree char *end = opt_report_format_time (window, "end");
  double seconds = opt_json_get_double (window, "observed_s", NAN);
  g_autofree char *observed = opt_format_duration (seconds * 1000);

  if (window == NULL)
    return g_strdup (_ ("– (when it was watched is not told)"));

  return g_strdup_printf (_ ("%s to %s, %s of it observed"), start, end, observed);
}

static OptDeltaFlags
get_flags (JsonObject *window)
{
  OptDeltaFlags flags = OPT_DELTA_NONE;

  if (opt_json_get_boolean (window, "gap", FALSE))
    flags |= OPT_DELTA_GAP;
  if (opt_json_get_boolean (window, "reset", FALSE))
    flags |= OPT_DELTA_RESET;
  if (opt_json_get_boolean (window, "incomplete", FALSE))
    flags |= OPT_DELTA_INCOMPLETE;
  if (opt_json_get_boolean (window, "restart", FALSE))
    flags |= OPT_DELTA_RESTART;
  if (opt_json_get_boolean (window, "late", FALSE))
    flags |= OPT_DELTA_LATE;

  return flags;
}

/* opt_report_list_window_notes: (element-type utf8): what the window lacks, a sentence each */
GPtrArray *
opt_report_list_window_notes (JsonObject *tune)
{
  JsonObject *window = opt_json_get_object (tune, "window");
  gint64 hidden = opt_json_get_int (tune, "statements_hidden", -1);
  gint64 elsewhere = opt_json_get_int (tune, "statements_of_other_databases", -1);
  GPtrArray *notes = opt_delta_flags_list_notes (get_flags (window),
                                                 opt_json_get_double (window, "lost_share", NAN));

  if (hidden > 0)
    {
      g_autofree char *n = opt_format_count (hidden);

      g_ptr_array_add (notes, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                            "%s system statement was left out.",
                                                            "%s system statements were left out.",
                                                            (gulong) hidden),
                                               n));
    }
  if (elsewhere > 0)
    {
      g_autofree char *n = opt_format_count (elsewhere);

      g_ptr_array_add (notes,
                       g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                     "%s statement belongs to another database, "
                                                     "or its text could not be read.",
                                                     "%s statements belong to other databases, "
                                                     "or their texts could not be read.",
                                                     (gulong) elsewhere),
                                        n));
    }

  return notes;
}

/* opt_report_describe_hot: how many of how many are listed */
char *
opt_report_describe_hot (JsonObject *tune)
{
  g_autoptr (GPtrArray) hot = opt_report_get_objects (tune, "hot");
  gint64 seen = opt_json_get_int (tune, "statements_seen", -1);

  if (hot->len == 0)
    return g_strdup (_ ("No statement of this database was called meanwhile."));
  if (seen >= hot->len)
    return g_strdup_printf (_ ("The %u that took most time, of %" G_GINT64_FORMAT " that were "
                               "called. Share is of all time that statements took."),
                            hot->len, seen);

  return g_strdup_printf (_ ("The %u that took most time; how many were called is not told."),
                          hot->len);
}

static JsonObject *
find_node (JsonObject *plan, gint64 id)
{
  g_autoptr (GPtrArray) nodes = opt_report_get_objects (plan, "nodes");

  for (guint i = 0; i < nodes->len; i++)
    if (opt_json_get_int (nodes->pdata[i], "id", -1) == id)
      return nodes->pdata[i];

  return NULL;
}

/* "%" of a whole that is known and not nothing */
static char *
describe_part (double part, double whole)
{
  return part >= 0 && whole > 0 ? opt_format_percent (part / whole) : g_strdup (OPT_FORMAT_NONE);
}

/*
 * opt_report_describe_step: where a plan's time goes, or its cost where it was not run: (nullable)
 */
char *
opt_report_describe_step (JsonObject *plan)
{
  JsonObject *slowest = find_node (plan, opt_json_get_int (plan, "slowest", -1));
  JsonObject *costliest = find_node (plan, opt_json_get_int (plan, "costliest", -1));
  JsonObject *node = slowest != NULL ? slowest : costliest;
  const char *label = opt_json_get_string (node, "label");
  g_autofree char *rows = opt_report_format_number (node, "plan_rows");

  if (label == NULL)
    return NULL;
  if (node == slowest)
    {
      double own = opt_json_get_double (node, "exclusive_ms", NAN);
      g_autofree char *took = opt_format_duration (own);
      g_autofree char *part = describe_part (own, opt_json_get_double (plan, "root_ms", NAN));

      return g_strdup_printf (_ ("Slowest step: %s, %s of its own, %s of the run"), label, took,
                              part);
    }
  else
    {
      double own = opt_json_get_double (node, "exclusive_cost", NAN);
      g_autofree char *cost = opt_format_number (own);
      g_autofree char *part = describe_part (own, opt_json_get_double (plan, "total_cost", NAN));

      return g_strdup_printf (_ ("Costliest step: %s, %s of the planner's cost (%s), an expected "
                                 "%s rows"),
                              label, part, cost, rows);
    }
}

/* opt_report_describe_plan_basis: what a hot statement's plan rests on, or why there is none */
char *
opt_report_describe_plan_basis (JsonObject *statement)
{
  const char *basis = opt_json_get_string (statement, "plan_basis");
  const char *error = opt_json_get_string (statement, "plan_error");

  if (basis != NULL && opt_json_get_object (statement, "plan") != NULL)
    return g_strdup (basis);
  if (error != NULL)
    return g_strdup_printf (_ ("No plan: %s"), error);

  return g_strdup (_ ("No plan: why is not told."));
}
