/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison-private.h"

#include <string.h>

#include "opt-statement-text.h"

/* A partition is called as its table is in the statement, with a number behind it. */
static char *
strip_number (const char *alias)
{
  const char *line = strrchr (alias, '_');

  if (line == NULL || line[1] == '\0' || strspn (line + 1, "0123456789") != strlen (line + 1))
    return g_strdup (alias);

  return g_strndup (alias, (gsize) (line - alias));
}

static void
add_names (GHashTable *names, const OptPlanMark *mark)
{
  if (mark->relation == NULL)
    return;

  g_hash_table_add (names, g_strdup (mark->relation));
  if (mark->alias != NULL)
    g_hash_table_add (names, strip_number (mark->alias));
}

static GHashTable *
collect_names (OptPlanSide *side)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < side->n; i++)
    add_names (names, &side->marks[i]);

  return names;
}

/* Whether all that the plan reads is known by relation or alias to the other. A planner may leave a
 * table out, but puts in none. */
static gboolean
is_within (OptPlanSide *side, GHashTable *names)
{
  for (guint i = 0; i < side->n; i++)
    {
      const OptPlanMark *mark = &side->marks[i];
      g_autofree char *base = NULL;

      if (mark->relation == NULL || g_hash_table_contains (names, mark->relation))
        continue;
      base = mark->alias != NULL ? strip_number (mark->alias) : NULL;
      if (base == NULL || !g_hash_table_contains (names, base))
        return FALSE;
    }

  return TRUE;
}

/*
 * opt_plan_comparison_find_likeness:
 *
 * Returns: whether the two seem to be plans of one statement: by the fingerprints of their texts,
 *   or where a text is missing or does not parse, by what they read
 */
OptPlanLikeness
opt_plan_comparison_find_likeness (OptPlanComparison *self)
{
  OptPlanSide *sides = self->sides;
  g_autofree char *first
      = sides[0].sql != NULL ? opt_statement_fingerprint (sides[0].sql, NULL) : NULL;
  g_autofree char *second
      = sides[1].sql != NULL ? opt_statement_fingerprint (sides[1].sql, NULL) : NULL;
  g_autoptr (GHashTable) first_names = NULL;
  g_autoptr (GHashTable) second_names = NULL;

  if (first != NULL && second != NULL)
    return strcmp (first, second) == 0 ? OPT_PLAN_LIKENESS_SAME_TEXT : OPT_PLAN_LIKENESS_OTHER_TEXT;

  first_names = collect_names (&sides[0]);
  second_names = collect_names (&sides[1]);
  if (g_hash_table_size (first_names) == 0 && g_hash_table_size (second_names) == 0)
    return OPT_PLAN_LIKENESS_UNKNOWN;
  if (g_hash_table_size (first_names) == 0 || g_hash_table_size (second_names) == 0)
    return OPT_PLAN_LIKENESS_OTHER_RELATIONS;

  return is_within (&sides[0], second_names) || is_within (&sides[1], first_names)
             ? OPT_PLAN_LIKENESS_SAME_RELATIONS
             : OPT_PLAN_LIKENESS_OTHER_RELATIONS;
}
