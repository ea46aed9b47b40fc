/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan-fixture.h"

#include <string.h>

void
plan_fixture_set_up (PlanFixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->page = g_object_new (OPT_TYPE_PLAN_PAGE, NULL);
  fixture->view = opt_plan_page_get_view (fixture->page);
  fixture->tree = opt_plan_view_get_tree (fixture->view);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 2400, 900);
  gtk_window_present (GTK_WINDOW (fixture->window));
  ui_fixture_draw (fixture->window);
}

void
plan_fixture_tear_down (PlanFixture *fixture, gconstpointer data)
{
  gpointer weak = fixture->page;

  g_object_add_weak_pointer (G_OBJECT (fixture->page), &weak);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_fixture_assert_gone (&weak);
}

GtkWidget *
plan_fixture_find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = plan_fixture_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
append_texts (GtkWidget *widget, GString *text)
{
  if (!gtk_widget_get_visible (widget))
    return;
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_texts (child, text);
}

/* All that its labels say, but for hidden ones. */
char *
plan_fixture_read (gpointer widget)
{
  GString *text = g_string_new (NULL);

  append_texts (GTK_WIDGET (widget), text);

  return g_string_free (text, FALSE);
}

void
plan_fixture_assert_says (gpointer widget, const char *text)
{
  g_autofree char *said = plan_fixture_read (widget);

  if (strstr (said, text) == NULL)
    g_error ("“%s” is not in:\n%s", text, said);
}

gboolean
plan_fixture_has_document (gpointer data)
{
  return opt_plan_view_get_document (data) != NULL;
}

static gboolean
is_filled (gpointer tree)
{
  return opt_plan_tree_is_filled (tree);
}

/* Until all rows are there, selected and in view. */
void
plan_fixture_settle (PlanFixture *fixture)
{
  ui_fixture_wait (is_filled, fixture->tree);
  ui_fixture_draw (fixture->window);
}

OptPlan *
plan_fixture_open (PlanFixture *fixture, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "plans", name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  opt_plan_page_open_file (fixture->page, file);
  ui_fixture_wait (plan_fixture_has_document, fixture->view);
  plan_fixture_settle (fixture);

  return opt_plan_document_get_plan (opt_plan_view_get_document (fixture->view));
}

OptPlan *
plan_fixture_show_text (PlanFixture *fixture, const char *text)
{
  opt_plan_page_show_text (fixture->page, text);
  ui_fixture_wait (plan_fixture_has_document, fixture->view);
  plan_fixture_settle (fixture);

  return opt_plan_document_get_plan (opt_plan_view_get_document (fixture->view));
}
