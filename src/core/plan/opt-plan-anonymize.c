/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-anonymize.h"

#include <string.h>

#include "opt-json.h"
#include "opt-plan-names-private.h"
#include "opt-plan-source.h"
#include "opt-plan-vocabulary.h"

#define UNKNOWN "?"

/* What the texts under a key are. All others are taken for expressions: what is none is left out.
 */
typedef enum
{
  TEXT_EXPRESSION,
  TEXT_WORD, /* PostgreSQL's own; an extension's, and what stood below it in a text, are left out */
  TEXT_RELATION,
  TEXT_INDEX,
  TEXT_FUNCTION,
  TEXT_SCHEMA,
  TEXT_CONSTRAINT,
  TEXT_TRIGGER,
  TEXT_SUBPLAN,
  TEXT_STATEMENT,
} TextKind;

static const struct
{
  const char *key;
  TextKind kind;
} kinds[] = {
  { "Node Type", TEXT_WORD },
  { "Parent Relationship", TEXT_WORD },
  { "Join Type", TEXT_WORD },
  { "Strategy", TEXT_WORD },
  { "Partial Mode", TEXT_WORD },
  { "Operation", TEXT_WORD },
  { "Command", TEXT_WORD },
  { "Scan Direction", TEXT_WORD },
  { "Custom Plan Provider", TEXT_WORD },
  { "Sort Method", TEXT_WORD },
  { "Sort Methods Used", TEXT_WORD },
  { "Sort Space Type", TEXT_WORD },
  { "Storage", TEXT_WORD },
  { "Cache Mode", TEXT_WORD },
  { "Conflict Resolution", TEXT_WORD },
  { "Params Evaluated", TEXT_WORD },
  { "Relation Name", TEXT_RELATION },
  { "Alias", TEXT_RELATION },
  { "CTE Name", TEXT_RELATION },
  { "Tuplestore Name", TEXT_RELATION },
  { "Relation", TEXT_RELATION },
  { "Index Name", TEXT_INDEX },
  { "Conflict Arbiter Indexes", TEXT_INDEX },
  { "Function Name", TEXT_FUNCTION },
  { "Table Function Name", TEXT_FUNCTION },
  { "Schema", TEXT_SCHEMA },
  { "Constraint Name", TEXT_CONSTRAINT },
  { "Trigger Name", TEXT_TRIGGER },
  { "Subplan Name", TEXT_SUBPLAN },
  { "Query Text", TEXT_STATEMENT },
  { "Remote SQL", TEXT_STATEMENT },
};

static TextKind
get_kind (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (kinds[i].key, key) == 0)
        return kinds[i].kind;
    }

  return TEXT_EXPRESSION;
}

/* What of @text is as @pattern. */
static char *
keep (const char *pattern, const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, 0) : NULL;
}

/* "CTE recent" has a name in it, "InitPlan 1 (returns $0)" has none. */
static char *
rename_subplan (OptPlanNames *names, const char *text)
{
  char *kept;

  if (g_str_has_prefix (text, "CTE "))
    return g_strconcat ("CTE ", opt_plan_names_get (names->relations, "t", text + strlen ("CTE ")),
                        NULL);

  kept = keep ("^(Init|Sub)Plan \\d+( \\(returns \\$[$,\\d]+\\))?", text);

  return kept != NULL ? kept : g_strdup (UNKNOWN);
}

static char *
rename_trigger (OptPlanNames *names, const char *text)
{
  char *kept = keep ("^RI_ConstraintTrigger_[ac]_\\d+$", text);

  return kept != NULL ? kept : g_strdup (opt_plan_names_get (names->triggers, "g", text));
}

static char *
rename_text (OptPlanNames *names, TextKind kind, const char *text)
{
  switch (kind)
    {
    case TEXT_WORD:
      return opt_plan_vocabulary_filter (text, UNKNOWN);
    case TEXT_RELATION:
      /* PostgreSQL's own name for the rows of VALUES, and where it stands for no relation. */
      return g_str_has_prefix (text, "*")
                 ? g_strdup (text)
                 : g_strdup (opt_plan_names_get (names->relations, "t", text));
    case TEXT_INDEX:
      return g_strdup (opt_plan_names_get (names->indexes, "i", text));
    case TEXT_FUNCTION:
      return opt_plan_names_dup_function (names, text);
    case TEXT_SCHEMA:
      return opt_plan_names_dup_schema (names, text);
    case TEXT_CONSTRAINT:
      return g_strdup (opt_plan_names_get (names->constraints, "k", text));
    case TEXT_TRIGGER:
      return rename_trigger (names, text);
    case TEXT_SUBPLAN:
      return rename_subplan (names, text);
    case TEXT_STATEMENT:
      return opt_plan_names_rename_statement (names, text);
    case TEXT_EXPRESSION:
    default:
      return opt_plan_names_rename_expression (names, text);
    }
}

static JsonNode *
make_string (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);

  return node;
}

/* Numbers, words and sizes stay; a search_path is a list of names. An extension's may be anything,
 * and so may its name. */
