/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtksourceview/gtksource.h>

#include "opt-bench-plan.h"
#include "opt-bench.h"
#include "opt-plan-page.h"
#include "opt-plan-statistics-view.h"
#include "opt-ui-resources.h"

/*
 * For how long a plan of many nodes holds the main loop: by our own steps, and as a whole, with
 * GTK's layout and drawing of what is to be seen: bench-plan-page [NODES | dDEPTH]…
 */
#define ROUNDS 7
#define WIDTH 1200
#define HEIGHT 800

#define BUDGET "16 ms"
#define MEMORY_BUDGET "200 MB"
/* Views upon views, and what writes SQL by itself. */
#define DEEP 300
#define DEEPEST 900

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

/* Until the rows are there, and a frame was drawn with them. */
static void
wait_usable (Bench *bench)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench->window);
  gint64 filled;

  while (opt_plan_view_get_document (bench->view) == NULL || !opt_plan_tree_is_filled (bench->tree))
    g_main_context_iteration (NULL, TRUE);
  filled = gdk_frame_clock_get_frame_counter (clock);
  gtk_widget_queue_draw (bench->window);
  while (gdk_frame_clock_get_frame_counter (clock) <= filled)
    g_main_context_iteration (NULL, TRUE);
  g_main_context_iteration (NULL, FALSE);
}

/* From the text to the page, as a user has it. */
static void
measure_load (const char *text)
{
  g_autoptr (GArray) wall = opt_bench_series_new ();
  g_autoptr (GArray) usable = opt_bench_series_new ();
  g_autoptr (GArray) resident = opt_bench_series_new ();
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
      wait_usable (&bench);
      opt_bench_series_add (usable, opt_bench_get_wall () - start);
      settle ();
      opt_bench_series_add (resident, opt_bench_get_resident ());
      opt_bench_series_add (held, opt_bench_loop_get_longest_cpu ());
      end (&bench);
    }
  print ("from the text to the plan, wall time", wall, NULL);
  print ("from the text to where it can be used, wall time", usable, NULL);
  print ("longest hold of the loop, GTK included", held, NULL);
  opt_bench_print ("resident memory with it", resident, "MB", MEMORY_BUDGET);
}

static void
note_document (GObject *object, GAsyncResult *result, gpointer data)
{
  *(OptPlanDocument **) data = opt_plan_document_new_finish (result, NULL);
}

typedef void (*Step) (Bench *bench);

/* The page has other things in its place as long as it has no plan of its own. */
static void
reveal (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  for (; parent != NULL; widget = parent, parent = gtk_widget_get_parent (parent))
    if (GTK_IS_STACK (parent))
      gtk_stack_set_visible_child (GTK_STACK (parent), widget);
}

static void
show (Bench *bench)
{
  reveal (GTK_WIDGET (bench->tree));
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

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);

  return found;
}

/* Of its tables, of which this plan has as many as nodes. */
static void
show_statistics (Bench *bench)
{
  GtkWidget *statistics = find (GTK_WIDGET (bench->view), OPT_TYPE_PLAN_STATISTICS_VIEW);
  GtkWidget *pages = find (statistics, GTK_TYPE_STACK);

  reveal (statistics);
  if (pages != NULL)
    {
      g_autoptr (GtkSelectionModel) all = gtk_stack_get_pages (GTK_STACK (pages));

      gtk_selection_model_select_item (all, 1, TRUE);
    }
}

/* By the figure in its third column. */
static void
sort (Bench *bench)
{
  GtkWidget *statistics = find (GTK_WIDGET (bench->view), OPT_TYPE_PLAN_STATISTICS_VIEW);
  GtkWidget *pages = find (statistics, GTK_TYPE_STACK);
  GtkWidget *shown = pages != NULL ? gtk_stack_get_visible_child (GTK_STACK (pages)) : statistics;
  GtkWidget *view = find (shown, GTK_TYPE_COLUMN_VIEW);
  g_autoptr (GtkColumnViewColumn) column
      = g_list_model_get_item (gtk_column_view_get_columns (GTK_COLUMN_VIEW (view)), 3);

  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (view), column, GTK_SORT_ASCENDING);
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
    { "search all texts", search }, { "show the statistics", show_statistics },
    { "sort a column", sort },      { "let it go", let_go },
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

static void
measure_deep (guint depth)
{
  g_autofree char *text = opt_bench_make_deep_plan (depth);
  g_autofree char *title = g_strdup_printf ("A plan of depth %u on its page", depth);

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
      measure_deep (DEEP);
      measure_deep (DEEPEST);
    }
  for (int i = 1; i < argc; i++)
    if (*argv[i] == 'd')
      measure_deep ((guint) g_ascii_strtoull (argv[i] + 1, NULL, 10));
    else
      measure ((guint) g_ascii_strtoull (argv[i], NULL, 10));

  opt_bench_end ();

  return 0;
}
