/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report-fixture.h"

#include <string.h>

#include "opt-json.h"
#include "opt-test.h"

JsonNode *
report_fixture_read (const char *name)
{
  g_autofree char *path = g_strconcat ("report/", name, NULL);
  g_autofree char *text = opt_test_read_data (path, NULL);
  g_autoptr (GError) error = NULL;
  JsonNode *node = opt_json_parse (text, -1, &error);

  g_assert_no_error (error);

  return node;
}

void
report_fixture_assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

void
report_fixture_assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part) != NULL)
    g_error ("“%s” is in:\n%s", part, text);
}

/* What printf makes of unknown numbers and of NULL. */
void
report_fixture_assert_no_junk (const char *text)
{
  static const char *const junk = "(?i)\\b(nan|-?inf|infinity|null)\\b";
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) regex = g_regex_new (junk, 0, 0, NULL);

  if (g_regex_match (regex, text, 0, &match))
    {
      g_autofree char *word = g_match_info_fetch (match, 0);

      g_error ("“%s” is in:\n%s", word, text);
    }
}

static JsonNode *
copy_without (JsonNode *node, guint *countdown)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (JsonObject) object = json_object_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &value))
        if (*countdown > 0 && --*countdown == 0)
          json_object_set_string_member (object, name, "another type");
        else
          json_object_set_member (object, name, copy_without (value, countdown));
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_set_object (copy, object);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *source = json_node_get_array (node);
      g_autoptr (JsonArray) array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (source); i++)
        json_array_add_element (array,
                                copy_without (json_array_get_element (source, i), countdown));
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_set_array (copy, array);
    }
  else
    copy = json_node_copy (node);

  return copy;
}

/* Each member in turn is of another type; and objects and values of other programs. */
void
report_fixture_try_damaged (char *(*render) (JsonNode *node), const char *name)
{
  static const char *const foreign[]
      = { "null",
          "3",
          "\"text\"",
          "[]",
          "[1, null, {}]",
          "{}",
          "{\"hot\": {\"a\": [1]}}",
          "{\"hot\": [1, null, []], \"recommendations\": [{\"trial\": {\"statements\": [{}]}}]}" };
  g_autoptr (JsonNode) node = report_fixture_read (name);
  guint left;

  for (guint i = 1;; i++)
    {
      g_autoptr (JsonNode) damaged = NULL;
      g_autofree char *text = NULL;

      left = i;
      damaged = copy_without (node, &left);
      if (left > 0)
        {
          /* There were no more: each has had its turn. */
          g_assert_cmpuint (i, >, 30);
          break;
        }
      text = render (damaged);
      report_fixture_assert_no_junk (text);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_autoptr (JsonNode) other = opt_json_parse (foreign[i], -1, NULL);
      g_autofree char *text = render (other);

      g_assert_nonnull (text);
      report_fixture_assert_no_junk (text);
    }
}
