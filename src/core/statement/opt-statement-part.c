/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-part.h"

#include <string.h>

#include "opt-parse-tree.h"

/* Longer statements are not taken apart. */
#define BYTES_AT_MOST (100 * 1024)

/* Which clause of a query the tokens are in. */
typedef enum
{
  CLAUSE_OTHER,
  CLAUSE_TARGETS,
  CLAUSE_UPDATE,
  CLAUSE_FROM,
  CLAUSE_ON,
  CLAUSE_CONDITION,
  CLAUSE_GROUP,
  CLAUSE_ORDER,
  CLAUSE_LIMIT,
} Clause;

/* What stands between two parentheses: a query, or something in one. */
typedef struct
{
  gboolean is_query;
  Clause clause;
  gsize first;     /* the token that the clause's part begins with */
  guint betweens;  /* how many of them wait for their AND */
  guint cases;     /* how many CASE are open */
  gboolean has_or; /* so that its terms are not ones that all must hold */
  char *targets;   /* (nullable) */
} Level;

typedef struct
{
  const char *sql;
  GPtrArray *tokens; /* (element-type PgQuery__ScanToken), no comments */
  GPtrArray *parts;
} Reader;

void
opt_statement_part_free (OptStatementPart *self)
{
  g_free (self->name);
  g_free (self->relation);
  g_clear_pointer (&self->terms, g_ptr_array_unref);
  g_free (self);
}

static const PgQuery__ScanToken *
get_token (Reader *self, gsize index)
{
  return self->tokens->pdata[index];
}

/* 0 behind the last. */
static int
get_kind (Reader *self, gsize index)
{
  return index < self->tokens->len ? (int) get_token (self, index)->token : 0;
}

static OptStatementPart *
add_part (Reader *self, OptStatementPartKind kind, gsize first, gsize last)
{
  OptStatementPart *part = g_new0 (OptStatementPart, 1);

  part->kind = kind;
  part->start = (gsize) get_token (self, first)->start;
  part->end = (gsize) get_token (self, last)->end;
  g_ptr_array_add (self->parts, part);

  return part;
}

/* ---- Clauses ------------------------------------------------------------------------------------
 */

static char *
get_text (Reader *self, gsize first, gsize last)
{
  gsize start = (gsize) get_token (self, first)->start;

  return g_strndup (self->sql + start, (gsize) get_token (self, last)->end - start);
}

static void
end_keys (Reader *self, Level *level, const char *text, gsize end)
{
  g_autoptr (GPtrArray) terms = opt_terms_read_keys (text, level->targets);
  OptStatementPart *part;

  if (terms == NULL)
    return;

  part = add_part (self,
                   level->clause == CLAUSE_GROUP ? OPT_STATEMENT_PART_GROUP
                                                 : OPT_STATEMENT_PART_ORDER,
                   level->first, end - 1);
  part->terms = g_steal_pointer (&terms);
}

/* The part of the clause that began at level->first ends before the token @end. What can't be read
 * by itself was cut in the wrong place, and is left out. */
static void
end_part (Reader *self, Level *level, gsize end)
{
  g_autofree char *text = level->first < end ? get_text (self, level->first, end - 1) : NULL;
  g_autoptr (GPtrArray) terms = NULL;

  if (text == NULL)
    return;

  switch (level->clause)
    {
    case CLAUSE_TARGETS:
      g_free (level->targets);
      level->targets = g_steal_pointer (&text);
      break;
    case CLAUSE_ON:
    case CLAUSE_CONDITION:
      terms = opt_terms_read_condition (text);
      if (terms != NULL)
        add_part (self, OPT_STATEMENT_PART_CONDITION, level->first, end - 1)->terms
            = g_steal_pointer (&terms);
      break;
    case CLAUSE_GROUP:
    case CLAUSE_ORDER:
      end_keys (self, level, text, end);
      break;
    case CLAUSE_LIMIT:
      add_part (self, OPT_STATEMENT_PART_LIMIT, level->first, end - 1);
      break;
    case CLAUSE_OTHER:
    case CLAUSE_UPDATE:
    case CLAUSE_FROM:
    default:
      break;
    }
}

