/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-change.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"

/**
 * opt_statement_change_get_value:
 * @past: (nullable): what is compared with
 * @column: any column
 * @share: what the share is of, see #OptWorkloadShare
 * @item: a statement
 *
 * Returns: what statements are ranked by; NAN where that is not known
 */
double
opt_statement_change_get_value (OptStatementPast *past,
                                OptStatementColumn column,
                                OptWorkloadShare share,
                                OptStatementItem *item)
{
  OptStatementThen then;

  g_return_val_if_fail (past == NULL || OPT_IS_STATEMENT_PAST (past), NAN);

  if (!opt_statement_column_is_compared (column))
    return opt_statement_column_get_value (column, share, item);
  if (past == NULL)
    return NAN;
  if (column == OPT_STATEMENT_COLUMN_CHANGE)
    return opt_statement_past_get_change (past, item);

  opt_statement_past_find (past, item, &then);

  return opt_statement_then_get_mean (&then);
}

/**
 * opt_statement_change_format:
 * @past: (nullable): what is compared with
 * @column: any column of numbers
 * @share: what the share is of, see #OptWorkloadShare
 * @item: a statement
 *
 * Returns: (transfer full): what it tells of @item, with its unit
 */
char *
opt_statement_change_format (OptStatementPast *past,
                             OptStatementColumn column,
                             OptWorkloadShare share,
                             OptStatementItem *item)
{
  double value;

  if (!opt_statement_column_is_compared (column))
    return opt_statement_column_format (column, share, item);

  value = opt_statement_change_get_value (past, column, share, item);
  if (!isfinite (value))
    return g_strdup (OPT_FORMAT_NONE);

  return column == OPT_STATEMENT_COLUMN_CHANGE ? opt_format_factor (value)
                                               : opt_format_duration (value);
}

/* (nullable): by its key, which goes without saying */
static char *
describe_match (const OptStatementThen *then, OptStatementItem *item)
{
  if (then->match == OPT_STATEMENT_MATCH_FINGERPRINT)
    return g_strdup_printf (_ ("It has another queryid since, as after an upgrade of the server, "
                               "and was found by its text: then it was %" G_GINT64_FORMAT "."),
                            then->queryid);
  if (opt_statement_item_is_group (item))
    return g_strdup_printf (ngettext ("Those that are alike were %u statement then.",
                                      "Those that are alike were %u statements then.",
                                      then->n_statements),
                            then->n_statements);

  return NULL;
}

static char *
describe_none (const OptStatementThen *then)
{
  if (then->match == OPT_STATEMENT_MATCH_AMBIGUOUS)
    return g_strdup (_ ("Its queryid is new, and several statements of its role and database read "
                        "like it: which of them it was then is not known."));

  return g_strdup (_ ("It was not called then, as far as the server was watched."));
}

static char *
describe_before (const OptStatementThen *then)
{
  g_autofree char *calls = opt_format_count (then->calls);

  return g_strdup_printf (ngettext ("Mean execution time of the %s call that it had then.",
                                    "Mean execution time of the %s calls that it had then.",
                                    (gulong) then->calls),
                          calls);
}

static char *
describe_change (const OptStatementThen *then, OptStatementItem *item, gboolean known)
{
  gint64 n_now = opt_statement_item_get_counters (item)->calls;
  g_autofree char *now = opt_format_duration (opt_statement_item_get_mean_ms (item));
  g_autofree char *before = opt_format_duration (opt_statement_then_get_mean (then));
  g_autofree char *calls_now = opt_format_count (n_now);
  g_autofree char *calls_then = opt_format_count (then->calls);

  if (known)
    /* Translators: two durations and two numbers of calls */
    return g_strdup_printf (_ ("Mean execution time of a call: %s now, %s then; of %s calls now, "
                               "%s then."),
                            now, before, calls_now, calls_then);

  if (n_now >= OPT_STATEMENT_PAST_MIN_CALLS && then->calls >= OPT_STATEMENT_PAST_MIN_CALLS)
    return g_strdup (_ ("Its calls took no time then that could be measured."));

  /* Translators: two numbers of calls, and how many it takes */
  return g_strdup_printf (_ ("Too few calls to tell: %s now, %s then, and it takes %d in both."),
                          calls_now, calls_then, OPT_STATEMENT_PAST_MIN_CALLS);
}

/**
 * opt_statement_change_explain:
 * @past: what is compared with
 * @column: what tells of it
 * @item: a statement
 *
 * Returns: (transfer full): how that figure is known, or why there is none
 */
char *
opt_statement_change_explain (OptStatementPast *past,
                              OptStatementColumn column,
                              OptStatementItem *item)
{
  OptStatementThen then;
  g_autofree char *figure = NULL;
  g_autofree char *match = NULL;
  const char *known;

  g_return_val_if_fail (OPT_IS_STATEMENT_PAST (past), NULL);
  g_return_val_if_fail (opt_statement_column_is_compared (column), NULL);

  known = opt_statement_past_get_known (past);
  if (!opt_statement_past_is_recorded (past))
    return g_strdup (known);

  opt_statement_past_find (past, item, &then);
  if (then.calls <= 0)
    figure = describe_none (&then);
  else
    {
      figure = column == OPT_STATEMENT_COLUMN_BEFORE
                   ? describe_before (&then)
                   : describe_change (&then, item,
                                      isfinite (opt_statement_past_get_change (past, item)));
      match = describe_match (&then, item);
    }

  return g_strdup_printf ("%s\n%s%s%s", figure, match != NULL ? match : "",
                          match != NULL ? "\n" : "", known);
}
