/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-node-words.h"

#include <string.h>

/*
 * "Parallel Hash Left Join", "Index Only Scan Backward using a on b.c d": what the text format
 * calls a node becomes what the JSON format says of it. See ExplainNode() in PostgreSQL's
 * explain.c.
 */

/* What a word that follows "on" names. */
typedef enum
{
  TARGET_NONE,
  TARGET_RELATION,
  TARGET_INDEX,
  TARGET_FUNCTION,
  TARGET_TABLE_FUNCTION,
  TARGET_CTE,
  TARGET_TUPLESTORE,
  TARGET_ALIAS,
} Target;

typedef struct
{
  const char *words;
  const char *type;
  Target target;
  const char *key;
  const char *value;
} Kind;

/* Where one begins as another does the longer comes first. */
static const Kind kinds[] = {
  { "Index Only Scan", "Index Only Scan", TARGET_RELATION },
  { "Index Scan", "Index Scan", TARGET_RELATION },
  { "Bitmap Index Scan", "Bitmap Index Scan", TARGET_INDEX },
  { "Bitmap Heap Scan", "Bitmap Heap Scan", TARGET_RELATION },
  { "Seq Scan", "Seq Scan", TARGET_RELATION },
  { "Sample Scan", "Sample Scan", TARGET_RELATION },
  { "Tid Range Scan", "Tid Range Scan", TARGET_RELATION },
  { "Tid Scan", "Tid Scan", TARGET_RELATION },
  { "Foreign Insert", "Foreign Scan", TARGET_RELATION, "Operation", "Insert" },
  { "Foreign Update", "Foreign Scan", TARGET_RELATION, "Operation", "Update" },
  { "Foreign Delete", "Foreign Scan", TARGET_RELATION, "Operation", "Delete" },
  { "Foreign Scan", "Foreign Scan", TARGET_RELATION, "Operation", "Select" },
  { "Table Function Scan", "Table Function Scan", TARGET_TABLE_FUNCTION },
  { "Function Scan", "Function Scan", TARGET_FUNCTION },
  { "CTE Scan", "CTE Scan", TARGET_CTE },
  { "WorkTable Scan", "WorkTable Scan", TARGET_CTE },
  { "Named Tuplestore Scan", "Named Tuplestore Scan", TARGET_TUPLESTORE },
  { "Subquery Scan", "Subquery Scan", TARGET_ALIAS },
  { "Values Scan", "Values Scan", TARGET_ALIAS },
  { "Insert on", "ModifyTable", TARGET_RELATION, "Operation", "Insert" },
  { "Update on", "ModifyTable", TARGET_RELATION, "Operation", "Update" },
  { "Delete on", "ModifyTable", TARGET_RELATION, "Operation", "Delete" },
  { "Merge on", "ModifyTable", TARGET_RELATION, "Operation", "Merge" },
  { "HashAggregate", "Aggregate", TARGET_NONE, "Strategy", "Hashed" },
  { "GroupAggregate", "Aggregate", TARGET_NONE, "Strategy", "Sorted" },
  { "MixedAggregate", "Aggregate", TARGET_NONE, "Strategy", "Mixed" },
  { "Aggregate", "Aggregate", TARGET_NONE, "Strategy", "Plain" },
  { "HashSetOp", "SetOp", TARGET_NONE, "Strategy", "Hashed" },
  { "SetOp", "SetOp", TARGET_NONE, "Strategy", "Sorted" },
  { "Custom Scan", "Custom Scan", TARGET_RELATION },
  { "Gather Merge", "Gather Merge", TARGET_NONE },
  { "Gather", "Gather", TARGET_NONE },
  { "Merge Append", "Merge Append", TARGET_NONE },
  { "Append", "Append", TARGET_NONE },
  { "Recursive Union", "Recursive Union", TARGET_NONE },
  { "BitmapAnd", "BitmapAnd", TARGET_NONE },
  { "BitmapOr", "BitmapOr", TARGET_NONE },
  { "Incremental Sort", "Incremental Sort", TARGET_NONE },
  { "Sort", "Sort", TARGET_NONE },
  { "Group", "Group", TARGET_NONE },
  { "WindowAgg", "WindowAgg", TARGET_NONE },
  { "Unique", "Unique", TARGET_NONE },
  { "Materialize", "Materialize", TARGET_NONE },
  { "Memoize", "Memoize", TARGET_NONE },
  { "LockRows", "LockRows", TARGET_NONE },
  { "Limit", "Limit", TARGET_NONE },
  { "ProjectSet", "ProjectSet", TARGET_NONE },
  { "Result", "Result", TARGET_NONE },
  { "Nested Loop", "Nested Loop", TARGET_NONE },
  { "Hash", "Hash", TARGET_NONE },
  { "Merge", "Merge Join", TARGET_NONE },
};

