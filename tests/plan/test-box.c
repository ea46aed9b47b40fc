/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-box.h"

#include <math.h>
#include <string.h>

#include "opt-test-plan.h"

#define EPSILON 1e-9

static OptPlanBox *
nth (GArray *boxes, guint index)
{
  return &g_array_index (boxes, OptPlanBox, index);
}

static void
check_children (GArray *boxes, guint index)
{
  OptPlanBox *box = nth (boxes, index);
  double left = box->start;

  for (guint i = box->first_child; i < box->first_child + box->n_children; i++)
    {
      OptPlanBox *child = nth (boxes, i);

      g_assert_cmpint (child->parent, ==, (int) index);
      g_assert_cmpuint (child->depth, ==, box->depth + 1);
      g_assert_cmpfloat_with_epsilon (child->start, left, EPSILON);
      left += child->width;
    }
  g_assert_cmpfloat (left, <=, box->start + box->width + EPSILON);
  g_assert_cmpfloat_with_epsilon (left + box->own, box->start + box->width, EPSILON);
}

/* Children within their parents, the top row as wide as the whole, and rows from left to right. */
static void
check_boxes (GArray *boxes)
{
  double top = 0;

  for (guint i = 0; i < boxes->len; i++)
    {
      OptPlanBox *box = nth (boxes, i);

      g_assert_cmpfloat (box->width, >=, 0);
      g_assert_cmpfloat (box->own, >=, 0);
      if (box->parent < 0)
        top += box->width;
      if (i > 0 && nth (boxes, i - 1)->depth == box->depth)
        g_assert_cmpfloat (box->start + EPSILON, >=,
                           nth (boxes, i - 1)->start + nth (boxes, i - 1)->width);
      else if (i > 0)
        g_assert_cmpuint (box->depth, ==, nth (boxes, i - 1)->depth + 1);
      check_children (boxes, i);
    }
  g_assert_cmpfloat_with_epsilon (top, 1, EPSILON);
}

/* Each node is there, with its own time, wherever parts of it are drawn. */
static void
check_own (OptPlan *plan, GArray *boxes)
{
  double whole = opt_plan_has_times (plan)
                     ? opt_plan_get_root_ms (plan) + opt_plan_get_outside_root_ms (plan)
                     : opt_plan_get_total_cost (plan);
  g_autofree double *own = g_new0 (double, opt_plan_get_n_nodes (plan) + 1);
  g_autofree gboolean *there = g_new0 (gboolean, opt_plan_get_n_nodes (plan) + 1);
  double rounding = 0;

  for (guint i = 0; i < boxes->len; i++)
    {
      own[opt_plan_node_get_id (nth (boxes, i)->node)] += nth (boxes, i)->own;
      there[opt_plan_node_get_id (nth (boxes, i)->node)] = TRUE;
    }
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    rounding += MAX (-opt_plan_node_get_raw_exclusive_ms (opt_plan_get_node (plan, (int) id)), 0);

  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      double expected = opt_plan_get_own_measure (plan, opt_plan_get_node (plan, (int) id));

      g_assert_true (there[id]);
      g_assert_cmpfloat_with_epsilon (own[id] * whole, expected,
                                      0.01 * expected + rounding + 0.002);
    }
}

static void
test_file (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", data);
  g_autoptr (GArray) boxes = opt_plan_lay_out_boxes (plan, NULL);

  check_boxes (boxes);
  check_own (plan, boxes);
  for (guint id = 1; id <= opt_plan_get_n_nodes (plan); id++)
    {
      OptPlanNode *top = opt_plan_get_node (plan, (int) id);
      g_autoptr (GArray) zoomed = opt_plan_lay_out_boxes (plan, top);

      check_boxes (zoomed);
      g_assert_true (nth (zoomed, 0)->node == top);
    }
}

