/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtksourceview/gtksource.h>

#include "opt-bench-plan.h"
#include "opt-bench.h"
#include "opt-plan-page.h"
#include "opt-ui-resources.h"

/*
 * For how long a plan of many nodes holds the main loop: by our own steps, and as a whole, with
 * GTK's layout and drawing of what is to be seen: bench-plan-page [NODES…]
 */
#define ROUNDS 7
#define WIDTH 1200
#define HEIGHT 800

#define BUDGET "16 ms"

typedef struct
{
  GtkWidget *window;
  OptPlanPage *page;
  OptPlanView *view;
  OptPlanTree *tree;
  OptPlanDocument *document;
} Bench;

static void
print (const char *what, const GArray *series, const char *budget)
{
  opt_bench_print (what, series, "ms", budget);
}

/* Until nothing is to be done any more. */
static void
settle (void)
{
  gint64 until = g_get_monotonic_time () + 300 * 1000;

  while (g_main_context_pending (NULL) || g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);
}

static void
begin (Bench *bench)
{
  bench->window = gtk_window_new ();
  bench->page = g_object_new (OPT_TYPE_PLAN_PAGE, NULL);
  bench->view = opt_plan_page_get_view (bench->page);
  bench->tree = opt_plan_view_get_tree (bench->view);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (bench->window), GTK_WIDGET (bench->page));
  gtk_window_present (GTK_WINDOW (bench->window));
  settle ();
}

static void
end (Bench *bench)
{
  gtk_window_destroy (GTK_WINDOW (bench->window));
  settle ();
}

/* From the text to the page, as a user has it. */
static void
measure_load (const char *text)
{
  g_autoptr (GArray) wall = opt_bench_series_new ();
  g_autoptr (GArray) held = opt_bench_series_new ();

  for (guint i = 0; i < ROUNDS; i++)
    {
      Bench bench = { NULL };
      double start;

      begin (&bench);
      opt_bench_loop_reset ();
      start = opt_bench_get_wall ();
      opt_plan_page_show_text (bench.page, text);
      while (opt_plan_view_get_document (bench.view) == NULL)
        g_main_context_iteration (NULL, TRUE);
      opt_bench_series_add (wall, opt_bench_get_wall () - start);
      settle ();
      opt_bench_series_add (held, opt_bench_loop_get_longest_cpu ());
      end (&bench);
    }
  print ("from the text to the plan, wall time", wall, NULL);
  print ("longest hold of the loop, GTK included", held, NULL);
}

static void
note_document (GObject *object, GAsyncResult *result, gpointer data)
{
  *(OptPlanDocument **) data = opt_plan_document_new_finish (result, NULL);
}

typedef void (*Step) (Bench *bench);

static void
show (Bench *bench)
{
  opt_plan_view_set_document (bench->view, bench->document);
}

static void
select_last (Bench *bench)
{
  OptPlan *plan = opt_plan_document_get_plan (bench->document);

  opt_plan_tree_select (bench->tree, opt_plan_get_node (plan, (int) opt_plan_get_n_nodes (plan)));
}

static void
collapse (Bench *bench)
{
  opt_plan_tree_collapse_all (bench->tree);
}

static void
expand (Bench *bench)
{
  opt_plan_tree_expand_all (bench->tree);
}

static void
search (Bench *bench)
{
  g_array_unref (opt_plan_document_search (bench->document, "no such thing"));
}

static void
let_go (Bench *bench)
{
  opt_plan_view_set_document (bench->view, NULL);
  g_clear_object (&bench->document);
}

static void
measure_steps (const char *text)
{
  static const struct
  {
    const char *what;
    Step step;
  } steps[] = {
    { "show the plan", show },      { "select the last node", select_last },
    { "collapse all", collapse },   { "expand all", expand },
    { "search all texts", search }, { "let it go", let_go },
  };
  GArray *series[G_N_ELEMENTS (steps)];
  GArray *held[G_N_ELEMENTS (steps)];

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      series[i] = opt_bench_series_new ();
      held[i] = opt_bench_series_new ();
    }
  for (guint round = 0; round < ROUNDS; round++)
    {
      Bench bench = { NULL };

      begin (&bench);
      opt_plan_document_read_text_async (text, NULL, note_document, &bench.document);
      while (bench.document == NULL)
        g_main_context_iteration (NULL, TRUE);
      for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
        {
          double start = opt_bench_get_own_cpu ();

          steps[i].step (&bench);
          opt_bench_series_add (series[i], opt_bench_get_own_cpu () - start);
          opt_bench_loop_reset ();
          settle ();
          opt_bench_series_add (held[i], opt_bench_loop_get_longest_cpu ());
        }
      end (&bench);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *after = g_strdup_printf ("%s: GTK, after it", steps[i].what);

      print (steps[i].what, series[i], BUDGET);
      print (after, held[i], NULL);
      g_array_unref (series[i]);
      g_array_unref (held[i]);
    }
}

static void
measure (guint n_nodes)
{
  g_autofree char *text = opt_bench_make_plan (n_nodes);
  g_autofree char *title = g_strdup_printf ("A plan of %u nodes on its page", n_nodes);

  opt_bench_begin (title);
  measure_load (text);
  measure_steps (text);
}

int
main (int argc, char **argv)
{
  adw_init ();
  gtk_source_init ();
  opt_ui_register_resource ();
  opt_bench_loop_watch ();

  if (argc == 1)
    {
      measure (100);
      measure (1000);
      measure (10000);
    }
  for (int i = 1; i < argc; i++)
    measure ((guint) g_ascii_strtoull (argv[i], NULL, 10));

  opt_bench_end ();

  return 0;
}
