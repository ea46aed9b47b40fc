/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-findings.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-filter.h"
#include "opt-format.h"
#include "opt-json.h"
#include "opt-plan-memory.h"

/*
 * Joins that look at more than they need to.
 */

/* Ten pairs compared for one that matches: as of a filter. */
#define REMOVED_PER_KEPT 10
/* From here on a hash or merge join, which reads each side once, is likely to win: at 1 µs to 10 µs
 * a loop these are 10 to 100 ms. */
#define INNER_LOOPS 10000
#define INNER_SHARE 0.3
/* An estimate within this factor is right: no planner does better. */
#define RIGHT_FACTOR 2
/* A cache that is missed more often than hit does not pay; one entry in ten thrown out is no
 * accident. */
#define HIT_RATE 0.5
#define EVICTED_PART 0.1

/* A nested loop may be chosen although its filter could be hashed or merged. */
static gboolean
could_be_hashed (OptPlan *self, OptPlanNode *join, const char *filter)
{
  g_autoptr (GHashTable) aliases = NULL;

  if (!opt_plan_node_is (join, "Nested Loop") || filter == NULL)
    return FALSE;

  aliases = g_hash_table_new (g_str_hash, g_str_equal);
  for (int id = join->id + 1; id <= join->last_id; id++)
    {
      const char *alias = opt_plan_node_get_text (opt_plan_get_node (self, id), "Alias");

      if (alias != NULL)
        g_hash_table_add (aliases, (gpointer) alias);
    }

  return opt_filter_has_join_equality (filter, aliases);
}

static OptPlanNode *
get_inner (OptPlanNode *join)
{
  for (guint i = 0; i < join->children->len; i++)
    if (opt_plan_node_is_inner (opt_plan_node_nth_child (join, i)))
      return opt_plan_node_nth_child (join, i);

  return NULL;
}

static OptFindingRemedy *
ask_about_inner (OptPlanNode *join)
{
  OptPlanNode *inner = get_inner (join);

  return inner != NULL ? opt_plan_node_ask_advisor_of_inner (inner) : NULL;
}

static void
add_unhashed_join (OptPlan *self,
                   OptPlanNode *join,
                   double measure,
                   double removed,
                   const char *filter)
{
  g_autofree char *label = opt_plan_node_get_label (join);

  opt_plan_add_finding (
      self, OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER, join, measure,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s compares many pairs of rows that don't match"), label),
          .seen = opt_plan_node_describe_removed (join, removed),
          .why
          = _ ("A hash or merge join reads each side once for an equality. The planner compares "
               "every pair where it expects few rows, or where it can't hash or merge."),
          .advice = g_strdup_printf (
              _ ("See whether the planner expected as many rows on both sides as there were (ANALYZE "
                 "the tables), and that enable_hashjoin and enable_mergejoin are on: %s is an "
                 "equality."),
              filter),
          .caveat
          = _ ("Not so if the types on both sides have no common hash function and no common "
               "order: then give them the same type, or see that an index serves the inner "
               "side."),
          .remedy = ask_about_inner (join),
      });
}

static void
find_removed_by_join_filter (OptPlan *self, OptPlanNode *node)
{
  double removed = opt_plan_node_get_figure (node, "Rows Removed by Join Filter");
  const char *filter = opt_plan_node_get_text (node, "Join Filter");
  double measure = opt_plan_get_own_measure (self, node) * removed / (removed + node->rows);
  g_autofree char *label = NULL;

  if (!(removed > REMOVED_PER_KEPT * MAX (node->rows, 1)) || !opt_plan_is_worth (self, measure))
    return;
  if (could_be_hashed (self, node, filter))
    {
      add_unhashed_join (self, node, measure, removed, filter);
      return;
    }

  label = opt_plan_node_get_label (node);
  opt_plan_add_finding (
      self, OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER, node, measure,
      (OptFindingWords){
          .title = g_strdup_printf (_ ("%s compares many pairs of rows that don't match"), label),
          .seen = opt_plan_node_describe_removed (node, removed),
          .why = _ ("A condition that is no equality of columns can't be hashed, merged or looked "
                    "up: every pair is compared."),
          .advice
          = g_strdup_printf (_ ("Write the join so that an equality narrows it down; it is now %s"),
                             filter != NULL ? filter : "?"),
          .caveat = _ ("Not so if the join has to compare all pairs, as with ranges that overlap: "
                       "then a GiST index on the ranges may help."),
      });
}

static gboolean
has_more_rows_than_expected (OptPlanNode *node)
{
  return !isnan (node->plan_rows) && node->rows > RIGHT_FACTOR * MAX (node->plan_rows, 1);
}

static char *
advise_on_nested_loop (OptPlanNode *join, OptPlanNode *inner)
{
  OptPlanNode *outer = opt_plan_node_get_input (join);

  if ((outer != NULL && outer != inner && has_more_rows_than_expected (outer))
      || has_more_rows_than_expected (inner))
    return g_strdup (_ ("See why the planner expected fewer rows or a cheaper inner side; or "
                        "narrow the outer side first."));

  return g_strdup (_ ("See whether an index serves all of the inner side’s condition; or let fewer "
                      "outer rows reach the join."));
}

