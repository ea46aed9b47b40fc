/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-names-private.h"

#include <string.h>

#include "opt-builtin-names.h"
#include "opt-clause.h"
#include "opt-rename.h"

#define UNKNOWN "?"

void
opt_plan_names_init (OptPlanNames *self)
{
  GHashTable **tables[]
      = { &self->relations, &self->columns,     &self->indexes,  &self->functions, &self->types,
          &self->schemas,   &self->constraints, &self->triggers, &self->results };

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    *tables[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
opt_plan_names_clear (OptPlanNames *self)
{
  g_hash_table_unref (self->relations);
  g_hash_table_unref (self->columns);
  g_hash_table_unref (self->indexes);
  g_hash_table_unref (self->functions);
  g_hash_table_unref (self->types);
  g_hash_table_unref (self->schemas);
  g_hash_table_unref (self->constraints);
  g_hash_table_unref (self->triggers);
  g_hash_table_unref (self->results);
}

/*
 * opt_plan_names_get:
 * @letter: what new names begin with
 *
 * Returns: (transfer none): the new name: "t1"
 */
const char *
opt_plan_names_get (GHashTable *names, const char *letter, const char *name)
{
  char *renamed = g_hash_table_lookup (names, name);

  if (renamed == NULL)
    {
      renamed = g_strdup_printf ("%s%u", letter, g_hash_table_size (names) + 1);
      g_hash_table_insert (names, g_strdup (name), renamed);
    }

  return renamed;
}

/*
 * opt_plan_names_add_results:
 * @subplan: "InitPlan 1 (returns $0,$1)"
 *
 * Notes by what expressions mention it.
 */
void
opt_plan_names_add_results (OptPlanNames *self, const char *subplan)
{
  g_autoptr (GRegex) regex
      = g_regex_new ("^(?:InitPlan|SubPlan) \\d+|\\$\\d+(?=[,)])", G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (g_str_has_prefix (subplan, "CTE "))
    return;
  g_regex_match (regex, subplan, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    g_hash_table_insert (self->results, g_match_info_fetch (match, 0), NULL);
}

char *
opt_plan_names_dup_function (OptPlanNames *self, const char *name)
{
  return g_strdup (
      opt_name_is_builtin_function (name) ? name : opt_plan_names_get (self->functions, "f", name));
}

char *
opt_plan_names_dup_schema (OptPlanNames *self, const char *name)
{
  return g_strdup (strcmp (name, "pg_catalog") == 0 || strcmp (name, "public") == 0
                       ? name
                       : opt_plan_names_get (self->schemas, "s", name));
}

static char *
rename_one (OptNameKind kind, const char *name, gpointer data)
{
  OptPlanNames *self = data;

  /* InitPlans and SubPlans are no names of anybody. */
  if (opt_clause_is_guarded (name))
    return g_strdup_printf ("\"%s\"", name);

  switch (kind)
    {
    case OPT_NAME_FUNCTION:
      return opt_plan_names_dup_function (self, name);
    case OPT_NAME_TYPE:
      return g_strdup (
          opt_name_is_builtin_type (name) ? name : opt_plan_names_get (self->types, "y", name));
    case OPT_NAME_QUALIFIER:
      if (g_hash_table_contains (self->relations, name))
        return g_strdup (opt_plan_names_get (self->relations, "t", name));
      return g_hash_table_contains (self->schemas, name) || strcmp (name, "pg_catalog") == 0
                     || strcmp (name, "public") == 0
                 ? opt_plan_names_dup_schema (self, name)
                 : g_strdup (opt_plan_names_get (self->relations, "t", name));
    case OPT_NAME_COLUMN:
    default:
      /* A whole row is called as its table, and so is what a function of one column returns. */
      return g_strdup (g_hash_table_contains (self->relations, name)
                           ? opt_plan_names_get (self->relations, "t", name)
                           : opt_plan_names_get (self->columns, "c", name));
    }
}

/* Time is attributed by who mentions the result of an InitPlan: these mentions stay. What stands
 * there else may be anybody's, and so may what looks like one in a literal. */
static char *
keep_mentions (OptPlanNames *self, const char *expression)
{
  g_autoptr (GRegex) regex = g_regex_new (
      "'(?:[^']|'')*'|\"[^\"]*\"|(\\$\\d+)|\\b(?:hashed )?((?:InitPlan|SubPlan) \\d+)", G_REGEX_RAW,
      0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  GString *kept = g_string_new (UNKNOWN);

  g_regex_match (regex, expression, 0, &match);
  while (g_match_info_matches (match))
    {
      g_autofree char *mention = g_match_info_fetch (match, 0);
      g_autofree char *result = g_match_info_fetch (match, *mention == '$' ? 1 : 2);

      if (result != NULL && g_hash_table_contains (self->results, result))
        g_string_append_printf (kept, " %s", mention);
      g_match_info_next (match, NULL);
    }

  return g_string_free (kept, FALSE);
}

/*
 * opt_plan_names_rename_expression:
 *
 * Returns: (transfer full): the expression, or list of them, with other names and without literals;
 *   what can't be parsed is gone but for the plan's InitPlans and SubPlans and what they return
 */
char *
opt_plan_names_rename_expression (OptPlanNames *self, const char *expression)
{
  /* A list of expressions with their directions is what may follow this, and so all that is printed
   * of conditions, keys and outputs. */
  gsize prefix = 0;
  g_autofree char *guarded = opt_clause_guard (expression);
  g_autofree char *sql = opt_clause_complete (OPT_CLAUSE_KEYS, guarded, &prefix);
  g_autofree char *renamed = opt_sql_rename (sql, prefix, rename_one, self, NULL);

  return renamed != NULL ? opt_clause_unguard (renamed) : keep_mentions (self, expression);
}

/*
 * opt_plan_names_rename_statement:
 *
 * Returns: (transfer full): the statement with other names and without literals
 */
char *
opt_plan_names_rename_statement (OptPlanNames *self, const char *sql)
{
  char *renamed = opt_sql_rename (sql, 0, rename_one, self, NULL);

  return renamed != NULL ? renamed : g_strdup (UNKNOWN);
}