/* Whether these words come next, whole; goes behind them then. */
static gboolean
take (const char **at, const char *words)
{
  gsize length = strlen (words);

  if (strncmp (*at, words, length) != 0 || ((*at)[length] != '\0' && (*at)[length] != ' '))
    return FALSE;

  *at += length;
  while (**at == ' ')
    (*at)++;

  return TRUE;
}

static const Kind *
take_kind (const char **at)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *from = *at;

      if (!take (at, kinds[i].words))
        continue;
      /* Which belongs to what follows. */
      if (g_str_has_suffix (kinds[i].words, " on"))
        *at = from + strlen (kinds[i].words) - strlen ("on");

      return &kinds[i];
    }

  return NULL;
}

/* Inner where nothing else is said. */
static gboolean
take_join_type (const char **at, const char **type)
{
  static const char *const types[]
      = { "Right Semi", "Right Anti", "Left", "Full", "Right", "Semi", "Anti" };
  const char *from = *at;

  *type = "Inner";
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (take (at, types[i]))
      {
        *type = types[i];
        break;
      }
  if (take (at, "Join"))
    return TRUE;

  *at = from;
  *type = "Inner";

  return FALSE;
}

/* One name, without its quotes. */
static char *
take_name (const char **at)
{
  GString *name;

  if (**at == '\0')
    return NULL;

  name = g_string_new (NULL);
  if (**at != '"')
    {
      gsize length = strcspn (*at, " .");

      g_string_append_len (name, *at, (gssize) length);
      *at += length;
      return g_string_free (name, FALSE);
    }

  for ((*at)++; **at != '\0'; (*at)++)
    {
      if (**at == '"' && (*at)[1] != '"')
        {
          (*at)++;
          break;
        }
      if (**at == '"')
        (*at)++;
      g_string_append_c (name, **at);
    }

  return g_string_free (name, FALSE);
}

static void
set_text (JsonObject *json, const char *key, const char *value)
{
  if (key != NULL && value != NULL)
    json_object_set_string_member (json, key, value);
}

static const char *
get_key (Target target)
{
  switch (target)
    {
    case TARGET_RELATION:
      return "Relation Name";
    case TARGET_INDEX:
      return "Index Name";
    case TARGET_FUNCTION:
      return "Function Name";
    case TARGET_TABLE_FUNCTION:
      return "Table Function Name";
    case TARGET_CTE:
      return "CTE Name";
    case TARGET_TUPLESTORE:
      return "Tuplestore Name";
    case TARGET_ALIAS:
    case TARGET_NONE:
    default:
      return NULL;
    }
}

/* "schema.name alias" */
static void
read_target (JsonObject *json, const char **at, Target target)
{
  g_autofree char *first = take_name (at);
  g_autofree char *schema = NULL;
  g_autofree char *name = NULL;
  g_autofree char *alias = NULL;

  if (**at == '.')
    {
      (*at)++;
      schema = g_steal_pointer (&first);
      name = take_name (at);
    }
  else
    name = g_steal_pointer (&first);
  while (**at == ' ')
    (*at)++;
  alias = take_name (at);

  if (get_key (target) != NULL)
    set_text (json, get_key (target), name);
  set_text (json, "Schema", schema);
  if (target != TARGET_INDEX)
    set_text (json, "Alias", alias != NULL ? alias : name);
}

static void
read_index (JsonObject *json, const char **at)
{
  g_autofree char *name = NULL;

  json_object_set_string_member (json, "Scan Direction",
                                 take (at, "Backward") ? "Backward" : "Forward");
  if (take (at, "using"))
    name = take_name (at);
  set_text (json, "Index Name", name);
  while (**at == ' ')
    (*at)++;
}

static void
read_provider (JsonObject *json, const char **at)
{
  const char *end = **at == '(' ? strchr (*at, ')') : NULL;

  if (end != NULL)
    {
      g_autofree char *name = g_strndup (*at + 1, (gsize) (end - *at - 1));

      json_object_set_string_member (json, "Custom Plan Provider", name);
      *at = end + 1;
      while (**at == ' ')
        (*at)++;
    }
}

/* "Hash" is a node, "Hash Join" another. */
static void
read_join (JsonObject *json, const Kind *kind, const char **at)
{
  const char *join_type;
  gboolean joins = take_join_type (at, &join_type);

  if (g_str_equal (kind->type, "Hash"))
    {
      if (!joins)
        return;
      json_object_set_string_member (json, "Node Type", "Hash Join");
    }
  json_object_set_string_member (json, "Join Type", join_type);
}

