/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-figures.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-card-grid.h"
#include "opt-figure.h"
#include "opt-format.h"
#include "opt-share-bar.h"

#define FIGURE_WIDTH 150

typedef enum
{
  FIGURE_SHARE,
  FIGURE_TOTAL,
  FIGURE_CALLS,
  FIGURE_MEAN,
  FIGURE_STDDEV,
  FIGURE_ROWS,
  FIGURE_HITS,
  FIGURE_READ,
  FIGURE_STORAGE,
  FIGURE_LOCAL,
  FIGURE_TEMP,
  FIGURE_WAL,
  FIGURE_WAL_FULL,
  FIGURE_PLANNING,
  FIGURE_GENERIC,
  FIGURE_JIT,
  FIGURE_WORKERS,
  N_FIGURES
} Figure;

struct _OptStatementFigures
{
  AdwBin parent_instance;

  /* Children */
  OptFigure *figures[N_FIGURES];
};

G_DEFINE_FINAL_TYPE (OptStatementFigures, opt_statement_figures, ADW_TYPE_BIN)

/* ---- The numbers ----------------------------------------------------------------------------- */

static void
set_figure (OptStatementFigures *self, Figure figure, char *value, char *note)
{
  opt_figure_set_value (self->figures[figure], value);
  opt_figure_set_note (self->figures[figure], note);
  g_free (value);
  g_free (note);
}

static void
show_time (OptStatementFigures *self, OptStatementItem *item, const OptStatementCounters *counters)
{
  g_autofree char *rate = opt_format_rate (opt_statement_item_get_calls_per_second (item));

  set_figure (self, FIGURE_SHARE, opt_share_format (opt_statement_item_get_share (item)),
              g_strdup (_ ("of the execution time of all statements of the database")));
  set_figure (self, FIGURE_TOTAL, opt_format_duration (counters->total_exec_ms),
              g_strdup (_ ("execution of all calls, counted")));
  set_figure (self, FIGURE_CALLS, opt_format_count (counters->calls),
              g_strdup_printf (_ ("counted; %s over the time observed"), rate));
  set_figure (self, FIGURE_MEAN, opt_format_duration (opt_statement_item_get_mean_ms (item)),
              g_strdup (_ ("total ÷ calls")));
  if (counters->calls > 1)
    set_figure (self, FIGURE_STDDEV, opt_format_duration (opt_statement_item_get_stddev_ms (item)),
                g_strdup (_ ("how calls differ, from the sum of their squares")));
  else
    set_figure (self, FIGURE_STDDEV, NULL, g_strdup (_ ("it takes two calls to differ")));
}

static char *
describe_rows (const OptStatementCounters *counters)
{
  g_autofree char *rows = opt_format_count (counters->rows);

  return g_strdup_printf (ngettext ("%s row returned or changed, counted",
                                    "%s rows returned or changed, counted",
                                    (gulong) MAX (counters->rows, 0)),
                          rows);
}

static char *
describe_hits (const OptStatementCounters *counters)
{
  g_autofree char *hit = opt_format_count (counters->shared_hit);
  g_autofree char *asked = opt_format_count (counters->shared_hit + counters->shared_read);

  if (counters->shared_hit + counters->shared_read == 0)
    return g_strdup (_ ("it asked for no block"));

  return g_strdup_printf (_ ("%s of %s blocks were in shared memory"), hit, asked);
}

static char *
format_bytes (gint64 bytes)
{
  return bytes >= 0 ? opt_format_bytes (bytes) : g_strdup (OPT_FORMAT_NONE);
}

/* What the version of pg_stat_statements has no column for, or had none when it was recorded. */
static char *
describe_since (const char *version)
{
  return g_strdup_printf (_ ("pg_stat_statements counts it from version %s on"), version);
}

static void
show_storage (OptStatementFigures *self,
              const OptStatementCounters *counters,
              OptServerFacts *facts)
{
  const char *timing
      = facts != NULL ? opt_server_facts_get_setting (facts, "track_io_timing") : NULL;
  double local = counters->local_read_ms + counters->local_write_ms;

  if (timing != NULL && g_str_equal (timing, "off"))
    {
      set_figure (self, FIGURE_STORAGE, NULL, g_strdup (_ ("track_io_timing is off")));
      set_figure (self, FIGURE_LOCAL, NULL, g_strdup (_ ("track_io_timing is off")));
      return;
    }

  set_figure (self, FIGURE_STORAGE,
              opt_format_duration (counters->shared_read_ms + counters->shared_write_ms),
              g_strdup (_ ("waiting for blocks to be read or written, counted")));
  if (isnan (local))
    set_figure (self, FIGURE_LOCAL, NULL,
                g_strdup (_ ("counted with the storage time before version 1.11 of "
                             "pg_stat_statements")));
  else
    set_figure (self, FIGURE_LOCAL, opt_format_duration (local),
                g_strdup (_ ("waiting for blocks of temporary tables, counted")));
}

static void
show_blocks (OptStatementFigures *self,
             OptStatementItem *item,
             const OptStatementCounters *counters)
{
  gint64 wal = opt_statement_item_get_wal_bytes (item);

  set_figure (self, FIGURE_ROWS, opt_format_number (opt_statement_item_get_rows_per_call (item)),
              describe_rows (counters));
  set_figure (self, FIGURE_HITS, opt_format_percent (opt_statement_item_get_hit_ratio (item)),
              describe_hits (counters));
  set_figure (self, FIGURE_READ, opt_format_count (counters->shared_read),
              g_strdup (_ ("blocks from outside shared memory, counted")));
  set_figure (self, FIGURE_TEMP, format_bytes (opt_statement_item_get_temp_bytes (item)),
              g_strdup (_ ("of temporary files read and written, counted")));
  set_figure (self, FIGURE_WAL, format_bytes (wal),
              wal >= 0 ? g_strdup (_ ("of write-ahead log, counted")) : describe_since ("1.8"));
  if (counters->wal_buffers_full >= 0)
    set_figure (self, FIGURE_WAL_FULL, opt_format_count (counters->wal_buffers_full),
                g_strdup (_ ("times it had to write WAL itself, for want of room")));
  else
    set_figure (self, FIGURE_WAL_FULL, NULL, describe_since ("1.12"));
}

