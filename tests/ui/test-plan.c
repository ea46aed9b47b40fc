/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-finding-list.h"
#include "opt-finding-row.h"
#include "opt-format.h"
#include "opt-plan-column.h"
#include "opt-plan-node-cell.h"
#include "opt-plan-node-view.h"
#include "opt-plan-share-cell.h"
#include "plan-fixture.h"

/* What stands in a row that is on the screen; NULL where the column is not shown. */
static GtkWidget *
get_cell (GtkWidget *row, OptPlanColumn column)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (row); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    {
      GtkWidget *child = gtk_widget_get_first_child (cell);

      if (child != NULL
          && strcmp (gtk_widget_get_name (child), opt_plan_column_get_nick (column)) == 0)
        return child;
    }

  return NULL;
}

static GtkWidget *
find_row (OptPlanTree *tree, OptPlanNode *node)
{
  GtkWidget *view = plan_fixture_find (GTK_WIDGET (tree), GTK_TYPE_COLUMN_VIEW);
  GtkWidget *list = plan_fixture_find (view, GTK_TYPE_LIST_VIEW);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *cell = get_cell (row, OPT_PLAN_COLUMN_NODE);

      if (OPT_IS_PLAN_NODE_CELL (cell)
          && opt_plan_node_cell_get_node (OPT_PLAN_NODE_CELL (cell)) == node)
        return row;
    }

  return NULL;
}

static void
check_figures (GtkWidget *row, OptPlan *plan, OptPlanNode *node)
{
  OptPlanShareCell *own = OPT_PLAN_SHARE_CELL (get_cell (row, OPT_PLAN_COLUMN_OWN));
  g_autofree char *own_text = opt_plan_has_times (plan)
                                  ? opt_format_duration (opt_plan_node_get_exclusive_ms (node))
                                  : opt_format_number (opt_plan_node_get_exclusive_cost (node));
  g_autofree char *rows = opt_format_number (opt_plan_node_get_rows (node));
  g_autofree char *estimate = opt_format_number (opt_plan_node_get_plan_rows (node));
  g_autofree char *loops = opt_format_number (opt_plan_node_get_loops (node));
  GtkWidget *cell;

  if (opt_plan_node_is_never_executed (node))
    {
      g_assert_cmpstr (opt_plan_share_cell_get_figure (own), ==, "never executed");
      g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (own), "dim-label"));
      return;
    }

  g_assert_cmpstr (opt_plan_share_cell_get_figure (own), ==, own_text);
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (own), "dim-label"));
  cell = get_cell (row, OPT_PLAN_COLUMN_ROWS);
  if (cell != NULL)
    g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (cell)), ==, rows);
  cell = get_cell (row, OPT_PLAN_COLUMN_ESTIMATE);
  if (cell != NULL)
    g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (cell)), ==, estimate);
  cell = get_cell (row, OPT_PLAN_COLUMN_LOOPS);
  if (cell != NULL)
    g_assert_cmpstr (gtk_inscription_get_text (GTK_INSCRIPTION (cell)), ==, loops);
}

static void
test_file (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, data);
  GListModel *rows = opt_plan_tree_get_rows (fixture->tree);

  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, opt_plan_get_n_nodes (plan));
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GtkTreeListRow) item = g_list_model_get_item (rows, i);
      g_autoptr (OptPlanNode) node = gtk_tree_list_row_get_item (item);
      GtkWidget *row = find_row (fixture->tree, node);

      g_assert_cmpint (opt_plan_node_get_id (node), ==, (int) i + 1);
      g_assert_cmpuint (gtk_tree_list_row_get_depth (item), ==, opt_plan_node_get_depth (node));
      g_assert_nonnull (row);
      check_figures (row, plan, node);
    }

  if (opt_plan_has_times (plan))
    {
      g_autofree char *execution = opt_format_duration (opt_plan_get_execution_ms (plan));
      g_autofree char *said = g_strdup_printf ("Execution %s", execution);

      plan_fixture_assert_says (fixture->view, said);
      g_assert_true (opt_plan_tree_get_selected (fixture->tree) == opt_plan_get_slowest (plan));
    }
}

