/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-expression-failure.h"

#include "opt-clause.h"
#include "opt-statement-calls.h"

/* An index computes its expression for each row that there is and that is written: a row whose
 * value can't be computed is refused from then on. These of the server's own give a value for all
 * that they take: they neither parse text nor can overflow. */
static const char *const total_functions[] = {
  "lower",      "upper",       "btrim",        "ltrim",        "rtrim",
  "length",     "char_length", "reverse",      "md5",          "coalesce",
  "date_trunc", "date_part",   "jsonb_typeof", "octet_length", "left",
  "right",      "initcap",     "extract",      "to_jsonb",     "jsonb_extract_path_text",
  NULL,
};
static const char *const total_operators[] = {
  "||", "->", "->>", "#>", "#>>", "?", "@>", "<@", "=", "<>", "<", "<=", ">", ">=", NULL,
};
/* Anything can be written as text. */
static const char *const total_types[] = { "pg_catalog", "text", "varchar", "bpchar", NULL };

static gboolean
are_all_in (GPtrArray *names, const char *const *list)
{
  for (guint i = 0; i < names->len; i++)
    if (!g_strv_contains (list, names->pdata[i]))
      return FALSE;

  return TRUE;
}

/* A function of somebody's own may be called as one of the server's is. */
static gboolean
are_plain (GPtrArray *schemas)
{
  for (guint i = 0; i < schemas->len; i++)
    {
      const char *schema = schemas->pdata[i];

      if (*schema != '\0' && !g_str_equal (schema, "pg_catalog"))
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_expression_may_fail:
 * @expression: SQL over a table's columns
 *
 * Whether there may be values that it can't be computed of: `ref::bigint` of a text that is no
 * number, `a / b` by 0, `a + b` out of range. What isn't known not to fail may.
 *
 * Returns: whether it may
 */
gboolean
opt_expression_may_fail (const char *expression)
{
  g_autoptr (OptStatementCalls) calls = opt_statement_calls_new ();
  g_autofree char *sql = NULL;

  g_return_val_if_fail (expression != NULL, TRUE);

  sql = opt_clause_complete (OPT_CLAUSE_KEYS, expression, NULL);
  if (!opt_statement_calls_add (calls, sql, NULL))
    return TRUE;

  return !are_all_in (calls->functions, total_functions) || !are_plain (calls->function_schemas)
         || !are_all_in (calls->operators, total_operators) || !are_plain (calls->operator_schemas)
         || !are_all_in (calls->types, total_types);
}

/**
 * opt_candidate_may_refuse_rows:
 * @candidate: an index
 *
 * Returns: whether with it the table may refuse rows that it takes without it
 */
gboolean
opt_candidate_may_refuse_rows (const OptCandidate *candidate)
{
  g_return_val_if_fail (candidate != NULL, TRUE);

  for (guint i = 0; i < opt_candidate_get_n_keys (candidate); i++)
    {
      const OptIndexKey *key = opt_candidate_get_key (candidate, i);

      if (key->column == 0 && opt_expression_may_fail (key->definition))
        return TRUE;
    }

  return candidate->spec->predicate != NULL && opt_expression_may_fail (candidate->spec->predicate);
}