/* It hangs on the root, and is below the scan that ran it. */
static void
test_init_plan (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plan", "init-plan-not-mentioned.json");
  g_autoptr (GArray) boxes = opt_plan_lay_out_boxes (plan, NULL);

  check_boxes (boxes);
  for (guint i = 0; i < boxes->len; i++)
    {
      if (opt_plan_node_get_id (nth (boxes, i)->node) == 2)
        g_assert_cmpint (opt_plan_node_get_id (nth (boxes, (guint) nth (boxes, i)->parent)->node),
                         ==, 4);
    }
}

/* What ran after the main plan is beside it. */
static void
test_after_root (void)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plan", "modifying-cte-half-read.json");
  g_autoptr (GArray) boxes = opt_plan_lay_out_boxes (plan, NULL);

  check_boxes (boxes);
  g_assert_cmpint (nth (boxes, 1)->parent, ==, -1);
  g_assert_cmpfloat (nth (boxes, 1)->width, >, nth (boxes, 0)->width);
}

static void
test_without_measures (void)
{
  g_autoptr (OptPlan) plan
      = opt_plan_new_from_text ("[{\"Plan\": {\"Node Type\": \"Result\"}}]", -1, NULL);
  g_autoptr (OptPlan) no_time = opt_plan_new_from_text (
      "[{\"Plan\": {\"Node Type\": \"Result\", \"Actual Startup Time\": 0, \"Actual Total Time\": 0,"
      " \"Actual Rows\": 0, \"Actual Loops\": 1}}]",
      -1, NULL);
  g_autoptr (GArray) none = opt_plan_lay_out_boxes (plan, NULL);
  g_autoptr (GArray) nothing = opt_plan_lay_out_boxes (no_time, NULL);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (nothing->len, ==, 1);
  g_assert_cmpfloat (nth (nothing, 0)->width, ==, 0);
}

#define TIMES \
  "\"Actual Startup Time\": 0, \"Actual Total Time\": %d, \"Actual Rows\": 1, \"Actual Loops\": 1"

/* Each WITH query is read twice by the next one: drawn to the end they would be 2^40 boxes. */
static void
test_many_readers (void)
{
  g_autoptr (GString) text = g_string_new ("[{\"Plan\": {\"Node Type\": \"Append\", ");
  g_autoptr (OptPlan) plan = NULL;
  g_autoptr (GArray) boxes = NULL;
  g_autoptr (GError) error = NULL;

  g_string_append_printf (text, TIMES ", \"Plans\": [", 100000);
  for (int i = 0; i < 40; i++)
    {
      g_string_append_printf (text,
                              "{\"Node Type\": \"Append\", \"Parent Relationship\": \"InitPlan\","
                              " \"Subplan Name\": \"CTE c%d\", " TIMES ", \"Plans\": [",
                              i, 100 + 20 * i);
      for (int j = 0; j < 2; j++)
        g_string_append_printf (text,
                                "%s{\"Node Type\": \"CTE Scan\", \"CTE Name\": \"c%d\","
                                " \"Parent Relationship\": \"Member\", " TIMES "}",
                                j > 0 ? ", " : "", i - 1, 50 + 10 * i - 5);
      g_string_append (text, "]}, ");
    }
  g_string_append (text, "{\"Node Type\": \"CTE Scan\", \"CTE Name\": \"c39\","
                         " \"Parent Relationship\": \"Member\", ");
  g_string_append_printf (text, TIMES "}]}}]", 99000);

  plan = opt_plan_new_from_text (text->str, -1, &error);
  g_assert_no_error (error);
  boxes = opt_plan_lay_out_boxes (plan, NULL);
  check_boxes (boxes);
  g_assert_cmpuint (boxes->len, <=, 8 * opt_plan_get_n_nodes (plan));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  opt_test_add_plans ("/plan/box", test_file);
  g_test_add_func ("/plan/box/init-plan", test_init_plan);
  g_test_add_func ("/plan/box/after-root", test_after_root);
  g_test_add_func ("/plan/box/without-measures", test_without_measures);
  g_test_add_func ("/plan/box/many-readers", test_many_readers);

  return g_test_run ();
}
