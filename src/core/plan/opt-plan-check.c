/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-plan-findings.h"
#include "opt-sql.h"

/*
 * Why a row estimate is wrong a plan can only guess. The server knows how old its statistics are.
 */

/* When autovacuum analyzes by default (autovacuum_analyze_threshold and _scale_factor): what
 * changed since may mislead the planner. */
#define STALE_ROWS 50
#define STALE_PART 0.1

/* What the server says of a table. */
typedef struct
{
  double tuples;   /* by which the planner reckons; NAN: none known */
  double live;     /* rows, by the counters */
  double modified; /* since the last ANALYZE */
  gint64 analyzed; /* microseconds since 1970; 0: the counters know of none */
  gboolean extended;
} Facts;

static gboolean
is_stale (const Facts *facts)
{
  return facts->modified > STALE_ROWS + STALE_PART * facts->live;
}

static double
get_figure (OptResult *rows, const char *column)
{
  return opt_result_is_null (rows, 0, column) ? NAN : opt_result_get_double (rows, 0, column);
}

/* @found: whether there is such a table, with counters */
static gboolean
ask (OptConnection *connection,
     OptPlanNode *node,
     char **columns,
     Facts *facts,
     gboolean *found,
     GCancellable *cancellable,
     GError **error)
{
  g_autofree char *table = opt_plan_node_quote_relation (node);
  g_autoptr (OptParams) params = opt_params_new_text (table, NULL);
  g_autoptr (OptResult) rows = NULL;

  opt_params_add_text_array (params, (const char *const *) columns);
  rows = opt_connection_query_sync (connection,
                                    opt_sql_get ("plan", "table-statistics",
                                                 opt_connection_get_server_version (connection)),
                                    params, OPT_QUERY_NONE, cancellable, error);
  if (rows == NULL)
    return FALSE;

  *found = opt_result_get_n_rows (rows) == 1;
  if (!*found)
    return TRUE;
  facts->tuples = get_figure (rows, "tuples");
  facts->live = opt_result_get_double (rows, 0, "live");
  facts->modified = opt_result_get_double (rows, 0, "modified");
  facts->analyzed
      = opt_result_is_null (rows, 0, "analyzed") ? 0 : opt_result_get_int (rows, 0, "analyzed");
  facts->extended = opt_result_get_boolean (rows, 0, "extended");

  return TRUE;
}

/* "200,000 of 210,000 rows changed since ANALYZE at …; the planner reckons with 10,000" */
static char *
describe (const Facts *facts)
{
  g_autofree char *modified = opt_format_number (facts->modified);
  g_autofree char *live = opt_format_number (facts->live);
  g_autofree char *time
      = facts->analyzed != 0 ? opt_format_time (facts->analyzed) : g_strdup (_ ("never"));
  g_autofree char *tuples = opt_format_number (facts->tuples);

  return g_strdup_printf (_ ("on the server: %s rows, %s changes since ANALYZE (last: %s), the "
                             "planner reckons with %s rows"),
                          live, modified, time, tuples);
}