static JsonNode *
copy_settings (JsonNode *value)
{
  JsonObject *object = json_object_new ();
  JsonNode *copy = json_node_new (JSON_NODE_OBJECT);
  JsonObjectIter iter;
  const char *key;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, json_node_get_object (value));
  while (json_object_iter_next_ordered (&iter, &key, &member))
    {
      gboolean named = strcmp (key, "search_path") == 0 || !JSON_NODE_HOLDS_VALUE (member);

      if (strchr (key, '.') != NULL)
        continue;
      json_object_set_member (object, key, named ? make_string (UNKNOWN) : json_node_copy (member));
    }
  json_node_take_object (copy, object);

  return copy;
}

static JsonNode *copy_renamed (OptPlanNames *names, const char *key, JsonNode *value);

static JsonNode *
copy_object (OptPlanNames *names, JsonNode *value)
{
  JsonObject *object = json_object_new ();
  JsonNode *copy = json_node_new (JSON_NODE_OBJECT);
  JsonObjectIter iter;
  const char *key;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, json_node_get_object (value));
  while (json_object_iter_next_ordered (&iter, &key, &member))
    {
      /* Who ran it, when and where; and text that is no plan may have been taken for a key. */
      if (g_str_has_prefix (key, OPT_PLAN_LOG) || !opt_plan_vocabulary_has (key))
        continue;
      json_object_set_member (object, key,
                              strcmp (key, "Settings") == 0 && JSON_NODE_HOLDS_OBJECT (member)
                                  ? copy_settings (member)
                                  : copy_renamed (names, key, member));
    }
  json_node_take_object (copy, object);

  return copy;
}

static JsonNode *
copy_renamed (OptPlanNames *names, const char *key, JsonNode *value)
{
  if (JSON_NODE_HOLDS_OBJECT (value))
    return copy_object (names, value);
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *source = json_node_get_array (value);
      JsonArray *array = json_array_new ();
      JsonNode *copy = json_node_new (JSON_NODE_ARRAY);

      for (guint i = 0; i < json_array_get_length (source); i++)
        json_array_add_element (array,
                                copy_renamed (names, key, json_array_get_element (source, i)));
      json_node_take_array (copy, array);

      return copy;
    }
  if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    {
      g_autofree char *text = rename_text (names, get_kind (key), json_node_get_string (value));

      return make_string (text);
    }

  return json_node_copy (value);
}

/* A qualifier in an expression is known for a table's only if that was seen before. */
static void
collect (OptPlanNames *names, JsonNode *value)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *member;

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array); i++)
        collect (names, json_array_get_element (array, i));
    }
  if (!JSON_NODE_HOLDS_OBJECT (value))
    return;

  json_object_iter_init_ordered (&iter, json_node_get_object (value));
  while (json_object_iter_next_ordered (&iter, &key, &member))
    {
      TextKind kind = get_kind (key);

      if (kind != TEXT_RELATION && kind != TEXT_SCHEMA && kind != TEXT_SUBPLAN)
        collect (names, member);
      else if (JSON_NODE_HOLDS_VALUE (member) && json_node_get_value_type (member) == G_TYPE_STRING)
        {
          if (kind == TEXT_SUBPLAN)
            opt_plan_names_add_results (names, json_node_get_string (member));
          g_free (rename_text (names, kind, json_node_get_string (member)));
        }
    }
}

/**
 * opt_plan_anonymize_with_sql:
 * @self: a plan
 * @sql: (nullable): its statement, where it is known from elsewhere
 * @renamed: (out) (optional) (nullable): @sql with the same new names
 * @error: return location for an error
 *
 * Like opt_plan_anonymize(), for a plan whose statement is beside it.
 *
 * Returns: (transfer full) (nullable): the plan
 */
OptPlan *
opt_plan_anonymize_with_sql (OptPlan *self, const char *sql, char **renamed, GError **error)
{
  OptPlanNames names;
  g_autoptr (JsonNode) copy = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  opt_plan_names_init (&names);
  collect (&names, opt_plan_get_source (self));
  copy = copy_renamed (&names, "", opt_plan_get_source (self));
  if (renamed != NULL)
    *renamed = sql != NULL ? opt_plan_names_rename_statement (&names, sql) : NULL;
  opt_plan_names_clear (&names);
  text = opt_json_print (copy, FALSE);

  return opt_plan_new_from_text (text, -1, error);
}

/**
 * opt_plan_anonymize:
 * @self: a plan
 * @error: return location for an error
 *
 * The plan as it can be shown to anybody: tables, aliases, columns, indexes, constraints, triggers,
 * and functions and types that are not PostgreSQL's own have other names, the same wherever they
 * stand; literals are `'?'`. What of conditions and outputs can't be parsed is left out, and so are
 * keys that PostgreSQL does not print, words in kinds of nodes that are not its own, and settings
 * of extensions. Figures and other settings stay, but for search_path.
 *
 * Returns: (transfer full) (nullable): the plan
 */
OptPlan *
opt_plan_anonymize (OptPlan *self, GError **error)
{
  return opt_plan_anonymize_with_sql (self, NULL, NULL, error);
}
