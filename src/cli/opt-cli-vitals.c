/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-cli-poll.h"
#include "opt-format.h"
#include "opt-vitals-json.h"

#define DEFAULT_INTERVAL (5 * G_USEC_PER_SEC)
#define STEP (G_USEC_PER_SEC / 10)
#define LABEL_WIDTH 46

typedef struct
{
  const char *connection;
  gint64 interval;
} Vitals;

/* ---- As text --------------------------------------------------------------------------------- */

static void
print_padded (const char *text, int width)
{
  int pad = MAX (0, width - (int) g_utf8_strlen (text, -1));

  g_print ("%s%*s", text, pad, "");
}

/* What the server does not count in its place, as what a standby receives on a primary, is left
 * out: it is no figure that is missing. */
static gboolean
is_counted (const OptVitals *vitals, const OptVital *vital)
{
  return isfinite (opt_vitals_get_number (vitals, vital->name, NULL));
}

static void
print_totals (OptVitalArea area, const OptVitals *vitals, const OptVitalsRates *rates)
{
  guint n;
  const OptVital *figures = opt_vital_area_get_vitals (area, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = NULL;

      if (figures[i].series == OPT_VITAL_SERIES_NONE || !is_counted (vitals, &figures[i]))
        continue;
      text = opt_series_unit_format (figures[i].unit, rates->parts[area].totals[i]);
      g_print ("  ");
      print_padded (_ (figures[i].label), LABEL_WIDTH);
      g_print ("%s\n", text);
    }
}

static char *
make_cell (const OptVital *vital, const OptVitalsCell *cell)
{
  if (vital->kind == OPT_VITAL_KIND_TEXT)
    return g_strdup (cell->text != NULL && *cell->text != '\0' ? cell->text : OPT_FORMAT_NONE);

  return opt_series_unit_format (vital->unit, cell->number);
}

/* The first line has the titles. */
static GPtrArray *
make_lines (OptVitalArea area, GPtrArray *rows)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  guint n;
  const OptVital *figures = opt_vital_area_get_vitals (area, &n);

  for (guint line = 0; line <= rows->len; line++)
    {
      const OptVitalsRow *row = line > 0 ? rows->pdata[line - 1] : NULL;
      char **cells = g_new0 (char *, n + 2);

      cells[0] = g_strdup (row != NULL ? row->name : "");
      for (guint i = 0; i < n; i++)
        cells[i + 1] = row != NULL ? make_cell (&figures[i], &row->cells[i])
                                   : g_strdup (_ (figures[i].label));
      g_ptr_array_add (lines, cells);
    }

  return lines;
}

static void
print_items (OptVitalArea area, GPtrArray *rows)
{
  g_autoptr (GPtrArray) lines = make_lines (area, rows);
  guint n = g_strv_length (lines->pdata[0]);
  g_autofree int *widths = g_new0 (int, n);

  for (guint line = 0; line < lines->len; line++)
    for (guint i = 0; i < n; i++)
      widths[i] = MAX (widths[i], (int) g_utf8_strlen (((char **) lines->pdata[line])[i], -1));
  for (guint line = 0; line < lines->len; line++)
    {
      char **cells = lines->pdata[line];

      g_print ("  ");
      print_padded (cells[0], widths[0]);
      for (guint i = 1; i < n; i++)
        g_print ("  %*s%s", widths[i] - (int) g_utf8_strlen (cells[i], -1), "", cells[i]);
      g_print ("\n");
    }
}

/* What is counted of each database, and of each kind of input and output, fills pages: it is in the
 * JSON, and the sum here. */
static gboolean
has_items (OptVitalArea area)
{
  return opt_vital_area_get_info (area)->items && area != OPT_VITAL_AREA_DATABASES
         && area != OPT_VITAL_AREA_IO;
}

static void
print_area (OptVitalArea area, const OptVitals *vitals, const OptVitalsRates *rates)
{
  const OptVitalsPart *part = &vitals->parts[area];
  g_autofree char *reason = opt_vitals_describe (vitals, area);

  g_print ("\n%s\n", _ (opt_vital_area_get_info (area)->title));
  if (reason != NULL)
    {
      g_print ("  %s\n", reason);
      if (part->next_step != NULL)
        g_print ("      %s\n", part->next_step);
      return;
    }

  if (!has_items (area))
    {
      print_totals (area, vitals, rates);
      return;
    }
  print_items (area, part->rows);
}