static void
test_folding (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "158_rule_two_plans.json");
  OptPlanNode *last = opt_plan_get_node (plan, (int) opt_plan_get_n_nodes (plan));

  opt_plan_tree_select (fixture->tree, last);
  opt_plan_tree_collapse_all (fixture->tree);
  g_assert_cmpuint (g_list_model_get_n_items (opt_plan_tree_get_rows (fixture->tree)), ==,
                    opt_plan_get_n_plans (plan));
  /* What was selected is folded away. */
  g_assert_true (opt_plan_tree_get_selected (fixture->tree) == opt_plan_get_root (plan, 1));
  plan_fixture_settle (fixture);

  /* To select a node is to see it. */
  opt_plan_tree_select (fixture->tree, last);
  g_assert_true (opt_plan_tree_get_selected (fixture->tree) == last);
  plan_fixture_settle (fixture);
  g_assert_nonnull (find_row (fixture->tree, last));

  opt_plan_tree_expand_all (fixture->tree);
  g_assert_cmpuint (g_list_model_get_n_items (opt_plan_tree_get_rows (fixture->tree)), ==,
                    opt_plan_get_n_nodes (plan));
  g_assert_true (opt_plan_tree_get_selected (fixture->tree) == last);
}

static void
test_finding (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "086_cte_materialized_single.json");
  GtkWidget *list = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_FINDING_LIST);
  GtkWidget *row = plan_fixture_find (list, OPT_TYPE_FINDING_ROW);
  OptFinding *finding = opt_plan_get_finding (plan, 0);

  plan_fixture_assert_says (row, opt_finding_get_title (finding));
  plan_fixture_assert_says (row, opt_finding_get_seen (finding));
  plan_fixture_assert_says (row, opt_finding_get_why (finding));
  plan_fixture_assert_says (row, opt_finding_get_advice (finding));
  plan_fixture_assert_says (row, opt_finding_get_caveat (finding));
  plan_fixture_assert_says (row, "Memory");

  opt_plan_tree_select (fixture->tree, opt_plan_get_node (plan, 3));
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  g_assert_true (opt_plan_tree_get_selected (fixture->tree) == opt_finding_get_node (finding));
}

/* Of a note no time is known; it leads to its node like the others. */
static void
test_note (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "findings/disabled-node-18.json");
  GtkWidget *list = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_FINDING_LIST);
  GtkWidget *row = gtk_widget_get_next_sibling (plan_fixture_find (list, OPT_TYPE_FINDING_ROW));
  OptFinding *finding = opt_plan_get_finding (plan, 1);

  g_assert_true (opt_finding_row_get_finding (OPT_FINDING_ROW (row)) == finding);
  plan_fixture_assert_says (row, "Note");
  plan_fixture_assert_says (row, opt_finding_get_title (finding));

  opt_plan_tree_select (fixture->tree, opt_plan_get_node (plan, 1));
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  g_assert_true (opt_plan_tree_get_selected (fixture->tree) == opt_finding_get_node (finding));
}

static void
test_no_finding (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "018_jsonb_gin.json");

  g_assert_cmpuint (opt_plan_get_n_findings (plan), ==, 0);
  plan_fixture_assert_says (plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_FINDING_LIST),
                            "Nothing stands out");
}

/* Whatever PostgreSQL printed of a node is in its details. */
static void
test_details (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "153_temp_table_local_buffers.json");
  GtkWidget *details = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_PLAN_NODE_VIEW);

  for (guint i = 1; i <= opt_plan_get_n_nodes (plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (plan, (int) i);
      g_autofree char *label = opt_plan_node_get_label (node);
      const char *filter = opt_plan_node_get_text (node, "Filter");

      opt_plan_tree_select (fixture->tree, node);
      plan_fixture_settle (fixture);
      plan_fixture_assert_says (details, label);
      plan_fixture_assert_says (details, opt_plan_node_get_node_type (node));
      if (filter != NULL)
        plan_fixture_assert_says (details, filter);
    }
}

static void
test_search (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "052_append_runtime_pruning_initplan.json");
  GtkWidget *bar = plan_fixture_find (GTK_WIDGET (fixture->view), GTK_TYPE_SEARCH_BAR);
  GtkWidget *entry = plan_fixture_find (bar, GTK_TYPE_SEARCH_ENTRY);

  opt_plan_tree_select (fixture->tree, opt_plan_get_node (plan, 1));
  g_assert_true (opt_page_find (OPT_PAGE (fixture->page)));
  gtk_editable_set_text (GTK_EDITABLE (entry), "INITPLAN 1");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpint (opt_plan_node_get_id (opt_plan_tree_get_selected (fixture->tree)), ==, 2);
  plan_fixture_assert_says (fixture->view, "1 of 1");

  gtk_editable_set_text (GTK_EDITABLE (entry), "event_2025");
  g_signal_emit_by_name (entry, "search-changed");
  g_signal_emit_by_name (entry, "next-match");
  g_signal_emit_by_name (entry, "next-match");
  plan_fixture_assert_says (fixture->view, "3 of 12");
  g_signal_emit_by_name (entry, "previous-match");
  plan_fixture_assert_says (fixture->view, "2 of 12");

  gtk_editable_set_text (GTK_EDITABLE (entry), "no such thing");
  g_signal_emit_by_name (entry, "search-changed");
  plan_fixture_assert_says (fixture->view, "None found");
}