static void
show_planning (OptStatementFigures *self, const OptStatementCounters *counters)
{
  if (counters->plans > 0)
    set_figure (self, FIGURE_PLANNING, opt_format_duration (counters->total_plan_ms),
                g_strdup (_ ("of all its plans, counted")));
  else
    set_figure (self, FIGURE_PLANNING, NULL, g_strdup (_ ("none was counted (track_planning)")));
}

static void
show_plans (OptStatementFigures *self, const OptStatementCounters *counters)
{
  g_autofree char *all = NULL;

  if (counters->generic_plan_calls < 0 || counters->custom_plan_calls < 0)
    {
      set_figure (self, FIGURE_GENERIC, NULL, describe_since ("1.13"));
      return;
    }

  all = opt_format_count (counters->generic_plan_calls + counters->custom_plan_calls);
  set_figure (self, FIGURE_GENERIC, opt_format_count (counters->generic_plan_calls),
              /* Translators: a count */
              g_strdup_printf (_ ("of %s calls of prepared statements, counted"), all));
}

static void
show_jit (OptStatementFigures *self, const OptStatementCounters *counters)
{
  g_autofree char *functions = NULL;

  if (counters->jit_functions < 0)
    {
      set_figure (self, FIGURE_JIT, NULL, describe_since ("1.10"));
      return;
    }

  functions = opt_format_count (counters->jit_functions);
  set_figure (self, FIGURE_JIT, opt_format_duration (counters->jit_ms),
              g_strdup_printf (ngettext ("compiling %s function, counted",
                                         "compiling %s functions, counted",
                                         (gulong) counters->jit_functions),
                               functions));
}

static void
show_workers (OptStatementFigures *self, const OptStatementCounters *counters)
{
  g_autofree char *planned = NULL;

  if (counters->workers_planned < 0 || counters->workers_launched < 0)
    {
      set_figure (self, FIGURE_WORKERS, NULL, describe_since ("1.12"));
      return;
    }

  planned = opt_format_count (counters->workers_planned);
  set_figure (self, FIGURE_WORKERS, opt_format_count (counters->workers_launched),
              /* Translators: a count */
              g_strdup_printf (_ ("launched, of %s that were planned"), planned));
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_figures_class_init (OptStatementFiguresClass *klass)
{
}

static void
opt_statement_figures_init (OptStatementFigures *self)
{
  static const char *const titles[N_FIGURES] = {
    [FIGURE_SHARE] = N_ ("Share of time"),
    [FIGURE_TOTAL] = N_ ("Total time"),
    [FIGURE_CALLS] = N_ ("Calls"),
    [FIGURE_MEAN] = N_ ("Mean time"),
    [FIGURE_STDDEV] = N_ ("Std deviation"),
    [FIGURE_ROWS] = N_ ("Rows a call"),
    [FIGURE_HITS] = N_ ("Hit ratio"),
    [FIGURE_READ] = N_ ("Blocks read"),
    [FIGURE_STORAGE] = N_ ("Storage time"),
    [FIGURE_LOCAL] = N_ ("Temporary tables"),
    [FIGURE_TEMP] = N_ ("Temporary files"),
    [FIGURE_WAL] = N_ ("WAL"),
    [FIGURE_WAL_FULL] = N_ ("WAL buffers full"),
    [FIGURE_PLANNING] = N_ ("Planning time"),
    [FIGURE_GENERIC] = N_ ("Generic plans"),
    [FIGURE_JIT] = N_ ("JIT time"),
    [FIGURE_WORKERS] = N_ ("Parallel workers"),
  };
  GtkWidget *grid = opt_card_grid_new (FIGURE_WIDTH);

  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Figures"), -1);
  for (guint i = 0; i < N_FIGURES; i++)
    {
      GtkWidget *figure = opt_figure_new (_ (titles[i]));

      opt_card_grid_append (OPT_CARD_GRID (grid), figure);
      self->figures[i] = OPT_FIGURE (figure);
    }
  adw_bin_set_child (ADW_BIN (self), grid);
}

/**
 * opt_statement_figures_new:
 *
 * Returns: (transfer floating): figures of no statement
 */
GtkWidget *
opt_statement_figures_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_FIGURES, NULL);
}

/**
 * opt_statement_figures_show:
 * @self: figures
 * @item: (nullable): a statement, or %NULL: nothing is known
 * @facts: (nullable): of its server
 */
void
opt_statement_figures_show (OptStatementFigures *self,
                            OptStatementItem *item,
                            OptServerFacts *facts)
{
  const OptStatementCounters *counters;

  g_return_if_fail (OPT_IS_STATEMENT_FIGURES (self));

  if (item == NULL)
    {
      for (guint i = 0; i < N_FIGURES; i++)
        set_figure (self, (Figure) i, NULL, NULL);
      return;
    }

  counters = opt_statement_item_get_counters (item);
  show_time (self, item, counters);
  show_blocks (self, item, counters);
  show_storage (self, counters, facts);
  show_planning (self, counters);
  show_plans (self, counters);
  show_jit (self, counters);
  show_workers (self, counters);
}
