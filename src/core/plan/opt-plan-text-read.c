/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-text-read.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-plan-lines.h"
#include "opt-plan-node-words.h"
#include "opt-plan-property-words.h"
#include "opt-plan-source.h"
#include "opt-plan-summary-words.h"
#include "opt-plan-text-node.h"
#include "opt-plan-wrap.h"

/*
 * PostgreSQL's text format as the tree of the JSON format. How far a line is indented tells on what
 * it hangs: a node's arrow stands at some column, what belongs to it stands further right.
 */

typedef struct
{
  gint64 column; /* of its arrow */
  JsonObject *json;
  const char *label;  /* (nullable): of a label, which is no node: json is its owner's */
  gboolean is_worker; /* one of a node, or a part of one: nothing hangs on it */
  gboolean is_part;   /* what it compiled */
  gboolean has_outer; /* an input that is no InitPlan and the like */
} Level;

typedef struct
{
  JsonArray *statements;
  JsonObject *statement; /* (nullable): the last */
  const char *query;     /* (nullable): what the next one says … */
  const char *values;    /* (nullable): … and its parameters were */
  GArray *levels;        /* of Level, the root first */
  JsonObject *summary;   /* (nullable): of "Planning:", where its lines go */
  guint root_indent;
  gboolean after_tree; /* in what stands below it */
  gboolean nothing;
  guint end_line; /* the last line of a plan, and how far it goes */
  guint end_column;
} Reader;

static void
level_clear (gpointer data)
{
  g_free ((char *) ((Level *) data)->label);
}

static Level *
get_top (Reader *reader)
{
  return reader->levels->len > 0 ? &g_array_index (reader->levels, Level, reader->levels->len - 1)
                                 : NULL;
}

static void
pop_to (Reader *reader, gint64 column)
{
  while (reader->levels->len > 1 && get_top (reader)->column >= column)
    g_array_set_size (reader->levels, reader->levels->len - 1);
}

static void
pop_worker (Reader *reader)
{
  while (reader->levels->len > 1 && get_top (reader)->is_worker)
    g_array_set_size (reader->levels, reader->levels->len - 1);
}

static void
push (Reader *reader, gint64 column, JsonObject *json, const char *label)
{
  Level level = { .column = column, .json = json, .label = g_strdup (label) };

  g_array_append_val (reader->levels, level);
}

/* ---- A node ---------------------------------------------------------------------------------- */

static JsonArray *
ensure_array (JsonObject *json, const char *key)
{
  if (!json_object_has_member (json, key))
    json_object_set_array_member (json, key, json_array_new ());

  return json_object_get_array_member (json, key);
}

static const char *
get_relationship (Level *above)
{
  static const char *const with_members[]
      = { "Append", "Merge Append", "BitmapAnd", "BitmapOr", NULL };
  const char *type = json_object_get_string_member (above->json, "Node Type");

  if (g_strv_contains (with_members, type))
    return "Member";
  if (g_str_equal (type, "Subquery Scan"))
    return "Subquery";
  if (!above->has_outer)
    {
      above->has_outer = TRUE;
      return "Outer";
    }

  /* Up to 13 one that changes several tables has a plan for each. */
  return g_str_equal (type, "ModifyTable") ? "Member" : "Inner";
}

/* A label tells how; "CTE x" is an InitPlan for JSON. */
static void
hang (Level *above, JsonObject *json)
{
  JsonArray *siblings = ensure_array (above->json, "Plans");

  if (above->label == NULL)
    json_object_set_string_member (json, "Parent Relationship", get_relationship (above));
  else
    {
      json_object_set_string_member (json, "Parent Relationship",
                                     g_str_has_prefix (above->label, "SubPlan ") ? "SubPlan"
                                                                                 : "InitPlan");
      json_object_set_string_member (json, "Subplan Name", above->label);
    }
  json_array_add_object_element (siblings, json);
}

static void
begin_statement (Reader *reader, JsonObject *root, guint indent)
{
  reader->statement = json_object_new ();
  reader->summary = NULL;
  reader->after_tree = FALSE;
  reader->root_indent = indent;
  g_array_set_size (reader->levels, 0);
  if (reader->query != NULL)
    json_object_set_string_member (reader->statement, "Query Text", reader->query);
  if (reader->values != NULL)
    json_object_set_string_member (reader->statement, "Query Parameters", reader->values);
  reader->query = NULL;
  reader->values = NULL;
  json_object_set_object_member (reader->statement, "Plan", root);
  json_array_add_object_element (reader->statements, reader->statement);
  push (reader, indent, root, NULL);
}

static void
note_end (Reader *reader, const OptPlanLine *line)
{
  reader->end_line = line->number;
  reader->end_column = line->indent + (line->has_arrow ? OPT_PLAN_ARROW_WIDTH : 0)
                       + (guint) g_utf8_strlen (line->text->str, -1);
}

