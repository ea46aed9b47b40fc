/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-literals.h"
#include "opt-plan-page-private.h"
#include "opt-server-samples.h"
#include "opt-values-item.h"
#include "plan-fixture.h"

#define SQL "SELECT relname FROM pg_class WHERE relkind = $1"
#define BY_NUMBER "SELECT relname FROM pg_class WHERE relnatts = $1"
/* Typical, common, rare and none. */
#define N_UNSEEN 4

static OptServer *
connect_server (PlanFixture *fixture)
{
  OptServer *server = ui_fixture_get_server ();

  opt_page_set_server (OPT_PAGE (fixture->page), server);
  opt_server_connect (server);
  ui_fixture_wait_for_state (server, OPT_SERVER_ONLINE);

  return server;
}

static void
see (OptServer *server, const char *sql, const char *value, guint times)
{
  OptServerFacts *facts = opt_server_get_facts (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSampleStore) store = opt_sample_store_open_sync (NULL, &error);
  g_autoptr (OptParams) values = opt_params_new_text (value, NULL);
  g_autofree char *shape = opt_literals_get_shape (sql, NULL);
  const OptSample sample = { .queryid = 1, .values = values, .last_seen = 1000000 };

  g_assert_no_error (error);
  for (guint i = 0; i < times; i++)
    {
      opt_sample_store_see_sync (store, opt_server_facts_get_system_identifier (facts),
                                 opt_server_facts_get_database_oid (facts), shape, &sample, &error);
      g_assert_no_error (error);
    }
}

static GtkDropDown *
get_drop_down (PlanFixture *fixture)
{
  return GTK_DROP_DOWN (
      plan_fixture_find (GTK_WIDGET (fixture->page->chooser), GTK_TYPE_DROP_DOWN));
}

static gboolean
is_idle (gpointer page)
{
  return OPT_PLAN_PAGE (page)->job == NULL;
}

static gboolean
has_six (gpointer drop_down)
{
  return g_list_model_get_n_items (gtk_drop_down_get_model (drop_down)) == 2 + N_UNSEEN;
}

static void
choose (PlanFixture *fixture, guint position)
{
  gtk_drop_down_set_selected (get_drop_down (fixture), position);
  g_assert_false (is_idle (fixture->page));
  ui_fixture_wait (is_idle, fixture->page);
  ui_fixture_wait (has_six, get_drop_down (fixture));
  ui_fixture_draw (fixture->window);
}

static void
assert_shown (PlanFixture *fixture, guint position, const char *label, const char *basis)
{
  OptPlanDocument *document = opt_plan_view_get_document (fixture->view);
  g_autofree char *name = NULL;

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->page->chooser)));
  g_assert_cmpuint (gtk_drop_down_get_selected (get_drop_down (fixture)), ==, position);
  plan_fixture_assert_says (fixture->page->chooser, label);
  name = g_strdup_printf ("Planned for: %s", label);
  gtk_test_accessible_assert_property (get_drop_down (fixture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       name);
  g_assert_nonnull (strstr (opt_plan_document_get_basis (document), basis));
}

static void
test_chosen (PlanFixture *fixture, gconstpointer data)
{
  OptServer *server = connect_server (fixture);

  see (server, SQL, "r", 3);
  see (server, SQL, "v", 1);
  opt_plan_page_explain (fixture->page, SQL);
  ui_fixture_wait (is_idle, fixture->page);
  ui_fixture_wait (has_six, get_drop_down (fixture));
  ui_fixture_draw (fixture->window);
  assert_shown (fixture, 0, "Values seen: $1 = 'r'", "3 times: $1 = r");

  choose (fixture, 1);
  assert_shown (fixture, 1, "Values seen: $1 = 'v'", "1 time: $1 = v");
  choose (fixture, 3);
  assert_shown (fixture, 3, "Common values from statistics", "for common values from statistics");
  choose (fixture, 5);
  assert_shown (fixture, 5, "Any values: the generic plan", "generic plan");
  plan_fixture_assert_says (fixture->view, "generic plan");

  opt_page_set_server (OPT_PAGE (fixture->page), NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->page->chooser)));
  g_object_unref (server);
}

/* Values that no column takes: the plan stays, and so does what it says of itself. */
static void
test_misfit (PlanFixture *fixture, gconstpointer data)
{
  OptServer *server = connect_server (fixture);

  see (server, BY_NUMBER, "2.5", 2);
  see (server, BY_NUMBER, "7", 1);
  opt_plan_page_explain (fixture->page, BY_NUMBER);
  ui_fixture_wait (is_idle, fixture->page);
  ui_fixture_wait (has_six, get_drop_down (fixture));
  ui_fixture_draw (fixture->window);
  assert_shown (fixture, 1, "Values seen: $1 = '7'", "$1 = 7");

  choose (fixture, 0);
  assert_shown (fixture, 1, "Values seen: $1 = '7'", "$1 = 7");
  plan_fixture_assert_says (fixture->page, "of another kind");
  g_object_unref (server);
}

static void
test_nothing_to_choose (PlanFixture *fixture, gconstpointer data)
{
  OptServer *server = connect_server (fixture);

  opt_plan_page_explain (fixture->page, SQL);
  ui_fixture_wait (is_idle, fixture->page);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->page->chooser)));

  opt_plan_page_explain (fixture->page, "SELECT count(*) FROM pg_class");
  ui_fixture_wait (is_idle, fixture->page);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->page->chooser)));

  opt_plan_page_explain (fixture->page, SQL);
  ui_fixture_wait (is_idle, fixture->page);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->page->chooser)));
  plan_fixture_open (fixture, "001_seq_scan_filter.json");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->page->chooser)));
  g_object_unref (server);
}

/* A value may have megabytes: no label has to lay them out. */
static void
test_long (void)
{
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'x');
  g_autoptr (OptParams) params = opt_params_new_text (megabyte, NULL);
  const OptSample sample = { .values = params, .n_seen = 1, .last_seen = 1000000 };
  g_autoptr (OptExplainValues) values = opt_explain_values_new_seen (&sample);
  g_autoptr (OptValuesItem) item = opt_values_item_new (values);
  g_autofree char *title = NULL;
  g_autofree char *label = NULL;
  g_autofree char *tooltip = NULL;

  g_object_get (item, "title", &title, "label", &label, "tooltip", &tooltip, NULL);
  g_assert_cmpuint (strlen (title), <, 200);
  g_assert_cmpuint (strlen (label), <, 300);
  g_assert_cmpuint (strlen (tooltip), <, 5000);
  g_assert_true (opt_params_equal (opt_values_item_get_values (item)->sample->values, params));
}

#define ADD(path, test) \
  g_test_add (path, PlanFixture, NULL, plan_fixture_set_up, test, plan_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  ADD ("/ui/plan-values/chosen", test_chosen);
  ADD ("/ui/plan-values/misfit", test_misfit);
  ADD ("/ui/plan-values/nothing-to-choose", test_nothing_to_choose);
  g_test_add_func ("/ui/plan-values/long", test_long);

  return g_test_run ();
}
