/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-list.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-json-build.h"
#include "opt-json.h"
#include "opt-plan-private.h"
#include "opt-plan-source.h"

/* A log and a rule give several plans, which are shown together or one by one. */

/* Of a statement, in a list. */
#define QUERY_CHARS 60

/**
 * opt_plan_get_entry:
 * @self: a plan
 * @index: which of its plans, from 0
 * @entry: (out caller-allocates): gets what tells it from the others; the texts are @self's
 */
void
opt_plan_get_entry (OptPlan *self, guint index, OptPlanEntry *entry)
{
  JsonObject *element;
  OptPlanNode *root;

  g_return_if_fail (OPT_IS_PLAN (self) && index < self->roots->len && entry != NULL);

  element = self->elements->pdata[index];
  root = self->roots->pdata[index];
  entry->time = opt_json_get_string (element, OPT_PLAN_LOG_TIME);
  entry->database = opt_json_get_string (element, OPT_PLAN_LOG_DATABASE);
  entry->application = opt_json_get_string (element, OPT_PLAN_LOG_APPLICATION);
  entry->prefix = opt_json_get_string (element, OPT_PLAN_LOG_PREFIX);
  entry->query = opt_plan_get_query_text (self, index);
  entry->n_nodes = (guint) (root->last_id - root->id) + 1;
  entry->execution_ms = opt_json_get_double (element, "Execution Time", root->inclusive_ms);
  entry->planning_ms = opt_json_get_double (element, "Planning Time", NAN);
  entry->total_cost = root->total_cost;
}

/* Its beginning, in a line. */
static char *
shorten (const char *query)
{
  g_autofree char *line = g_strdup (query);
  const char *end;
  char *to = line;

  for (const char *from = line; *from != '\0'; from++)
    {
      gboolean space = g_ascii_isspace (*from);

      if (!space || (to > line && to[-1] != ' '))
        *to++ = space ? ' ' : *from;
    }
  *to = '\0';
  if (g_utf8_strlen (line, -1) <= QUERY_CHARS)
    return g_steal_pointer (&line);

  end = g_utf8_offset_to_pointer (line, QUERY_CHARS - 1);

  return g_strdup_printf ("%.*s…", (int) (end - line), line);
}

/* What it reads, where no statement is told. */
static char *
name_entry (OptPlan *self, guint index, const OptPlanEntry *entry)
{
  return entry->query != NULL ? shorten (entry->query)
                              : opt_plan_node_get_label (opt_plan_get_root (self, index));
}

/**
 * opt_plan_describe_entry:
 * @self: a plan
 * @index: which of its plans, from 0
 *
 * Returns: (transfer full): its number, when it ran and how long, and its statement, in a line
 */
char *
opt_plan_describe_entry (OptPlan *self, guint index)
{
  OptPlanEntry entry;
  g_autofree char *name = NULL;
  g_autofree char *figure = NULL;

  g_return_val_if_fail (OPT_IS_PLAN (self) && index < self->roots->len, NULL);

  opt_plan_get_entry (self, index, &entry);
  name = name_entry (self, index, &entry);
  if (isnan (entry.execution_ms))
    {
      g_autofree char *cost = opt_format_number (entry.total_cost);

      figure = g_strdup_printf (_ ("cost %s"), cost);
    }
  else
    figure = opt_format_duration (entry.execution_ms);

  if (entry.time == NULL)
    /* Translators: the number of a plan in a list, its time or cost, its statement */
    return g_strdup_printf (_ ("%u: %s, %s"), index + 1, figure, name);

  /* Translators: the number of a plan in a list, when it ran, its time or cost, its statement */
  return g_strdup_printf (_ ("%u: %s, %s, %s"), index + 1, entry.time, figure, name);
}

/**
 * opt_plan_new_nth:
 * @self: a plan
 * @index: which of its plans, from 0
 * @error: return location for %OPT_ERROR_NOT_FOUND where there are not so many
 *
 * Ten thousand nodes take most of a second: off the main loop, please.
 *
 * Returns: (transfer full) (nullable): that one alone, with its own figures and findings
 */
OptPlan *
opt_plan_new_nth (OptPlan *self, guint index, GError **error)
{
  g_autofree char *text = NULL;
  JsonArray *array;
  JsonNode *json;
  JsonNode *element;
  JsonNode *copy;

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  if (index >= self->elements->len)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("See which there are: plan --file FILE --list"),
                     ngettext ("There is %u plan", "There are %u plans", self->elements->len),
                     self->elements->len);
      return NULL;
    }

  array = json_array_new ();
  element = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (element, self->elements->pdata[index]);
  json_array_add_element (array, element);
  json = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (json, array);
  /* Each plan may be used by a thread of its own, and JSON objects may not be shared by threads. */
  text = opt_json_print (json, FALSE);
  json_node_unref (json);
  copy = opt_json_parse (text, -1, error);

  return copy != NULL ? opt_plan_new_from_json (copy, error) : NULL;
}

/**
 * opt_plan_list_to_text:
 * @self: a plan
 *
 * Returns: (transfer full): its plans, a line each
 */
char *
opt_plan_list_to_text (OptPlan *self)
{
  GString *text;
  g_autofree char *unread = NULL;

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  unread = opt_plan_describe_unread (self);
  text = g_string_new (NULL);
  for (guint i = 0; i < self->roots->len; i++)
    {
      OptPlanEntry entry;
      g_autofree char *line = opt_plan_describe_entry (self, i);
      g_autofree char *cost = NULL;
      g_autofree char *count = NULL;

      opt_plan_get_entry (self, i, &entry);
      cost = opt_format_number (entry.total_cost);
      count = opt_format_count (entry.n_nodes);
      g_string_append (text, line);
      g_string_append (text, " (");
      g_string_append_printf (text, ngettext ("%s node", "%s nodes", entry.n_nodes), count);
      if (!isnan (entry.execution_ms) && !isnan (entry.total_cost))
        g_string_append_printf (text, _ (", cost %s"), cost);
      if (entry.database != NULL)
        g_string_append_printf (text, _ (", database %s"), entry.database);
      g_string_append (text, ")\n");
    }
  if (unread != NULL)
    g_string_append_printf (text, "%s\n", unread);

  return g_string_free (text, FALSE);
}

/**
 * opt_plan_list_to_json:
 * @self: a plan
 *
 * The documented object of `plan --list --json`.
 *
 * Returns: (transfer full): the object
 */
JsonNode *
opt_plan_list_to_json (OptPlan *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "plans");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->roots->len; i++)
    {
      OptPlanEntry entry;

      opt_plan_get_entry (self, i, &entry);
      json_builder_begin_object (builder);
      opt_json_add_int (builder, "number", i + 1);
      opt_json_add_text (builder, "time", entry.time);
      opt_json_add_text (builder, "database", entry.database);
      opt_json_add_text (builder, "query", entry.query);
      opt_json_add_int (builder, "nodes", entry.n_nodes);
      opt_json_add_number (builder, "execution_ms", entry.execution_ms);
      opt_json_add_number (builder, "planning_ms", entry.planning_ms);
      opt_json_add_number (builder, "total_cost", entry.total_cost);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  opt_json_add_int (builder, "unread_entries", opt_plan_get_n_unread (self));
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
