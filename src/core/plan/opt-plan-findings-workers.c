/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-json.h"

/*
 * Parallel workers that were missing, or had little to do.
 */

/* The one that ran longest, against the mean: below that a little more to do for one is natural. */
#define UNEVEN_PART 0.25
/* MAX_PARALLEL_WORKER_LIMIT */
#define WORKERS_AT_MOST 1024

/* With all of them the same work would have been shared by more: at best the time goes down by as
 * much. */
static void
find_missing (OptPlan *self, OptPlanNode *gather, OptPlanNode *input)
{
  double planned = opt_plan_node_get_figure (gather, "Workers Planned");
  double launched = opt_plan_node_get_figure (gather, "Workers Launched");
  double leader = MAX (input->processes - launched, 0);

  if (!(launched < planned))
    return;

  opt_plan_add_finding (
      self, OPT_FINDING_WORKERS, gather,
      opt_plan_get_whole_measure (self, gather) * (planned - launched) / (planned + leader),
      (OptFindingWords){
          .title = g_strdup (_ ("Fewer parallel workers ran than were planned")),
          .seen = g_strdup_printf (ngettext ("%.0f of %.0f worker", "%.0f of %.0f workers",
                                             opt_plan_count (planned)),
                                   launched, planned),
          .why = _ ("The plan was chosen for more processes than it got."),
          .advice = g_strdup (_ ("See whether max_parallel_workers and max_worker_processes are "
                                 "used up by others.")),
          .caveat = _ ("Not so if the processors or the disks were busy all the same: more workers "
                       "would have waited for them."),
      });
}

typedef struct
{
  guint n;
  double longest;
  double sum_ms;
  double sum_rows;
  GString *rows;
} Share;

static void
add_process (Share *share, double ms, double rows)
{
  g_autofree char *text = opt_format_number (MAX (rows, 0));

  share->n++;
  share->longest = MAX (share->longest, ms);
  share->sum_ms += ms;
  share->sum_rows += rows;
  g_string_append_printf (share->rows, "%s%s", share->rows->len > 0 ? " · " : "", text);
}

/* EXPLAIN tells what each worker did only where it is VERBOSE; what is left of the sum is the
 * leader's. */
static void
add_workers (Share *share, OptPlanNode *input)
{
  JsonArray *workers = opt_json_get_array (input->json, "Workers");

  for (guint i = 0; workers != NULL && i < json_array_get_length (workers); i++)
    {
      JsonNode *element = json_array_get_element (workers, i);
      JsonObject *worker = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      double loops = opt_json_get_double (worker, "Actual Loops", NAN);

      if (loops > 0)
        add_process (share, opt_json_get_double (worker, "Actual Total Time", NAN) * loops,
                     opt_json_get_double (worker, "Actual Rows", NAN) * loops);
    }
}

static void
find_uneven (OptPlan *self, OptPlanNode *gather, OptPlanNode *input)
{
  double launched = MIN (opt_plan_node_get_figure (gather, "Workers Launched"), WORKERS_AT_MOST);
  g_autoptr (GString) rows = g_string_new (NULL);
  Share share = { .rows = rows };
  double measure;
  g_autofree char *longest = NULL;
  g_autofree char *mean = NULL;

  add_workers (&share, input);
  if (share.n == 0 || isnan (share.sum_ms) || isnan (share.sum_rows))
    return;
  /* One that came too late to get anything is not printed. */
  for (guint i = share.n; i < launched; i++)
    add_process (&share, 0, 0);
  if (input->processes > launched)
    add_process (&share, MAX (input->total_ms * input->loops - share.sum_ms, 0),
                 input->rows * input->loops - share.sum_rows);

  measure = (share.longest - share.sum_ms / share.n) / MAX (gather->loops, 1);
  if (share.n < 2 || !(measure > UNEVEN_PART * gather->inclusive_ms))
    return;

  longest = opt_format_duration (share.longest);
  mean = opt_format_duration (share.sum_ms / share.n);
  opt_plan_add_finding (
      self, OPT_FINDING_UNEVEN_WORKERS, gather, measure,
      (OptFindingWords){
          .title = g_strdup (_ ("The work is shared unevenly among the processes")),
          .seen
          = g_strdup_printf (_ ("one ran for %s, they did for %s in the mean; rows of each: %s"),
                             longest, mean, rows->str),
          .why = _ ("All wait for the one that has most to do."),
          .advice = g_strdup (
              _ ("See what can’t be split: a large partition, one inner side for all rows, a plan "
                 "below that is not parallel. Fewer workers may do as well.")),
          .caveat = _ ("Not so if the workers only started late: then it shows in short statements "
                       "alone."),
      });
}

/*
 * opt_plan_find_in_workers:
 *
 * Finds workers that were missing, or had little to do.
 */
void
opt_plan_find_in_workers (OptPlan *self, OptPlanNode *node)
{
  OptPlanNode *input;

  if (!opt_plan_node_is (node, "Gather") && !opt_plan_node_is (node, "Gather Merge"))
    return;
  input = opt_plan_node_get_input (node);
  if (input == NULL || !(node->loops > 0))
    return;

  find_missing (self, node, input);
  find_uneven (self, node, input);
}