static void
blame (OptPlanNode *node,
       const Facts *facts,
       char **columns,
       OptFindingKind *kind,
       OptFindingWords *words)
{
  g_autofree char *table = opt_plan_node_quote_relation (node);
  gboolean several = g_strv_length (columns) > 1
                     && opt_plan_node_get_rows (node) > opt_plan_node_get_plan_rows (node);

  g_clear_pointer (&words->advice, g_free);
  if (is_stale (facts))
    {
      *kind = OPT_FINDING_STALE_STATISTICS;
      words->why = _ ("The statistics are stale: so much changed since they were made that "
                      "autovacuum would make them anew by its defaults. What is above is chosen "
                      "by them.");
      words->advice = g_strdup_printf (_ ("ANALYZE %s, and see why autovacuum has not."), table);
      words->caveat = _ ("Not so if the estimate stays as far off afterwards.");
    }
  else if (several && !facts->extended)
    {
      *kind = OPT_FINDING_CORRELATED_COLUMNS;
      words->why = _ ("The statistics are fresh, and know each column alone: where one determines "
                      "the other, multiplying them is far too few. What is above is chosen by it.");
      words->advice = opt_plan_node_advise_extended (node, columns);
      words->caveat = _ ("Not so if a single one of the values is as far off: then the statistics "
                         "are too coarse.");
      words->columns = g_strdupv (columns);
      words->remedy = opt_plan_node_remedy_extended (node, columns);
    }
  else
    {
      *kind = OPT_FINDING_MISESTIMATE;
      words->why = several ? _ ("The statistics are fresh, and there are extended ones on these "
                                "columns: they are too coarse. What is above is chosen by them.")
                           : _ ("The statistics are fresh: they are too coarse for this "
                                "condition. What is above is chosen by them.");
      words->advice
          = g_strdup_printf (_ ("Have more values kept, ALTER TABLE %s ALTER COLUMN … SET "
                                "STATISTICS, then ANALYZE %s."),
                             table, table);
      words->caveat = _ ("Not so if the condition is of a kind that statistics do not help with.");
    }
}

/* @self's finding at @index said anew. */
static OptFinding *
say_anew (OptFinding *finding, const Facts *facts, char **columns)
{
  OptFindingKind kind = opt_finding_get_kind (finding);
  g_autofree char *figures = describe (facts);
  OptFindingWords words = {
    .title = g_strdup (opt_finding_get_title (finding)),
    .seen = g_strdup_printf ("%s; %s", opt_finding_get_seen (finding), figures),
    .checked = TRUE,
  };

  blame (opt_finding_get_node (finding), facts, columns, &kind, &words);

  return opt_finding_new (kind, opt_finding_get_severity (finding), opt_finding_get_node (finding),
                          opt_finding_get_explained_ms (finding), opt_finding_get_share (finding),
                          &words);
}

static gboolean
is_estimate (OptFinding *finding)
{
  OptFindingKind kind = opt_finding_get_kind (finding);

  return opt_finding_get_node (finding) != NULL
         && (kind == OPT_FINDING_MISESTIMATE || kind == OPT_FINDING_STALE_STATISTICS
             || kind == OPT_FINDING_CORRELATED_COLUMNS);
}

/**
 * opt_plan_check_estimates_sync:
 * @self: a plan that @connection's server just made, and nobody else has seen yet
 * @connection: where its names mean the same
 * @cancellable: (nullable): cancels it
 * @error: return location for an error; the findings are then as they were, or some of them checked
 *
 * Asks of each scan whose rows were misestimated how old the statistics of its table are. Then the
 * finding tells stale statistics from columns that depend on each other and from statistics that
 * are too coarse, with the figures that show it.
 *
 * Returns: whether all could be asked
 */
gboolean
opt_plan_check_estimates_sync (OptPlan *self,
                               OptConnection *connection,
                               GCancellable *cancellable,
                               GError **error)
{
  g_return_val_if_fail (OPT_IS_PLAN (self) && OPT_IS_CONNECTION (connection), FALSE);

  for (guint i = 0; i < self->findings->len; i++)
    {
      OptFinding *finding = self->findings->pdata[i];
      g_auto (GStrv)
        columns = is_estimate (finding)
                      ? opt_plan_node_get_equal_columns (opt_finding_get_node (finding))
                      : NULL;
      gboolean found = FALSE;
      Facts facts;

      if (columns == NULL)
        continue;
      if (!ask (connection, opt_finding_get_node (finding), columns, &facts, &found, cancellable,
                error))
        return FALSE;
      /* A standby and counters that were reset know of no ANALYZE: nobody can say "fresh" then. */
      if (!found || (facts.analyzed == 0 && !is_stale (&facts)))
        continue;
      self->findings->pdata[i] = say_anew (finding, &facts, columns);
      g_object_unref (finding);
    }

  return TRUE;
}
