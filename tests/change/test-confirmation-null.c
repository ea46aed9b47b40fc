/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-confirmation.h"
#include "opt-test.h"

/* Seeded: each run draws the same times. */
#define SEED 20260101
#define MOST_FALSE 0.05

/* What calls of a window take: log-normal, the next depending on the one before. */
typedef struct
{
  GRand *rand;
  double sigma;
  double memory; /* correlation of one call with the next */
  guint parts;   /* in how many deltas a window is known */
} Model;

static double
draw_normal (GRand *rand)
{
  double u = 1 - g_rand_double (rand);

  return sqrt (-2 * log (u)) * cos (2 * G_PI * g_rand_double (rand));
}

static void
draw (const Model *model, GPtrArray *window, gint64 queryid, guint calls, double scale)
{
  double z = draw_normal (model->rand);

  for (guint p = 0; p < model->parts; p++)
    {
      OptDelta *delta = window->pdata[p];
      OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

      counters->key
          = (OptStatementKey){ .userid = 10, .dbid = 5, .queryid = queryid, .toplevel = TRUE };
      for (guint i = calls * p / model->parts; i < calls * (p + 1) / model->parts; i++)
        {
          double time = scale * exp (model->sigma * z);

          counters->calls++;
          counters->total_exec_ms += time;
          counters->exec_squares += time * time;
          z = model->memory * z
              + sqrt (1 - model->memory * model->memory) * draw_normal (model->rand);
        }
      g_hash_table_replace (delta->statements, &counters->key, counters);
    }
}

static GPtrArray *
make_window (guint parts)
{
  GPtrArray *window = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);

  for (guint i = 0; i < parts; i++)
    {
      OptDelta *delta = opt_delta_new ();

      delta->observed = 3600 * (gint64) G_USEC_PER_SEC;
      g_ptr_array_add (window, delta);
    }

  return window;
}

static GHashTable *
make_keys (gint64 first, guint n)
{
  GHashTable *keys
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);

  for (guint i = 0; i < n; i++)
    {
      OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = first + i, .toplevel = TRUE };

      g_hash_table_add (keys, g_memdup2 (&key, sizeof key));
    }

  return keys;
}

typedef struct
{
  Model model;
  guint runs;
  guint before; /* calls */
  guint after;
  guint n_controls;
  double mood;    /* how much all statements move together, as a standard deviation of logarithms */
  double scatter; /* and each by itself */
  double effect;  /* what the change does to the target */
} Trial;

/* The share of runs that end with each verdict. */
static void
repeat (const Trial *trial, double *confirmed, double *worse)
{
  g_autoptr (GHashTable) targets = make_keys (1, 1);
  g_autoptr (GHashTable) controls = make_keys (2, trial->n_controls);
  guint n_confirmed = 0;
  guint n_worse = 0;

  for (guint run = 0; run < trial->runs; run++)
    {
      g_autoptr (GPtrArray) before = make_window (trial->model.parts);
      g_autoptr (GPtrArray) after = make_window (trial->model.parts);
      g_autoptr (OptConfirmation) confirmation = NULL;
      double mood = trial->mood * draw_normal (trial->model.rand);

      for (guint i = 0; i <= trial->n_controls; i++)
        {
          double own = trial->scatter * draw_normal (trial->model.rand);

          draw (&trial->model, before, i + 1, trial->before, 10);
          draw (&trial->model, after, i + 1, trial->after,
                10 * exp (mood + own) * (i == 0 ? trial->effect : 1));
        }
      /* The rate of calls is no matter here. */
      for (guint i = 0; i < after->len; i++)
        ((OptDelta *) after->pdata[i])->observed
            = ((OptDelta *) before->pdata[i])->observed * trial->after / trial->before;
      confirmation = opt_confirmation_new (before, after, targets, controls);
      n_confirmed += confirmation->verdict == OPT_CONFIRMATION_VERDICT_CONFIRMED;
      n_worse += confirmation->verdict == OPT_CONFIRMATION_VERDICT_WORSE;
    }
  *confirmed = (double) n_confirmed / trial->runs;
  *worse = (double) n_worse / trial->runs;
  g_test_message ("%u to %u calls, sigma %.1f, memory %.1f, %u controls, effect %.2f: "
                  "%.1f %% confirmed, %.1f %% worse",
                  trial->before, trial->after, trial->model.sigma, trial->model.memory,
                  trial->n_controls, trial->effect, 100 * *confirmed, 100 * *worse);
}

