/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-job.h"

static void
count (guint *counter)
{
  (*counter)++;
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tell (OptJob *job, const char *step, gint64 done, gint64 total)
{
  opt_progress_report (opt_job_get_progress (job), done, total, "%s", step);
}

static gpointer
tell_much (gpointer data)
{
  for (int i = 0; i <= 1000; i++)
    opt_progress_report (opt_job_get_progress (data), i, 1000, "Row %d", i);

  return NULL;
}

static void
test_life (void)
{
  g_autoptr (OptJob) job = opt_job_new ("Trying an index");
  guint n_running = 0;
  gint64 elapsed;

  g_signal_connect_swapped (job, "notify::running", G_CALLBACK (count), &n_running);
  g_assert_cmpstr (opt_job_get_title (job), ==, "Trying an index");
  g_assert_null (opt_job_get_step (job));
  g_assert_cmpfloat (opt_job_get_fraction (job), ==, -1);
  g_assert_false (opt_job_get_running (job));
  g_assert_cmpint (opt_job_get_elapsed (job), ==, 0);

  opt_job_begin (job);
  g_assert_true (opt_job_get_running (job));
  g_assert_cmpuint (n_running, ==, 1);
  g_usleep (1000);
  g_assert_cmpint (opt_job_get_elapsed (job), >, 0);

  opt_job_end (job);
  g_assert_false (opt_job_get_running (job));
  g_assert_cmpuint (n_running, ==, 2);
  elapsed = opt_job_get_elapsed (job);
  g_usleep (1000);
  g_assert_cmpint (opt_job_get_elapsed (job), ==, elapsed);
  opt_job_end (job);
  g_assert_cmpuint (n_running, ==, 2);
}

/* Whatever a worker tells, the job's own thread hears the newest, and not each of it. */
static void
test_words (void)
{
  g_autoptr (OptJob) job = opt_job_new (NULL);
  guint n_steps = 0;
  GThread *thread;

  g_signal_connect_swapped (job, "notify::step", G_CALLBACK (count), &n_steps);
  opt_job_begin (job);
  thread = g_thread_new ("teller", tell_much, job);
  g_thread_join (thread);
  g_assert_null (opt_job_get_step (job));
  iterate ();
  g_assert_cmpstr (opt_job_get_step (job), ==, "Row 1000");
  g_assert_cmpfloat (opt_job_get_fraction (job), ==, 1);
  g_assert_cmpuint (n_steps, ==, 1);

  /* Told twice, said once. */
  tell (job, "Row 1000", 1000, 1000);
  iterate ();
  g_assert_cmpuint (n_steps, ==, 1);
}

static void
test_fractions (void)
{
  static const struct
  {
    gint64 done;
    gint64 total;
    double fraction;
  } cases[] = {
    { 0, 4, 0 }, { 1, 4, 0.25 }, { 9, 4, 1 }, { -1, 4, -1 }, { 3, 0, -1 }, { 3, -1, -1 },
  };
  g_autoptr (OptJob) job = opt_job_new (NULL);

  opt_job_begin (job);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      tell (job, "Copying", cases[i].done, cases[i].total);
      iterate ();
      g_assert_cmpfloat (opt_job_get_fraction (job), ==, cases[i].fraction);
    }
}

/* What comes late is of no interest any more, and a second run begins with a clean slate. */
static void
test_late_words (void)
{
  g_autoptr (OptJob) job = opt_job_new (NULL);

  opt_job_begin (job);
  tell (job, "Copying", 1, 2);
  iterate ();
  tell (job, "Cleaning up", 2, 2);
  opt_job_end (job);
  iterate ();
  g_assert_cmpstr (opt_job_get_step (job), ==, "Copying");

  tell (job, "Gone", -1, -1);
  opt_job_begin (job);
  g_assert_null (opt_job_get_step (job));
  g_assert_cmpfloat (opt_job_get_fraction (job), ==, -1);
  iterate ();
  g_assert_null (opt_job_get_step (job));
}

static void
cancel_at_once (OptJob *job)
{
  opt_job_cancel (job);
}

static void
test_cancel (void)
{
  g_autoptr (OptJob) job = opt_job_new (NULL);

  g_signal_connect (job, "notify::running", G_CALLBACK (cancel_at_once), NULL);
  opt_job_begin (job);
  g_assert_true (g_cancellable_is_cancelled (opt_job_get_cancellable (job)));
  /* It ends when the work has cleaned up. */
  g_assert_true (opt_job_get_running (job));
}

static gpointer
hear_elsewhere (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (OptJob) job = NULL;
  GThread *thread;

  g_main_context_push_thread_default (context);
  job = opt_job_new (NULL);
  opt_job_begin (job);
  thread = g_thread_new ("teller", tell_much, job);
  while (g_strcmp0 (opt_job_get_step (job), "Row 1000") != 0)
    g_main_context_iteration (context, TRUE);
  g_thread_join (thread);
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* It is of the thread that made it, be that the main one or not. */
static void
test_context (void)
{
  g_thread_join (g_thread_new ("hearer", hear_elsewhere, NULL));
}

/* A word under way keeps the job, and no longer. */
static void
test_disposed (void)
{
  OptJob *job = opt_job_new (NULL);

  opt_job_begin (job);
  tell (job, "Copying", -1, -1);
  g_object_add_weak_pointer (G_OBJECT (job), (gpointer *) &job);
  g_object_unref (job);
  g_assert_nonnull (job);
  iterate ();
  g_assert_null (job);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/job/life", test_life);
  g_test_add_func ("/job/words", test_words);
  g_test_add_func ("/job/fractions", test_fractions);
  g_test_add_func ("/job/late-words", test_late_words);
  g_test_add_func ("/job/cancel", test_cancel);
  g_test_add_func ("/job/context", test_context);
  g_test_add_func ("/job/disposed", test_disposed);

  return g_test_run ();
}
