/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "advice-fixture.h"

#include <string.h>

#include "opt-json.h"
#include "opt-test.h"
#include "ui-fixture.h"

/**
 * advice_fixture_read:
 * @name: a file of tests/data/report
 *
 * Returns: (transfer full): its JSON
 */
JsonNode *
advice_fixture_read (const char *name)
{
  g_autofree char *path = g_build_filename ("report", name, NULL);
  gsize length;
  g_autofree char *text = opt_test_read_data (path, &length);
  g_autoptr (GError) error = NULL;
  JsonNode *node = opt_json_parse (text, (gssize) length, &error);

  g_assert_no_error (error);

  return node;
}

/* Its name follows from what it is: the files have names of their own. */
static OptRecommendation *
make (JsonNode *node)
{
  JsonObject *object = json_node_get_object (node);
  g_autofree char *id
      = opt_recommendation_make_id (json_object_get_string_member (object, "server"),
                                    json_object_get_string_member (object, "database"),
                                    json_object_get_string_member (object, "kind"),
                                    json_object_get_string_member (object, "sql"));
  g_autoptr (GError) error = NULL;
  OptRecommendation *recommendation;

  json_object_set_string_member (object, "id", id);
  recommendation = opt_recommendation_new_from_json (node, &error);
  g_assert_no_error (error);

  return recommendation;
}

/**
 * advice_fixture_get:
 * @evidence: measured, refuted or simulated
 *
 * Returns: (transfer full): the first of tests/data/report/full.json that stands there
 */
OptRecommendation *
advice_fixture_get (OptEvidence evidence)
{
  g_autoptr (JsonNode) node = advice_fixture_read ("full.json");
  JsonArray *all = json_object_get_array_member (json_node_get_object (node), "recommendations");

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      g_autoptr (OptRecommendation) recommendation = make (json_array_get_element (all, i));

      if (opt_recommendation_get_evidence (recommendation) == evidence)
        return g_steal_pointer (&recommendation);
    }
  g_assert_not_reached ();
}

/**
 * advice_fixture_make:
 * @server: a server that was connected to
 * @table: a table in its schema "public"
 * @column: the column to index
 *
 * Returns: (transfer full): a recommendation that can be applied there
 */
OptRecommendation *
advice_fixture_make (OptServer *server, const char *table, const char *column)
{
  OptServerFacts *facts = opt_server_get_facts (server);
  g_autofree char *index = g_strdup_printf ("public.%s_%s_idx", table, column);
  g_autofree char *head
      = g_strdup_printf ("%s_%s_idx ON public.%s (%s)", table, column, table, column);
  g_autofree char *drop = g_strdup_printf ("DROP INDEX CONCURRENTLY IF EXISTS %s", index);
  g_autofree char *text = g_strdup_printf (
      "{\"kind\":\"create-index\",\"title\":\"Index %s on %s\","
      "\"sql\":\"CREATE INDEX CONCURRENTLY %s\",\"undo_sql\":\"%s\",\"reason\":\"For the test.\","
      "\"risk\":\"It locks nothing.\",\"evidence\":\"simulated\",\"effects\":[],"
      "\"relation\":\"public.%s\",\"server\":\"%s\",\"database\":\"%s\",\"changes\":["
      "{\"kind\":\"create-index\",\"table\":\"public.%s\",\"index\":\"%s\","
      "\"sql\":\"CREATE INDEX CONCURRENTLY %s\",\"undo_sql\":\"%s\","
      "\"sandbox_sql\":\"CREATE INDEX %s\"}]}",
      table, column, head, drop, table, opt_server_facts_get_system_identifier (facts),
      opt_server_facts_get_database (facts), table, index, head, drop, head);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = opt_json_parse (text, -1, &error);

  g_assert_no_error (error);

  return make (node);
}

/* advice_fixture_add: as if the advisor had found it */
void
advice_fixture_add (OptServer *server, OptRecommendation *recommendation)
{
  g_list_store_append (G_LIST_STORE (opt_server_get_recommendations (server)), recommendation);
  g_signal_emit_by_name (server, "advice-changed");
}

static gboolean
is_alone (gpointer object)
{
  return G_OBJECT (object)->ref_count == 1;
}

/* advice_fixture_wait_alone: until what was begun for it has come back, and let go of it */
void
advice_fixture_wait_alone (OptServer *server)
{
  ui_fixture_wait (is_alone, server);
}

/* ---- To look at widgets ---------------------------------------------------------------------- */

/* advice_fixture_child: what a template calls so */
gpointer
advice_fixture_child (gpointer widget, GType type, const char *name)
{
  GObject *child = gtk_widget_get_template_child (GTK_WIDGET (widget), type, name);

  g_assert_nonnull (child);

  return child;
}

const char *
advice_fixture_label (gpointer widget, GType type, const char *name)
{
  return gtk_label_get_text (GTK_LABEL (advice_fixture_child (widget, type, name)));
}

/* advice_fixture_find: (nullable): the first of that type that can be seen */
gpointer
advice_fixture_find (gpointer root, GType type)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = advice_fixture_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* advice_fixture_find_button: (nullable): the one on the screen with that label */
GtkButton *
advice_fixture_find_button (gpointer root, const char *label)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (root), label) == 0)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkButton *found = advice_fixture_find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* advice_fixture_shows: whether a label on the screen has that text in it */
gboolean
advice_fixture_shows (gpointer root, const char *text)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (root), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (advice_fixture_shows (child, text))
      return TRUE;

  return FALSE;
}

/* advice_fixture_click: as the mouse or Enter does, where that is possible */
void
advice_fixture_click (gpointer button)
{
  g_assert_true (GTK_IS_BUTTON (button));
  g_test_message ("%s", gtk_button_get_label (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_true (gtk_widget_get_mapped (button));
  g_signal_emit_by_name (button, "clicked");
}
