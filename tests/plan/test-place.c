/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-place.h"

#include <math.h>

#include "opt-test-plan.h"

#define EPSILON 1e-9
#define DEPTH 900
/* A small plan, by the number of children of each node in their order. */
#define SHAPE_AT_MOST 40

static OptPlanPlace *
nth (GArray *places, guint index)
{
  return &g_array_index (places, OptPlanPlace, index);
}

/* Each node once, below its parent, with room of its own; each row in the order of the nodes. */
static void
check_rows (OptPlan *plan, GArray *places)
{
  double left = INFINITY;

  g_assert_cmpuint (places->len, ==, opt_plan_get_n_nodes (plan));
  for (guint i = 0; i < places->len; i++)
    {
      OptPlanPlace *place = nth (places, i);
      OptPlanNode *parent = opt_plan_node_get_parent (place->node);

      g_assert_true (place->node == opt_plan_get_node (plan, (int) i + 1));
      g_assert_true (parent
                     == (place->parent < 0 ? NULL : nth (places, (guint) place->parent)->node));
      g_assert_cmpuint (place->depth, ==, opt_plan_node_get_depth (place->node));
      left = MIN (left, place->x);
      for (guint j = i + 1; j < places->len; j++)
        {
          if (nth (places, j)->depth == place->depth)
            g_assert_cmpfloat (nth (places, j)->x, >=, place->x + 1 - EPSILON);
        }
    }
  if (places->len > 0)
    g_assert_cmpfloat_with_epsilon (left, 0, EPSILON);
}

static void
check_centred (GArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      double first = NAN;
      double last = NAN;

      for (guint j = i + 1; j < places->len; j++)
        {
          if (nth (places, j)->parent != (int) i)
            continue;
          first = isnan (first) ? nth (places, j)->x : first;
          last = nth (places, j)->x;
        }
      if (!isnan (first))
        g_assert_cmpfloat_with_epsilon (nth (places, i)->x, (first + last) / 2, EPSILON);
    }
}

static void
check_same (GArray *places, GArray *again)
{
  g_assert_cmpuint (places->len, ==, again->len);
  for (guint i = 0; i < places->len; i++)
    g_assert_cmpfloat_with_epsilon (nth (places, i)->x, nth (again, i)->x, EPSILON);
}

static void
check_plan (OptPlan *plan)
{
  g_autoptr (GArray) places = opt_plan_place_nodes (plan);
  g_autoptr (GArray) again = opt_plan_place_nodes (plan);

  check_rows (plan, places);
  check_centred (places);
  check_same (places, again);
}

static void
test_file (gconstpointer data)
{
  g_autoptr (OptPlan) plan = opt_test_read_plan ("plans", data);

  check_plan (plan);
}

static void
append_node (GString *text, const char **shape)
{
  int n_children = **shape != '\0' ? g_ascii_digit_value (*(*shape)++) : 0;

  g_string_append (text, "{\"Node Type\": \"Result\", \"Plans\": [");
  for (int i = 0; i < n_children; i++)
    {
      g_string_append (text, i > 0 ? ", " : "");
      append_node (text, shape);
    }
  g_string_append (text, "]}");
}

static OptPlan *
make_plan (const char *shape)
{
  g_autoptr (GString) text = g_string_new ("[{\"Plan\": ");
  g_autoptr (GError) error = NULL;
  OptPlan *plan;

  append_node (text, &shape);
  g_string_append (text, "}]");
  plan = opt_plan_new_from_text (text->str, -1, &error);
  g_assert_no_error (error);

  return plan;
}

/* A deep subtree reaches below its shallow neighbour, and pushes away only what it meets. */
static void
test_close (void)
{
  g_autoptr (OptPlan) plan = make_plan ("3"
                                        "11110"
                                        "0"
                                        "11130000");
  g_autoptr (GArray) places = opt_plan_place_nodes (plan);

  check_plan (plan);
  /* The chain is three below the last of three leaves: as near as these let it. */
  g_assert_cmpfloat_with_epsilon (nth (places, 1)->x, 0, EPSILON);
  g_assert_cmpfloat_with_epsilon (nth (places, 6)->x, 1, EPSILON);
  g_assert_cmpfloat_with_epsilon (nth (places, 7)->x, 2, EPSILON);
}

static void
test_random (void)
{
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (GString) shape = g_string_new (NULL);
      g_autoptr (OptPlan) plan = NULL;

      for (int j = 0; j < SHAPE_AT_MOST; j++)
        g_string_append_c (shape, (char) g_test_rand_int_range ('0' + (j < 3), '4'));
      plan = make_plan (shape->str);
      check_plan (plan);
    }
}

static void
test_deep (void)
{
  g_autoptr (GString) shape = g_string_new (NULL);
  g_autoptr (OptPlan) plan = NULL;

  for (int i = 0; i < DEPTH / 2; i++)
    g_string_append_c (shape, '1');
  plan = make_plan (shape->str);
  check_plan (plan);
}

static void
test_several (void)
{
  static const char text[] = "[{\"Plan\": {\"Node Type\": \"Result\"}},"
                             " {\"Plan\": {\"Node Type\": \"Result\"}}]";
  g_autoptr (OptPlan) none = opt_plan_new_from_text ("[]", -1, NULL);
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, NULL);
  g_autoptr (GArray) places = opt_plan_place_nodes (plan);

  check_plan (none);
  check_plan (plan);
  g_assert_cmpuint (places->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (nth (places, 1)->x, 1, EPSILON);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  opt_test_add_plans ("/plan/place", test_file);
  g_test_add_func ("/plan/place/close", test_close);
  g_test_add_func ("/plan/place/random", test_random);
  g_test_add_func ("/plan/place/deep", test_deep);
  g_test_add_func ("/plan/place/several", test_several);

  return g_test_run ();
}
