/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <stdlib.h>
#include <unistd.h>

#include "opt-application.h"
#include "opt-demo.h"
#include "opt-window.h"

/*
 * For how long the window's main loop is held: at its start, until there are data of the demo, and
 * while that is watched, page by page. Run by with-session --display: bench-stalls [MINUTES]
 */
#define MINUTES 1.0
#define PAGE_SECONDS 5
#define PATIENCE_SECONDS 60
#define BUDGET_MS 16.0

static const char *const pages[]
    = { "overview", "statements", "plan", "advisor", "sandbox", "history" };

typedef struct
{
  double wall;
  double cpu;
  guint n_long;
} Worst;

typedef struct
{
  double minutes;
  OptWindow *window; /* borrowed from the application */
  OptServer *server; /* owned */
  double end;
  guint page;
  Worst worst[G_N_ELEMENTS (pages)];
} Bench;

static void
print_worst (const char *what, const Worst *worst)
{
  g_print ("  %-32s %8.1f ms, %8.1f ms of CPU time; over %.0f ms: %u times\n", what, worst->wall,
           worst->cpu, BUDGET_MS, worst->n_long);
}

/* What was noted since the last call. */
static Worst
take_worst (void)
{
  Worst worst = { opt_bench_loop_get_longest_wall (), opt_bench_loop_get_longest_cpu (),
                  opt_bench_loop_get_n_longer (BUDGET_MS) };

  opt_bench_loop_reset ();

  return worst;
}

static void
show_page (gpointer data)
{
  Bench *bench = data;

  opt_window_show_page (bench->window, pages[bench->page]);
}

static gboolean
next_page (gpointer data)
{
  Bench *bench = data;
  Worst worst = take_worst ();
  Worst *noted = &bench->worst[bench->page];

  noted->wall = MAX (noted->wall, worst.wall);
  noted->cpu = MAX (noted->cpu, worst.cpu);
  noted->n_long += worst.n_long;
  if (opt_bench_get_wall () > bench->end)
    {
      g_application_quit (g_application_get_default ());
      return G_SOURCE_REMOVE;
    }

  /* In a turn of its own, so that it is counted, and for the page that is shown. */
  bench->page = (bench->page + 1) % G_N_ELEMENTS (pages);
  g_idle_add_once (show_page, bench);

  return G_SOURCE_CONTINUE;
}

static void
polled (OptServer *server, Bench *bench)
{
  Worst worst = take_worst ();

  g_signal_handlers_disconnect_by_func (server, polled, bench);
  print_worst ("until it has data", &worst);
  g_idle_add_once (show_page, bench);
  bench->end = opt_bench_get_wall () + bench->minutes * 60e3;
  g_timeout_add_seconds (PAGE_SECONDS, next_page, bench);
}

/* It is connected to as soon as the window shows it. */
static gboolean
look_for_server (gpointer data)
{
  Bench *bench = data;
  OptServer *server = opt_window_get_server (bench->window);

  if (opt_bench_get_wall () > bench->end)
    g_error ("The window does not show the demo after %d s", PATIENCE_SECONDS);
  if (server == NULL)
    return G_SOURCE_CONTINUE;

  bench->server = g_object_ref (server);
  g_signal_connect (server, "polled", G_CALLBACK (polled), bench);

  return G_SOURCE_REMOVE;
}

static gboolean
show_demo (gpointer data)
{
  Bench *bench = data;
  Worst worst = take_worst ();

  print_worst ("while the window opens", &worst);
  bench->end = opt_bench_get_wall () + PATIENCE_SECONDS * 1e3;
  gtk_widget_activate_action (GTK_WIDGET (bench->window), "win.demo", NULL);
  g_timeout_add (100, look_for_server, bench);

  return G_SOURCE_REMOVE;
}

static void
activated (GApplication *application, Bench *bench)
{
  bench->window = OPT_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
  /* Once its first frames are drawn. */
  g_timeout_add_seconds (1, show_demo, bench);
}

int
main (int argc, char **argv)
{
  Bench bench = { .minutes = argc > 1 ? g_ascii_strtod (argv[1], NULL) : MINUTES };
  g_autoptr (OptApplication) application = NULL;
  g_autoptr (OptDemoStatus) demo = NULL;
  g_autoptr (GError) error = NULL;
  Worst all = { 0 };
  double cpu;
  double start;

  if (argc > 2 || bench.minutes <= 0)
    {
      g_printerr ("usage: bench-stalls [MINUTES]\n");
      return 2;
    }

  opt_bench_begin ("How long the window's main loop is held");
  demo = opt_demo_start_sync (getpid (), NULL, NULL, &error);
  opt_bench_check (error);
  opt_bench_loop_watch ();
  opt_bench_loop_reset ();
  cpu = opt_bench_get_own_cpu ();
  start = opt_bench_get_wall ();
  application = opt_application_new ();
  g_signal_connect_after (application, "activate", G_CALLBACK (activated), &bench);
  g_application_run (G_APPLICATION (application), 0, NULL);

  g_print ("  the demo, watched for %.1f min\n", bench.minutes);
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      print_worst (pages[i], &bench.worst[i]);
      all.wall = MAX (all.wall, bench.worst[i].wall);
      all.cpu = MAX (all.cpu, bench.worst[i].cpu);
      all.n_long += bench.worst[i].n_long;
    }
  print_worst ("all pages; budget 16 ms", &all);
  g_print ("  CPU time of all threads: %.1f %% of the time\n",
           100 * (opt_bench_get_own_cpu () - cpu) / (opt_bench_get_wall () - start));
  g_print ("  resident memory at the end: %.1f MB; budget 120 MB\n", opt_bench_get_resident ());
  opt_bench_end ();
  opt_demo_stop_sync (NULL, NULL);
  g_clear_object (&bench.server);

  return 0;
}