static void
assert_rarely_wrong (const Trial *trial)
{
  double confirmed;
  double worse;

  repeat (trial, &confirmed, &worse);
  g_assert_cmpfloat (confirmed, <=, MOST_FALSE);
  g_assert_cmpfloat (worse, <=, MOST_FALSE);
}

static const double sigmas[] = { 0.5, 1 };
static const guint calls[] = { 20, 50, 200, 1000 };

/* Nothing changed, and nothing to compare with. */
static void
test_alone (void)
{
  GRand *rand = g_rand_new_with_seed (SEED);

  for (gsize s = 0; s < G_N_ELEMENTS (sigmas); s++)
    for (gsize b = 0; b < G_N_ELEMENTS (calls); b++)
      for (gsize a = 0; a < G_N_ELEMENTS (calls); a++)
        {
          Trial trial = { .model = { rand, sigmas[s], 0, 1 },
                          .runs = 1000,
                          .before = calls[b],
                          .after = calls[a],
                          .effect = 1 };

          assert_rarely_wrong (&trial);
        }
  g_rand_free (rand);
}

/* All statements moved, each a little by itself, and the change did nothing. */
static void
test_control (void)
{
  static const guint n_controls[] = { 3, 5, 12 };
  GRand *rand = g_rand_new_with_seed (SEED);

  for (gsize s = 0; s < G_N_ELEMENTS (sigmas); s++)
    for (gsize c = 0; c < G_N_ELEMENTS (n_controls); c++)
      for (gsize n = 0; n < 3; n++)
        {
          Trial trial = { .model = { rand, sigmas[s], 0, 1 },
                          .runs = 1000,
                          .before = calls[n],
                          .after = calls[n],
                          .n_controls = n_controls[c],
                          .mood = 0.7,
                          .scatter = 0.1,
                          .effect = 1 };

          assert_rarely_wrong (&trial);
        }
  g_rand_free (rand);
}

/* Calls that take after those before them: a mean of them is less sure than their number says. */
static void
test_memory (void)
{
  static const double memories[] = { 0.5, 0.8 };
  GRand *rand = g_rand_new_with_seed (SEED);

  for (gsize s = 0; s < G_N_ELEMENTS (sigmas); s++)
    for (gsize m = 0; m < G_N_ELEMENTS (memories); m++)
      {
        Trial trial = { .model = { rand, sigmas[s], memories[m], 24 },
                        .runs = 1000,
                        .before = 1000,
                        .after = 1000,
                        .effect = 1 };

        assert_rarely_wrong (&trial);
      }
  g_rand_free (rand);
}

/* What does help, or harm, is found where there are calls enough. */
static void
test_effect (void)
{
  GRand *rand = g_rand_new_with_seed (SEED);
  Trial trial = { .model = { rand, 1, 0, 1 },
                  .runs = 400,
                  .before = 200,
                  .after = 200,
                  .n_controls = 5,
                  .mood = 0.7 };
  double confirmed;
  double worse;

  trial.effect = 0.4;
  repeat (&trial, &confirmed, &worse);
  g_assert_cmpfloat (confirmed, >, 0.9);
  g_assert_cmpfloat (worse, ==, 0);
  trial.effect = 2.5;
  repeat (&trial, &confirmed, &worse);
  g_assert_cmpfloat (confirmed, ==, 0);
  g_assert_cmpfloat (worse, >, 0.9);
  /* Already twenty calls show an index that was missing. */
  trial.before = trial.after = 20;
  trial.effect = 0.02;
  repeat (&trial, &confirmed, &worse);
  g_assert_cmpfloat (confirmed, >, 0.9);
  g_rand_free (rand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change/confirmation-null/alone", test_alone);
  g_test_add_func ("/change/confirmation-null/control", test_control);
  g_test_add_func ("/change/confirmation-null/memory", test_memory);
  g_test_add_func ("/change/confirmation-null/effect", test_effect);

  return g_test_run ();
}