/* As wide as a hand: the node and its own time, and the panel out of the way. */
static void
test_narrow (PlanFixture *fixture, gconstpointer data)
{
  GtkWidget *view = plan_fixture_find (GTK_WIDGET (fixture->tree), GTK_TYPE_COLUMN_VIEW);
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (view));

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  plan_fixture_open (fixture, "052_append_runtime_pruning_initplan.json");
  plan_fixture_settle (fixture);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->page)), ==, 360);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_assert_cmpint (gtk_column_view_column_get_visible (column), ==,
                       i == OPT_PLAN_COLUMN_NODE || i == OPT_PLAN_COLUMN_OWN);
    }
  g_assert_false (adw_flap_get_reveal_flap (
      ADW_FLAP (plan_fixture_find (GTK_WIDGET (fixture->view), ADW_TYPE_FLAP))));
}

static void
test_no_nodes (PlanFixture *fixture, gconstpointer data)
{
  plan_fixture_show_text (fixture, data);
  g_assert_cmpuint (g_list_model_get_n_items (opt_plan_tree_get_rows (fixture->tree)), ==, 0);
  plan_fixture_assert_says (fixture->view, strcmp (data, "[]") == 0
                                               ? "Nothing is run"
                                               : "A utility statement has no plan");
}

/* Names and conditions of a megabyte, with all that markup and printf() would stumble over. */
static void
test_hostile_names (PlanFixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (1024 * 1024, 'n');
  g_autofree char *text = g_strdup_printf (
      "[{\"Plan\": {\"Node Type\": \"Seq Scan\", \"Relation Name\": \"<b>&%%s\\n%s\","
      " \"Subplan Name\": \"%s\", \"Filter\": \"%s\", \"Total Cost\": 1e300,"
      " \"Plan Rows\": 1, \"Actual Total Time\": 5000, \"Actual Rows\": 1,"
      " \"Actual Loops\": 1e18, \"Rows Removed by Filter\": 1000000000000000000000,"
      " \"%s\": {\"%s\": [null, [\"x\"]]}}, \"Settings\": {\"%s\": \"%s\"},"
      " \"Triggers\": [{\"Trigger Name\": \"%s\", \"Time\": 1, \"Calls\": 1e300}]}]",
      name, name, name, name, name, name, name, name);

  plan_fixture_show_text (fixture, text);
  plan_fixture_settle (fixture);
  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_parent (GTK_WIDGET (fixture->tree))),
                                    "text");
  plan_fixture_settle (fixture);
}

static void
append_deep (GString *text, guint depth)
{
  for (guint i = 0; i < depth; i++)
    g_string_append_printf (text,
                            "{\"Node Type\": \"Sort\", \"Actual Total Time\": %u, \"Actual Rows\""
                            ": 1, \"Actual Loops\": 1, \"Plans\": [",
                            depth - i);
  g_string_append (text, "{\"Node Type\": \"Result\"}");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "]}");
}

/* As deep as a plan may be: each node has a name that can be read all the same. */
static void
test_deep (PlanFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("[{\"Plan\": ");
  OptPlan *plan;
  GtkWidget *row;
  GtkWidget *cell;

  append_deep (text, 1990);
  g_string_append (text, "}]");
  plan = plan_fixture_show_text (fixture, text->str);
  g_assert_cmpuint (g_list_model_get_n_items (opt_plan_tree_get_rows (fixture->tree)), ==, 1991);

  opt_plan_tree_select (fixture->tree, opt_plan_get_node (plan, 1980));
  plan_fixture_settle (fixture);
  row = find_row (fixture->tree, opt_plan_get_node (plan, 1980));
  g_assert_nonnull (row);
  cell = plan_fixture_find (get_cell (row, OPT_PLAN_COLUMN_NODE), GTK_TYPE_INSCRIPTION);
  g_assert_cmpint (gtk_widget_get_width (cell), >, 80);
}

/* Nodes beside each other, and statements. */
static void
test_many (PlanFixture *fixture, gconstpointer data)
{
  gboolean statements = GPOINTER_TO_INT (data);
  g_autoptr (GString) text = g_string_new ("[{\"Plan\": {\"Node Type\": \"Append\"");

  g_string_append (text, statements ? "}}" : ", \"Plans\": [{\"Node Type\": \"Result\"}");
  for (guint i = 0; i < 9998; i++)
    g_string_append (text, statements ? ", {\"Plan\": {\"Node Type\": \"Result\"}}"
                                      : ", {\"Node Type\": \"Result\"}");
  g_string_append (text, statements ? "]" : "]}}]");

  plan_fixture_show_text (fixture, text->str);
  g_assert_cmpuint (g_list_model_get_n_items (opt_plan_tree_get_rows (fixture->tree)), ==,
                    statements ? 9999 : 10000);
}