static void
print_vitals (const char *display, const OptVitals *vitals, const OptVitalsRates *rates)
{
  const OptVitalsRatesPart *wal = &rates->parts[OPT_VITAL_AREA_WAL];
  g_autofree char *time = opt_format_time (vitals->time);
  g_autofree char *interval = opt_format_duration ((double) (wal->end - wal->start) / 1000.0);

  g_print ("%s\n", display);
  g_print ("%s\n",
           vitals->in_recovery ? _ ("It is a standby: in recovery.") : _ ("It is a primary."));
  if (rates->gap)
    g_print (_ ("At %s. The server was restarted meanwhile: no rate is known.\n"), time);
  else
    g_print (_ ("At %s; rates and counts are those of the %s before.\n"), time, interval);
  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    print_area ((OptVitalArea) i, vitals, rates);
}

/* ---- The verb -------------------------------------------------------------------------------- */

static gboolean
wait_for (OptCli *cli, gint64 interval, GError **error)
{
  gint64 until = g_get_monotonic_time () + interval;
  gint64 left;

  while ((left = until - g_get_monotonic_time ()) > 0)
    {
      opt_progress_report (&cli->progress, (interval - left) / STEP, interval / STEP, "%s",
                           _ ("Watch the server"));
      if (g_cancellable_set_error_if_cancelled (cli->cancellable, error))
        return FALSE;
      g_usleep ((gulong) MIN (left, STEP));
    }

  return TRUE;
}

static OptCliStatus
run_vitals (OptCli *cli, gpointer data, GError **error)
{
  const Vitals *args = data;
  g_autoptr (OptConninfo) conninfo = opt_cli_resolve_connection (cli, args->connection, error);
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptConnection) poll = NULL;
  g_autoptr (OptVitals) before = NULL;
  g_autoptr (OptVitals) vitals = NULL;
  g_autoptr (OptVitalsRates) rates = NULL;
  g_autofree char *display = NULL;

  if (conninfo == NULL)
    return OPT_CLI_USAGE;
  poll = opt_cli_connect_to_poll (cli, conninfo, &facts, error);
  if (poll == NULL)
    return OPT_CLI_UNREACHABLE;
  before = opt_vitals_take_sync (poll, facts, NULL, cli->cancellable, error);
  if (before == NULL || !wait_for (cli, args->interval, error))
    return OPT_CLI_UNREACHABLE;
  vitals = opt_vitals_take_sync (poll, facts, before, cli->cancellable, error);
  if (vitals == NULL)
    return OPT_CLI_UNREACHABLE;

  rates = opt_vitals_subtract (before, vitals);
  opt_cli_clear_progress (cli);
  if (cli->json)
    {
      g_autoptr (JsonNode) node = opt_vitals_to_json (vitals, rates);

      opt_cli_print_json (node, TRUE);
    }
  else
    {
      display = opt_conninfo_to_display (conninfo);
      print_vitals (display, vitals, rates);
    }

  return OPT_CLI_DONE;
}

/**
 * opt_cli_vitals:
 * @cli: the program
 * @argc: how many words
 * @argv: the words, the verb first
 *
 * `vitals`: how a server is.
 *
 * Returns: the exit status
 */
OptCliStatus
opt_cli_vitals (OptCli *cli, int argc, char **argv)
{
  g_autofree char *interval = NULL;
  Vitals vitals = { .interval = DEFAULT_INTERVAL };
  const GOptionEntry entries[] = {
    { "interval", 0, 0, G_OPTION_ARG_STRING, &interval, N_ ("Count for that long (5s)"), "TIME" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;

  if (!opt_cli_parse (cli, entries, &argc, &argv, 0, 1))
    return OPT_CLI_USAGE;
  if (interval != NULL && !opt_parse_duration (interval, &vitals.interval, &error))
    return opt_cli_usage (cli, "%s", error->message);
  if (vitals.interval < G_USEC_PER_SEC)
    return opt_cli_usage (cli, "%s", _ ("The interval must be a second at least."));

  vitals.connection = argc > 1 ? argv[1] : NULL;

  return opt_cli_run_job (cli, run_vitals, &vitals);
}
