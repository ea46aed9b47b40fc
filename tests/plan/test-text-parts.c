/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-test.h"

/* What stands around and below the nodes in the text format, as JSON has it. */

#define SCAN "Seq Scan on orders  (cost=0.00..1.00 rows=1 width=4)\n"

static OptPlan *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_test_message ("%s", text);
  g_assert_no_error (error);

  return plan;
}

static JsonObject *
get_statement (OptPlan *plan)
{
  return json_array_get_object_element (json_node_get_array (opt_plan_get_source (plan)), 0);
}

static gboolean
has_warning (OptPlan *plan, OptFindingKind kind)
{
  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (plan, i);

      if (opt_finding_get_kind (finding) == kind)
        return opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_WARNING;
    }

  return FALSE;
}

static void
test_serialization (void)
{
  g_autoptr (OptPlan) plan
      = read_text ("Seq Scan on t  (cost=0.00..1000.00 rows=100000 width=400) (actual "
                   "time=0.010..300.000 rows=100000.00 loops=1)\n"
                   "Planning Time: 0.1 ms\n"
                   "Serialization: time=600.000 ms  output=40000kB  format=text\n"
                   "  Buffers: shared hit=7\n"
                   "Execution Time: 1000 ms\n");
  g_autoptr (OptPlan) untimed
      = read_text (SCAN "Serialization: output=1kB  format=binary\nExecution Time: 1.0 ms\n");
  JsonObject *json = opt_json_get_object (get_statement (plan), "Serialization");

  g_assert_cmpfloat (opt_json_get_double (json, "Time", NAN), ==, 600);
  g_assert_cmpint (opt_json_get_int (json, "Output Volume", -1), ==, 40000);
  g_assert_cmpstr (opt_json_get_string (json, "Format"), ==, "text");
  g_assert_cmpint (opt_json_get_int (json, "Shared Hit Blocks", -1), ==, 7);
  g_assert_true (has_warning (plan, OPT_FINDING_LARGE_RESULT));

  json = opt_json_get_object (get_statement (untimed), "Serialization");
  g_assert_false (json_object_has_member (json, "Time"));
  g_assert_cmpstr (opt_json_get_string (json, "Format"), ==, "binary");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plan/text-parts/serialization", test_serialization);

  return g_test_run ();
}