static void
add (const char *path, gconstpointer data, void (*test) (PlanFixture *, gconstpointer))
{
  g_test_add (path, PlanFixture, data, plan_fixture_set_up, test, plan_fixture_tear_down);
}

static void
add_files (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "plans", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_strdup_printf ("/ui/plan/file/%s", name);

      if (!g_str_has_suffix (name, ".json"))
        continue;
      add (path, g_intern_string (name), test_file);
      n_files++;
    }
  g_assert_cmpuint (n_files, ==, 40);
}

/* Beside what PostgreSQL counts with all below. */
static void
test_own_usage (PlanFixture *fixture, gconstpointer data)
{
#define FIGURES "(cost=0.00..9.00 rows=1 width=4) (actual time=1.000..2.000 rows=1 loops=1)\n"
  OptPlan *plan
      = plan_fixture_show_text (fixture,
                                "Insert on t  " FIGURES "  Buffers: shared hit=10 read=30\n"
                                "  I/O Timings: shared read=20.000\n  WAL: records=40 bytes=5000\n"
                                "  ->  Seq Scan on a  " FIGURES
                                "        Buffers: shared hit=3 read=25\n"
                                "        I/O Timings: shared read=18.000\n");
  OptPlanNode *top = opt_plan_get_node (plan, 1);
  OptPlanNode *scan = opt_plan_get_node (plan, 2);
  GtkWidget *details = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_PLAN_NODE_VIEW);
  OptPlanDocument *document = opt_plan_view_get_document (fixture->view);
  g_autofree char *buffers = opt_plan_column_to_cell (OPT_PLAN_COLUMN_OWN_BUFFERS, document, top);
  g_autofree char *io = opt_plan_column_to_cell (OPT_PLAN_COLUMN_OWN_IO, document, top);
  g_autofree char *none = opt_plan_column_to_cell (OPT_PLAN_COLUMN_OWN_WAL, document, scan);

  g_assert_true (opt_plan_column_is_told (OPT_PLAN_COLUMN_OWN_BUFFERS, document));
  g_assert_true (opt_plan_column_is_told (OPT_PLAN_COLUMN_OWN_IO, document));
  g_assert_true (opt_plan_column_is_told (OPT_PLAN_COLUMN_OWN_WAL, document));
  g_assert_cmpstr (buffers, ==, "7 / 5");
  g_assert_cmpstr (io, ==, "2\u00a0ms");
  g_assert_cmpstr (none, ==, "0\u00a0B");

  opt_plan_tree_select (fixture->tree, top);
  plan_fixture_settle (fixture);
  plan_fixture_assert_says (details, "Buffers, of the node itself");
  plan_fixture_assert_says (details, "5 pages");
  plan_fixture_assert_says (details, "Input and output, of the node itself");
  plan_fixture_assert_says (details, "2.000\u00a0ms");
}

/* What was not told is no 0. */
static void
test_no_usage (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_show_text (fixture, "Seq Scan on a  " FIGURES);
  OptPlanDocument *document = opt_plan_view_get_document (fixture->view);

  for (OptPlanColumn column = OPT_PLAN_COLUMN_OWN_BUFFERS; column <= OPT_PLAN_COLUMN_OWN_WAL;
       column++)
    {
      g_autofree char *cell
          = opt_plan_column_to_cell (column, document, opt_plan_get_node (plan, 1));

      g_assert_false (opt_plan_column_is_told (column, document));
      g_assert_cmpstr (cell, ==, OPT_FORMAT_NONE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  add_files ();
  add ("/ui/plan/folding", NULL, test_folding);
  add ("/ui/plan/finding", NULL, test_finding);
  add ("/ui/plan/note", NULL, test_note);
  add ("/ui/plan/no-finding", NULL, test_no_finding);
  add ("/ui/plan/details", NULL, test_details);
  add ("/ui/plan/own-usage", NULL, test_own_usage);
  add ("/ui/plan/no-usage", NULL, test_no_usage);
  add ("/ui/plan/search", NULL, test_search);
  add ("/ui/plan/narrow", NULL, test_narrow);
  add ("/ui/plan/deep", NULL, test_deep);
  add ("/ui/plan/many-nodes", GINT_TO_POINTER (FALSE), test_many);
  add ("/ui/plan/many-statements", GINT_TO_POINTER (TRUE), test_many);
  add ("/ui/plan/nothing", "[]", test_no_nodes);
  add ("/ui/plan/utility", "[\"Utility Statement\"]", test_no_nodes);
  add ("/ui/plan/hostile-names", NULL, test_hostile_names);

  return g_test_run ();
}