/* What is still open where the text ends, or another plan begins. */
static gboolean
check_end (Reader *reader, GError **error)
{
  for (guint i = 0; i < reader->levels->len; i++)
    {
      const Level *level = &g_array_index (reader->levels, Level, i);
      const char *type = level->label == NULL && !level->is_worker
                             ? json_object_get_string_member (level->json, "Node Type")
                             : NULL;

      if (type == NULL || !opt_plan_text_lacks_input (level->json))
        continue;
      opt_set_error (
          error, OPT_ERROR_INVALID, OPT_PLAN_HOW_TO_GIVE,
          _ ("The plan is cut: it ends at line %u, column %u, and below “%s” something is "
             "missing"),
          reader->end_line, reader->end_column, type);
      return FALSE;
    }

  return TRUE;
}

/* What is no figure would be read as 0. */
static gboolean
check_damage (const OptPlanLine *line, GError **error)
{
  gsize offset = 0;
  g_autofree char *damage = opt_plan_wrap_find_damage (line->text->str, &offset);

  if (damage == NULL)
    return TRUE;

  opt_set_error (error, OPT_ERROR_INVALID, OPT_PLAN_HOW_TO_GIVE,
                 _ ("The plan is damaged at line %u, column %u: “%s” is not what EXPLAIN prints"),
                 line->number,
                 line->indent + (line->has_arrow ? OPT_PLAN_ARROW_WIDTH : 0)
                     + (guint) g_utf8_strlen (line->text->str, (gssize) offset) + 1,
                 damage);

  return FALSE;
}

static gboolean
add_node (Reader *reader, const OptPlanLine *line, GError **error)
{
  JsonObject *json;

  if (!opt_plan_text_check_figures (line, error) || !check_damage (line, error))
    return FALSE;
  if (line->has_arrow && reader->statement == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, OPT_PLAN_HOW_TO_GIVE,
                     _ ("The plan begins at line %u, column %u with a node below others: these are "
                        "missing"),
                     line->number, line->indent + 1);
      return FALSE;
    }
  if (!line->has_arrow && !check_end (reader, error))
    return FALSE;

  json = opt_plan_text_read_node (line->text->str);
  if (!line->has_arrow)
    {
      begin_statement (reader, json, line->indent);
      note_end (reader, line);
      return TRUE;
    }
  pop_to (reader, line->indent);
  pop_worker (reader);
  if (reader->levels->len >= OPT_PLAN_DEPTH)
    {
      json_object_unref (json);
      opt_set_error (error, OPT_ERROR_INVALID, OPT_PLAN_HOW_TO_GIVE,
                     _ ("The plan is nested too deeply at line %u: more than %d levels"),
                     line->number, OPT_PLAN_DEPTH);
      return FALSE;
    }
  hang (get_top (reader), json);
  push (reader, line->indent, json, NULL);
  note_end (reader, line);

  return TRUE;
}

/* ---- What stands below it -------------------------------------------------------------------- */

/* "Worker 0:  actual time=…", "Worker 0:  Sort Method: …"; further lines may follow below it. */
static void
add_worker (Reader *reader, const OptPlanLine *line)
{
  Level *owner;
  JsonArray *workers;
  JsonObject *worker = NULL;
  gint64 number = g_ascii_strtoll (line->text->str + strlen ("Worker "), NULL, 10);
  const char *rest = strchr (line->text->str, ':');

  pop_to (reader, line->indent);
  pop_worker (reader);
  owner = get_top (reader);
  if (owner == NULL || owner->label != NULL)
    return;

  workers = ensure_array (owner->json, "Workers");
  for (guint i = 0; i < json_array_get_length (workers); i++)
    if (json_object_get_int_member (json_array_get_object_element (workers, i), "Worker Number")
        == number)
      worker = json_array_get_object_element (workers, i);
  if (worker == NULL)
    {
      worker = json_object_new ();
      json_object_set_int_member (worker, "Worker Number", number);
      json_array_add_object_element (workers, worker);
    }
  rest = rest != NULL ? rest + 1 : "";
  while (*rest == ' ')
    rest++;
  if (g_str_has_prefix (rest, "actual "))
    opt_plan_text_read_figures (worker, rest, TRUE);
  else
    opt_plan_property_words_read (worker, rest);
  push (reader, line->indent, worker, NULL);
  get_top (reader)->is_worker = TRUE;
}

/* "JIT:" of a worker, with its lines below. */
static void
push_part (Reader *reader, const OptPlanLine *line)
{
  JsonObject *part = json_object_new ();

  json_object_set_object_member (get_top (reader)->json, "JIT", part);
  push (reader, line->indent, part, NULL);
  get_top (reader)->is_worker = TRUE;
  get_top (reader)->is_part = TRUE;
}