static gboolean
ends_clause (int kind)
{
  switch (kind)
    {
    case PG_QUERY__TOKEN__FOR:
    case PG_QUERY__TOKEN__WINDOW:
    case PG_QUERY__TOKEN__UNION:
    case PG_QUERY__TOKEN__INTERSECT:
    case PG_QUERY__TOKEN__EXCEPT:
    case PG_QUERY__TOKEN__RETURNING:
    case PG_QUERY__TOKEN__ASCII_59:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether there is an OR in the clause that begins here, beside what stands in parentheses. */
static gboolean
find_or (Reader *self, gsize index)
{
  guint open = 0;

  for (; index < self->tokens->len; index++)
    {
      int kind = get_kind (self, index);

      if (kind == PG_QUERY__TOKEN__ASCII_40)
        open++;
      else if (kind == PG_QUERY__TOKEN__ASCII_41 && open-- == 0)
        return FALSE;
      else if (open == 0 && kind == PG_QUERY__TOKEN__OR)
        return TRUE;
      else if (open == 0
               && (ends_clause (kind) || kind == PG_QUERY__TOKEN__WHERE
                   || get_kind (self, index + 1) == PG_QUERY__TOKEN__BY))
        return FALSE;
    }

  return FALSE;
}

static void
begin_clause (Reader *self, Level *level, Clause clause, gsize index, gsize first)
{
  end_part (self, level, index);
  level->clause = clause;
  level->first = first;
  level->betweens = 0;
  level->cases = 0;
  level->has_or = (clause == CLAUSE_CONDITION || clause == CLAUSE_ON) && find_or (self, first);
}

/* Whether this word joins the next table: LEFT and RIGHT may also be functions. */
static gboolean
is_join (Reader *self, gsize index)
{
  switch (get_kind (self, index))
    {
    case PG_QUERY__TOKEN__LEFT:
    case PG_QUERY__TOKEN__RIGHT:
      return get_kind (self, index + 1) != PG_QUERY__TOKEN__ASCII_40;
    case PG_QUERY__TOKEN__JOIN:
    case PG_QUERY__TOKEN__FULL:
    case PG_QUERY__TOKEN__INNER_P:
    case PG_QUERY__TOKEN__CROSS:
    case PG_QUERY__TOKEN__NATURAL:
    case PG_QUERY__TOKEN__ASCII_44:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Within a condition: its terms end at an AND that is not a BETWEEN's. */
static void
read_condition (Reader *self, Level *level, gsize index)
{
  switch (get_kind (self, index))
    {
    case PG_QUERY__TOKEN__CASE:
      level->cases++;
      break;
    case PG_QUERY__TOKEN__END_P:
      level->cases -= level->cases > 0;
      break;
    case PG_QUERY__TOKEN__BETWEEN:
      level->betweens += level->cases == 0;
      break;
    case PG_QUERY__TOKEN__AND:
      if (level->cases > 0 || level->has_or)
        break;
      if (level->betweens > 0)
        {
          level->betweens--;
          break;
        }
      end_part (self, level, index);
      level->first = index + 1;
      break;
    default:
      break;
    }
}

static void
read_from (Reader *self, Level *level, gsize index)
{
  if (level->clause == CLAUSE_FROM && get_kind (self, index) == PG_QUERY__TOKEN__ON)
    begin_clause (self, level, CLAUSE_ON, index, index + 1);
  else if (level->clause == CLAUSE_ON
           && (is_join (self, index) || get_kind (self, index) == PG_QUERY__TOKEN__ON))
    {
      gboolean again = get_kind (self, index) == PG_QUERY__TOKEN__ON;

      begin_clause (self, level, again ? CLAUSE_ON : CLAUSE_FROM, index, index + 1);
    }
}

static gboolean
begins_limit (int kind)
{
  return kind == PG_QUERY__TOKEN__LIMIT || kind == PG_QUERY__TOKEN__OFFSET
         || kind == PG_QUERY__TOKEN__FETCH;
}

/* Words that begin a clause are reserved: at the level of a query they are nothing else. */
static void
read_clause (Reader *self, Level *level, gsize index)
{
  int kind = get_kind (self, index);
  gboolean by = get_kind (self, index + 1) == PG_QUERY__TOKEN__BY;

  if (kind == PG_QUERY__TOKEN__SELECT)
    begin_clause (self, level, CLAUSE_TARGETS, index, index + 1);
  else if (kind == PG_QUERY__TOKEN__UPDATE && level->clause == CLAUSE_OTHER)
    begin_clause (self, level, CLAUSE_UPDATE, index, index + 1);
  else if (kind == PG_QUERY__TOKEN__FROM
           && (index == 0 || get_kind (self, index - 1) != PG_QUERY__TOKEN__DISTINCT))
    begin_clause (self, level, CLAUSE_FROM, index, index + 1);
  else if (kind == PG_QUERY__TOKEN__WHERE || kind == PG_QUERY__TOKEN__HAVING)
    begin_clause (self, level, CLAUSE_CONDITION, index, index + 1);
  else if (kind == PG_QUERY__TOKEN__GROUP_P && by)
    begin_clause (self, level, CLAUSE_GROUP, index, index);
  else if (kind == PG_QUERY__TOKEN__ORDER && by)
    begin_clause (self, level, CLAUSE_ORDER, index, index);
  else if (begins_limit (kind) && level->clause != CLAUSE_LIMIT)
    begin_clause (self, level, CLAUSE_LIMIT, index, index);
  else if (ends_clause (kind)
           || (kind == PG_QUERY__TOKEN__ON
               && get_kind (self, index + 1) == PG_QUERY__TOKEN__CONFLICT))
    begin_clause (self, level, CLAUSE_OTHER, index, index + 1);
  else if (level->clause == CLAUSE_FROM || level->clause == CLAUSE_ON)
    read_from (self, level, index);

  if (level->clause == CLAUSE_CONDITION || level->clause == CLAUSE_ON)
    read_condition (self, level, index);
}

static gboolean
begins_query (int kind)
{
  return kind == PG_QUERY__TOKEN__SELECT || kind == PG_QUERY__TOKEN__WITH
         || kind == PG_QUERY__TOKEN__WITH_LA || kind == PG_QUERY__TOKEN__INSERT
         || kind == PG_QUERY__TOKEN__UPDATE || kind == PG_QUERY__TOKEN__DELETE_P;
}

static void
push_level (GArray *levels, gboolean is_query)
{
  Level level = { .is_query = is_query };

  g_array_append_val (levels, level);
}

static void
clear_level (gpointer data)
{
  g_free (((Level *) data)->targets);
}

static void
read_clauses (Reader *self)
{
  g_autoptr (GArray) levels = g_array_new (FALSE, TRUE, sizeof (Level));

  g_array_set_clear_func (levels, clear_level);
  push_level (levels, TRUE);
  for (gsize i = 0; i < self->tokens->len; i++)
    {
      Level *level = &g_array_index (levels, Level, levels->len - 1);
      int kind = get_kind (self, i);

      if (kind == PG_QUERY__TOKEN__ASCII_40)
        push_level (levels, begins_query (get_kind (self, i + 1)));
      else if (kind == PG_QUERY__TOKEN__ASCII_41 && levels->len > 1)
        {
          end_part (self, level, i);
          g_array_set_size (levels, levels->len - 1);
        }
      /* "t.limit" is a column. */
      else if (level->is_query && (i == 0 || get_kind (self, i - 1) != PG_QUERY__TOKEN__ASCII_46))
        read_clause (self, level, i);
    }
  while (levels->len > 0)
    {
      end_part (self, &g_array_index (levels, Level, levels->len - 1), self->tokens->len);
      g_array_set_size (levels, levels->len - 1);
    }
}

/* ---- Names --------------------------------------------------------------------------------------
 */

static gboolean
find_token (Reader *self, int location, gsize *index)
{
  for (gsize i = 0; location >= 0 && i < self->tokens->len; i++)
    {
      if (get_token (self, i)->start == location)
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* Whether the token is that name, in quotes or not. */
static gboolean
is_name (Reader *self, gsize index, const char *name)
{
  g_autofree char *text = index < self->tokens->len ? get_text (self, index, index) : NULL;
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", name);

  return text != NULL && (strcmp (lower, name) == 0 || strcmp (text, quoted) == 0);
}

static void
add_relation (Reader *self, const PgQuery__RangeVar *range)
{
  const char *alias = range->alias != NULL ? range->alias->aliasname : NULL;
  OptStatementPart *part;
  gsize first;
  gsize last;

  if (!find_token (self, range->location, &first))
    return;

  last = first;
  while (get_kind (self, last + 1) == PG_QUERY__TOKEN__ASCII_46 && last + 2 < self->tokens->len)
    last += 2;
  if (alias != NULL)
    {
      gsize next = last + 1 + (get_kind (self, last + 1) == PG_QUERY__TOKEN__AS);

      if (is_name (self, next, alias))
        last = next;
    }
  part = add_part (self, OPT_STATEMENT_PART_RELATION, first, last);
  part->name = g_strdup (alias != NULL ? alias : range->relname);
  part->relation = g_strdup (range->relname);
}

/* From its name to the parenthesis that closes its query. */
static void
add_cte (Reader *self, const PgQuery__CommonTableExpr *cte)
{
  gsize first;
  gsize last;
  guint open = 0;

  if (!find_token (self, cte->location, &first))
    return;

  for (last = first; get_kind (self, last) != PG_QUERY__TOKEN__AS; last++)
    {
      if (last >= self->tokens->len)
        return;
    }
  for (; last < self->tokens->len; last++)
    {
      open += get_kind (self, last) == PG_QUERY__TOKEN__ASCII_40;
      if (get_kind (self, last) == PG_QUERY__TOKEN__ASCII_41 && --open == 0)
        break;
    }
  if (last < self->tokens->len)
    add_part (self, OPT_STATEMENT_PART_CTE, first, last)->name = g_strdup (cte->ctename);
}

static gboolean
read_name (const ProtobufCMessage *message, gpointer user_data)
{
  if (message->descriptor == &pg_query__range_var__descriptor)
    add_relation (user_data, (const PgQuery__RangeVar *) message);
  else if (message->descriptor == &pg_query__common_table_expr__descriptor)
    add_cte (user_data, (const PgQuery__CommonTableExpr *) message);

  return TRUE;
}

/**
 * opt_statement_read_parts:
 * @sql: one statement
 *
 * Takes a statement apart into what a plan may tell of: relations and WITH queries as the parse
 * tree has them, and clauses as the tokens tell where they begin and end, each of which can be read
 * by itself.
 *
 * Returns: (transfer full) (element-type OptStatementPart): the parts; none of what is not one
 *   statement that can be read
 */
GPtrArray *
opt_statement_read_parts (const char *sql)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_statement_part_free);
  g_autoptr (GPtrArray) tokens = g_ptr_array_new ();
  Reader reader = { sql, tokens, parts };
  OptParseTree *tree;
  OptTokens *all;

  g_return_val_if_fail (sql != NULL, parts);

  if (strlen (sql) > BYTES_AT_MOST)
    return parts;
  tree = opt_parse_tree_new (sql, NULL);
  all = tree != NULL && tree->n_stmts == 1 ? opt_tokens_new (sql, NULL) : NULL;
  for (size_t i = 0; all != NULL && i < all->n_tokens; i++)
    {
      if (all->tokens[i]->token != PG_QUERY__TOKEN__SQL_COMMENT
          && all->tokens[i]->token != PG_QUERY__TOKEN__C_COMMENT)
        g_ptr_array_add (tokens, all->tokens[i]);
    }
  if (all != NULL)
    {
      read_clauses (&reader);
      opt_message_walk (&tree->base, read_name, &reader);
    }
  opt_tokens_free (all);
  opt_parse_tree_free (tree);

  return parts;
}
