/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial-fixture.h"

#include <math.h>

#define SERIES 100
#define FEW_SERIES 30
#define MIN_PAIRS 15
#define MAX_PAIRS 120
#define REAL_TRIALS 4

/*
 * How the times of a machine that does other things, too, come one after another: log-normal around
 * a level that wanders, with now and then a run that takes several times as long.
 */
typedef struct
{
  GRand *rand;
  double base_ms;
  double level; /* of the logarithm */
} Machine;

#define LEVEL_SIGMA 0.1
#define LEVEL_KEPT 0.8 /* from one run to the next */
#define RUN_SIGMA 0.05
#define OUTLIERS 0.03

/* Box and Muller's. */
static double
draw_normal (GRand *rand)
{
  double radius = sqrt (-2 * log (1 - g_rand_double (rand)));

  return radius * cos (2 * G_PI * g_rand_double (rand));
}

static double
draw_run (Machine *machine)
{
  double fresh = LEVEL_SIGMA * sqrt (1 - LEVEL_KEPT * LEVEL_KEPT);
  double run;

  machine->level = LEVEL_KEPT * machine->level + fresh * draw_normal (machine->rand);
  run = machine->base_ms * exp (machine->level + RUN_SIGMA * draw_normal (machine->rand));
  if (g_rand_double (machine->rand) < OUTLIERS)
    run *= g_rand_double_range (machine->rand, 1.5, 6);

  return run;
}

/* A pair as the bench measures it: in random order. */
static void
add_pair (Machine *machine, OptTrialValues *values, double effect)
{
  gboolean variant_first = g_rand_boolean (machine->rand);
  double first = draw_run (machine);
  double second = draw_run (machine);
  double baseline = variant_first ? second : first;
  double variant = (variant_first ? first : second) * effect;

  g_array_append_val (values->baseline_ms, baseline);
  g_array_append_val (values->variant_ms, variant);
}

/* A trial of @n_sets sets of values that knows nothing but the clock: no plans and no buffers. */
static OptVerdict
try_series (guint32 seed, guint n_sets, double effect)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (OptTrialStatement) statement = opt_trial_statement_new ("1", "SELECT 1", 1, FALSE);
  /* From 5 to 50 ms: below, nearly all is less than would be noticed; above, a trial's time ends
   * before so many pairs. */
  Machine machine = { .rand = rand, .base_ms = 5 * pow (10, g_rand_double (rand)) };

  for (guint i = 0; i < n_sets; i++)
    opt_trial_statement_add_values (statement, "typical", NULL);
  for (guint n = 1; n <= MAX_PAIRS; n++)
    {
      for (guint i = 0; i < n_sets; i++)
        add_pair (&machine, statement->values->pdata[i], effect);
      opt_trial_statement_close_pair (statement);
      if (n >= MIN_PAIRS && n % 5 == 0 && opt_trial_statement_is_narrow (statement))
        break;
    }
  opt_trial_statement_judge (statement, seed);

  return statement->verdict;
}

static void
count_verdicts (guint n_series, guint n_sets, double effect, guint *counts)
{
  for (guint32 seed = 1; seed <= n_series; seed++)
    counts[try_series (seed, n_sets, effect)]++;
  g_test_message ("of %u with %u sets and an effect of %g: %u better, %u worse, %u no difference, "
                  "%u inconclusive",
                  n_series, n_sets, effect, counts[OPT_VERDICT_BETTER], counts[OPT_VERDICT_WORSE],
                  counts[OPT_VERDICT_NO_DIFFERENCE], counts[OPT_VERDICT_INCONCLUSIVE]);
}

/* Same against same. */
static void
test_null (void)
{
  guint counts[OPT_VERDICT_FAILED + 1] = { 0 };

  count_verdicts (SERIES, 1, 1, counts);
  g_assert_cmpuint (counts[OPT_VERDICT_NO_DIFFERENCE], >=, 95);
  g_assert_cmpuint (counts[OPT_VERDICT_BETTER] + counts[OPT_VERDICT_WORSE], ==, 0);
}

/* What is there is found: caution alone would pass the test above. */
static void
test_effect (void)
{
  guint better[OPT_VERDICT_FAILED + 1] = { 0 };
  guint worse[OPT_VERDICT_FAILED + 1] = { 0 };

  count_verdicts (FEW_SERIES, 1, 1 / 1.2, better);
  g_assert_cmpuint (better[OPT_VERDICT_BETTER], >=, FEW_SERIES - 2);
  g_assert_cmpuint (better[OPT_VERDICT_WORSE], ==, 0);
  count_verdicts (FEW_SERIES, 1, 1.2, worse);
  g_assert_cmpuint (worse[OPT_VERDICT_WORSE], >=, FEW_SERIES - 2);
}

static void
test_sets (void)
{
  guint counts[OPT_VERDICT_FAILED + 1] = { 0 };

  count_verdicts (FEW_SERIES, 3, 1, counts);
  g_assert_cmpuint (counts[OPT_VERDICT_BETTER] + counts[OPT_VERDICT_WORSE], ==, 0);
}

/* The same on two real copies. */
static void
test_real (TrialFixture *fixture, gconstpointer data)
{
  OptTrialStatement *statements[REAL_TRIALS];

  for (guint i = 0; i < REAL_TRIALS; i++)
    statements[i]
        = trial_fixture_add (fixture, "SELECT count(*), sum(total) FROM orders WHERE total > $1",
                             "10", FALSE);
  opt_trial_set_limits (fixture->trial, MIN_PAIRS, MAX_PAIRS, G_USEC_PER_SEC);
  trial_fixture_run (fixture);

  for (guint i = 0; i < REAL_TRIALS; i++)
    {
      g_assert_cmpint (statements[i]->verdict, !=, OPT_VERDICT_BETTER);
      g_assert_cmpint (statements[i]->verdict, !=, OPT_VERDICT_WORSE);
    }
  g_assert_cmpint (opt_trial_get_evidence (fixture->trial), !=, OPT_EVIDENCE_MEASURED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/trial/null/series", test_null);
  g_test_add_func ("/trial/null/effect", test_effect);
  g_test_add_func ("/trial/null/sets", test_sets);
  TRIAL_TEST_ADD ("/trial/null/real", test_real);

  return g_test_run ();
}