static void
find_nested_loop (OptPlan *self, OptPlanNode *join)
{
  for (guint i = 0; opt_plan_node_is (join, "Nested Loop") && i < join->children->len; i++)
    {
      OptPlanNode *inner = opt_plan_node_nth_child (join, i);
      double share = opt_plan_get_share (self, inner->inclusive_ms);
      g_autofree char *label = NULL;
      g_autofree char *loops = NULL;
      g_autofree char *time = NULL;

      if (!opt_plan_node_is_inner (inner) || !(inner->loops > INNER_LOOPS)
          || !(share > INNER_SHARE))
        continue;

      label = opt_plan_node_get_label (inner);
      loops = opt_format_number (inner->loops);
      time = opt_format_duration (inner->inclusive_ms);
      opt_plan_add_finding (
          self, OPT_FINDING_NESTED_LOOP, inner, inner->inclusive_ms,
          (OptFindingWords){
              .title = g_strdup_printf (_ ("%s is run once for each of many rows"), label),
              .seen = g_strdup_printf (_ ("%s loops took %s"), loops, time),
              .why = _ ("A nested loop suits few outer rows; for many, a hash or merge join reads "
                        "each side once."),
              .advice = advise_on_nested_loop (join, inner),
              .caveat = _ ("Not so if the inner side is so large that reading all of it once takes "
                           "longer than these loops."),
              .remedy = opt_plan_node_ask_advisor_of_inner (inner),
          });
    }
}

/* ---- Memoize --------------------------------------------------------------------------------- */

typedef struct
{
  double hits;
  double misses;
  double evictions;
  double peak_kb;
} Cache;

static void
add_cache (Cache *cache, JsonObject *json)
{
  cache->hits += opt_json_get_double (json, "Cache Hits", 0);
  cache->misses += opt_json_get_double (json, "Cache Misses", 0);
  cache->evictions += opt_json_get_double (json, "Cache Evictions", 0);
  cache->peak_kb = MAX (cache->peak_kb, opt_json_get_double (json, "Peak Memory Usage", 0));
}

/* Each process has a cache of its own. */
static Cache
get_cache (OptPlanNode *node)
{
  g_autoptr (GPtrArray) processes = opt_plan_node_list_processes (node);
  Cache cache = { 0 };

  for (guint i = 0; i < processes->len; i++)
    add_cache (&cache, processes->pdata[i]);

  return cache;
}

static char *
describe_cache (const Cache *cache)
{
  g_autofree char *hits = opt_format_number (cache->hits);
  g_autofree char *misses = opt_format_number (cache->misses);
  g_autofree char *evictions = opt_format_number (cache->evictions);

  return g_strdup_printf (_ ("%s hits, %s misses, %s entries thrown out"), hits, misses, evictions);
}

/* An entry that was thrown out can be missed once for it. What misses cost is the time below. */
static void
add_evictions (OptPlan *self, OptPlanNode *node, const Cache *cache)
{
  double again = MIN (cache->evictions / cache->misses, 1);
  double below = opt_plan_node_get_input (node)->inclusive_ms;
  /* That many entries were there at a time, at most. */
  double kept = MAX (cache->misses - cache->evictions, 1);
  double bytes = cache->peak_kb * 1024 * cache->misses / kept;
  g_autofree char *memory = NULL;

  if (!opt_plan_is_worth (self, below * again))
    return;
  memory = opt_plan_advise_memory (self, bytes, TRUE);

  opt_plan_add_finding (
      self, OPT_FINDING_MEMOIZE, node, below * again,
      (OptFindingWords){
          .title = g_strdup (_ ("The cache of inner rows throws out what it may need again")),
          .seen = describe_cache (cache),
          .why = _ ("What is not in the cache any more is read again from the inner side."),
          .advice = g_strdup_printf (
              "%s %s", memory,
              _ ("That would hold all that was missed; less will do where the same is missed again "
                 "and again.")),
          .caveat = _ ("Not so if what was thrown out is not asked for again: then the rows come "
                       "sorted, and nothing is read twice."),
          .remedy = opt_plan_remedy_memory (self, bytes, TRUE),
      });
}

static void
add_low_hit_rate (OptPlan *self, OptPlanNode *node, const Cache *cache)
{
  opt_plan_add_finding (
      self, OPT_FINDING_MEMOIZE, node, opt_plan_get_own_measure (self, node),
      (OptFindingWords){
          .title = g_strdup (_ ("The cache of inner rows is hit seldom")),
          .seen = describe_cache (cache),
          .why = _ ("The planner expected the same values to come again; keeping rows for values "
                    "that come once is work for nothing."),
          .advice = g_strdup (_ ("ANALYZE the outer table, and see whether it knows how many "
                                 "distinct values the join column has (n_distinct).")),
          .caveat = _ ("Not so if the statement usually runs for rows with more values in common."),
      });
}

static void
find_memoize (OptPlan *self, OptPlanNode *node)
{
  Cache cache;

  if (!opt_plan_node_is (node, "Memoize") || opt_plan_node_get_input (node) == NULL)
    return;
  cache = get_cache (node);
  if (!(cache.misses > 0))
    return;

  if (cache.evictions > EVICTED_PART * cache.misses)
    add_evictions (self, node, &cache);
  else if (cache.hits < HIT_RATE * (cache.hits + cache.misses))
    add_low_hit_rate (self, node, &cache);
}

/*
 * opt_plan_find_in_join:
 *
 * Finds pairs of rows that are compared for nothing, and inner sides that are run too often.
 */
void
opt_plan_find_in_join (OptPlan *self, OptPlanNode *node)
{
  find_removed_by_join_filter (self, node);
  find_nested_loop (self, node);
  find_memoize (self, node);
}