static void
add_property (Reader *reader, const OptPlanLine *line)
{
  const char *text = line->text->str;

  if (line->indent <= reader->root_indent)
    {
      reader->after_tree = TRUE;
      reader->summary = opt_plan_summary_words_read (reader->statement, text);
    }
  else if (reader->after_tree)
    opt_plan_summary_words_read_part (reader->summary, text);
  else
    {
      Level *owner;

      pop_to (reader, line->indent);
      owner = get_top (reader);
      if (owner->is_part)
        opt_plan_summary_words_read_part (owner->json, text);
      else if (owner->is_worker && g_str_equal (text, "JIT:"))
        push_part (reader, line);
      else
        opt_plan_property_words_read (owner->json, text);
    }
}

/* Where a statement changes several tables. */
static void
add_target (Reader *reader, const OptPlanLine *line)
{
  JsonObject *target = opt_plan_node_words_read (line->text->str);

  pop_to (reader, line->indent);
  pop_worker (reader);
  json_object_remove_member (target, "Node Type");
  json_object_remove_member (target, "Parallel Aware");
  json_object_remove_member (target, "Async Capable");
  json_object_remove_member (target, "Operation");
  json_array_add_object_element (ensure_array (get_top (reader)->json, "Target Tables"), target);
}

static gboolean
add_line (Reader *reader, const OptPlanLine *line, GError **error)
{
  if (line->kind == OPT_PLAN_LINE_NOTHING)
    {
      reader->nothing = TRUE;
      return TRUE;
    }
  if (line->kind == OPT_PLAN_LINE_UTILITY)
    {
      json_array_add_string_element (reader->statements, g_str_equal (line->text->str, "NOTIFY")
                                                             ? "Notify"
                                                             : "Utility Statement");
      return TRUE;
    }
  if (line->kind == OPT_PLAN_LINE_HEAD || line->kind == OPT_PLAN_LINE_QUERY)
    {
      reader->statement = NULL;
      reader->values = NULL;
      reader->query
          = line->kind == OPT_PLAN_LINE_QUERY ? line->text->str + strlen ("Query Text: ") : NULL;
      return TRUE;
    }
  if (line->kind == OPT_PLAN_LINE_VALUES)
    {
      reader->values = line->text->str + strlen ("Query Parameters: ");
      return TRUE;
    }
  if (line->kind == OPT_PLAN_LINE_NODE)
    return add_node (reader, line, error);
  /* A prompt, a query, the head of a log. */
  if (reader->statement == NULL)
    return TRUE;
  note_end (reader, line);

  switch (line->kind)
    {
    case OPT_PLAN_LINE_LABEL:
      pop_to (reader, line->indent);
      pop_worker (reader);
      /* On one that has no node yet nothing can hang. */
      if (get_top (reader)->label == NULL)
        push (reader, line->indent, get_top (reader)->json, line->text->str);
      break;
    case OPT_PLAN_LINE_TARGET:
      add_target (reader, line);
      break;
    case OPT_PLAN_LINE_WORKER:
      add_worker (reader, line);
      break;
    case OPT_PLAN_LINE_PROPERTY:
      add_property (reader, line);
      break;
    case OPT_PLAN_LINE_NODE:
    case OPT_PLAN_LINE_UTILITY:
    case OPT_PLAN_LINE_NOTHING:
    case OPT_PLAN_LINE_QUERY:
    case OPT_PLAN_LINE_VALUES:
    case OPT_PLAN_LINE_HEAD:
    case OPT_PLAN_LINE_OTHER:
    default:
      break;
    }

  return TRUE;
}

/**
 * opt_plan_text_read:
 * @text: UTF-8: what EXPLAIN printed in PostgreSQL's text format, from 9.6 on, with what psql,
 *   pgAdmin, auto_explain or a mail put around it
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): the same as FORMAT JSON prints it: an array of statements
 */
JsonNode *
opt_plan_text_read (const char *text, GError **error)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GArray) levels = g_array_new (FALSE, FALSE, sizeof (Level));
  g_autoptr (JsonArray) statements = json_array_new ();
  Reader reader = { .statements = statements, .levels = levels };
  JsonNode *json;

  g_return_val_if_fail (text != NULL, NULL);

  g_array_set_clear_func (levels, level_clear);
  lines = opt_plan_lines_read (text, error);
  if (lines == NULL)
    return NULL;
  for (guint i = 0; i < lines->len; i++)
    if (!add_line (&reader, lines->pdata[i], error))
      return NULL;
  if (!check_end (&reader, error))
    return NULL;
  if (json_array_get_length (statements) == 0 && !reader.nothing)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Give what EXPLAIN printed, from its first line on."),
                     _ ("There is no plan in this text"));
      return NULL;
    }

  json = json_node_alloc ();
  json_node_init_array (json, statements);

  return json;
}