static const Kind *
read_kind (JsonObject *json, const char **at)
{
  gboolean async = take (at, "Async");
  gboolean parallel = take (at, "Parallel");
  const char *mode = take (at, "Partial") ? "Partial" : take (at, "Finalize") ? "Finalize" : NULL;
  const Kind *kind = take_kind (at);

  if (kind == NULL)
    return NULL;

  json_object_set_string_member (json, "Node Type", kind->type);
  json_object_set_boolean_member (json, "Parallel Aware", parallel);
  json_object_set_boolean_member (json, "Async Capable", async);
  set_text (json, kind->key, kind->value);
  if (g_str_equal (kind->type, "Aggregate"))
    json_object_set_string_member (json, "Partial Mode", mode != NULL ? mode : "Simple");

  return kind;
}

static gboolean
is_join (const Kind *kind)
{
  return g_str_equal (kind->type, "Hash") || g_str_equal (kind->type, "Merge Join")
         || g_str_equal (kind->type, "Nested Loop");
}

/* Leaves @at behind what was understood. */
static void
read_words (JsonObject *json, const Kind *kind, const char **at)
{
  if (is_join (kind))
    read_join (json, kind, at);
  if (g_str_equal (kind->type, "Index Scan") || g_str_equal (kind->type, "Index Only Scan"))
    read_index (json, at);
  if (g_str_equal (kind->type, "Custom Scan"))
    read_provider (json, at);
  if (g_str_equal (kind->type, "SetOp"))
    {
      set_text (json, "Command", *at);
      *at += strlen (*at);
    }
  else if (kind->target != TARGET_NONE && take (at, "on"))
    read_target (json, at, kind->target);
}

/* "YB Index Scan using a on b.c d": what names something is no part of a type that is not known. */
static void
read_unknown (JsonObject *json, const char *words)
{
  const char *using = strstr (words, " using ");
  const char *on = strstr (using != NULL ? using : words, " on ");
  const char *end = using != NULL ? using : on;
  g_autofree char *type = end != NULL ? g_strndup (words, (gsize) (end - words)) : NULL;

  json_object_set_string_member (json, "Node Type", type != NULL ? type : words);
  if (using != NULL)
    {
      const char *at = using + strlen (" using ");
      g_autofree char *name = take_name (&at);

      set_text (json, "Index Name", name);
      on = g_str_has_prefix (at, " on ") ? at : NULL;
    }
  if (on != NULL)
    {
      on += strlen (" on ");
      read_target (json, &on, TARGET_RELATION);
    }
}

/**
 * opt_plan_node_words_read:
 * @words: what the text format calls a node, without its figures
 *
 * Returns: (transfer full): what the JSON format says of it: "Node Type" and what belongs to that.
 * A node that is not known has its words up to what it names as its type
 */
JsonObject *
opt_plan_node_words_read (const char *words)
{
  JsonObject *json = json_object_new ();
  const char *at = words;
  const Kind *kind;

  g_return_val_if_fail (words != NULL, json);

  kind = read_kind (json, &at);
  if (kind == NULL)
    read_unknown (json, words);
  else
    read_words (json, kind, &at);

  return json;
}

/**
 * opt_plan_node_words_are_whole:
 * @words: a line
 *
 * Returns: whether it names a node of a plan, as the text format does, and says nothing else
 */
gboolean
opt_plan_node_words_are_whole (const char *words)
{
  g_autoptr (JsonObject) json = json_object_new ();
  const char *at = words;
  const Kind *kind;

  g_return_val_if_fail (words != NULL, FALSE);

  kind = read_kind (json, &at);
  if (kind == NULL)
    return FALSE;
  read_words (json, kind, &at);

  return at[strspn (at, " ")] == '\0';
}

/**
 * opt_plan_node_words_are_known:
 * @words: a line
 *
 * Returns: whether it begins as a node of a plan does
 */
gboolean
opt_plan_node_words_are_known (const char *words)
{
  g_autoptr (JsonObject) json = json_object_new ();
  const char *at = words;

  g_return_val_if_fail (words != NULL, FALSE);

  return read_kind (json, &at) != NULL;
}

/**
 * opt_plan_node_words_are_change:
 * @words: a line
 *
 * Returns: whether it begins as a node that changes a table does
 */
gboolean
opt_plan_node_words_are_change (const char *words)
{
  static const char *const changes[] = { "Insert on ", "Update on ", "Delete on ", "Merge on " };

  g_return_val_if_fail (words != NULL, FALSE);

  if (g_str_has_prefix (words, "Foreign "))
    words += strlen ("Foreign ");
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (g_str_has_prefix (words, changes[i]))
      return TRUE;

  return FALSE;
}
