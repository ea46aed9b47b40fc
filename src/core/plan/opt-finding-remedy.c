/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-finding-remedy.h"

#include "opt-json-build.h"
#include "opt-sql.h"

G_DEFINE_BOXED_TYPE (OptFindingRemedy,
                     opt_finding_remedy,
                     opt_finding_remedy_copy,
                     opt_finding_remedy_free)

static OptFindingRemedy *
new_of_kind (OptFindingRemedyKind kind, const char *sql, const char *statement)
{
  OptFindingRemedy *self = g_new0 (OptFindingRemedy, 1);

  self->kind = kind;
  self->sql = g_strdup (sql);
  self->statement = g_strdup (statement);

  return self;
}

/**
 * opt_finding_remedy_new_advise:
 * @statement: (nullable): what to advise on, where it is not the plan's own statement
 *
 * Returns: (transfer full): that the advisor can be asked
 */
OptFindingRemedy *
opt_finding_remedy_new_advise (const char *statement)
{
  return new_of_kind (OPT_FINDING_REMEDY_ADVISE, NULL, statement);
}

/**
 * opt_finding_remedy_new_change:
 * @sql: what a trial can make on a copy, with `;` between statements
 * @statement: (nullable): what to measure it with, where it is not the plan's own statement
 *
 * Returns: (transfer full): that a trial can make a change
 */
OptFindingRemedy *
opt_finding_remedy_new_change (const char *sql, const char *statement)
{
  g_return_val_if_fail (sql != NULL, NULL);

  return new_of_kind (OPT_FINDING_REMEDY_CHANGE, sql, statement);
}

/**
 * opt_finding_remedy_new_setting:
 * @setting: its name
 * @value: its value, with its unit
 *
 * Returns: (transfer full): that a trial can set it for the statement
 */
OptFindingRemedy *
opt_finding_remedy_new_setting (const char *setting, const char *value)
{
  g_autofree char *name = NULL;
  g_autofree char *literal = NULL;
  g_autofree char *sql = NULL;

  g_return_val_if_fail (setting != NULL && value != NULL, NULL);

  name = opt_sql_quote_identifier (setting);
  literal = opt_sql_quote_literal (value);
  sql = g_strchomp (opt_sql_fill (opt_sql_get ("plan", "remedy-setting", G_MAXINT), "setting", name,
                                  "value", literal, NULL));

  return new_of_kind (OPT_FINDING_REMEDY_SETTING, sql, NULL);
}

/**
 * opt_finding_remedy_copy:
 * @self: (nullable): a remedy
 *
 * Returns: (transfer full) (nullable): the same
 */
OptFindingRemedy *
opt_finding_remedy_copy (const OptFindingRemedy *self)
{
  return self != NULL ? new_of_kind (self->kind, self->sql, self->statement) : NULL;
}

/**
 * opt_finding_remedy_free:
 * @self: (nullable) (transfer full): a remedy
 */
void
opt_finding_remedy_free (OptFindingRemedy *self)
{
  if (self == NULL)
    return;

  g_free (self->sql);
  g_free (self->statement);
  g_free (self);
}

/**
 * opt_finding_remedy_kind_get_nick:
 * @kind: a kind
 *
 * Returns: (transfer none): its name for machines
 */
const char *
opt_finding_remedy_kind_get_nick (OptFindingRemedyKind kind)
{
  static const char *const nicks[] = {
    [OPT_FINDING_REMEDY_ADVISE] = "advise",
    [OPT_FINDING_REMEDY_CHANGE] = "change",
    [OPT_FINDING_REMEDY_SETTING] = "setting",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

/**
 * opt_finding_remedy_to_json:
 * @self: a remedy
 *
 * Returns: (transfer full): its object in `plan --json`: kind, sql, statement
 */
JsonNode *
opt_finding_remedy_to_json (const OptFindingRemedy *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "kind", opt_finding_remedy_kind_get_nick (self->kind));
  opt_json_add_text (builder, "sql", self->sql);
  opt_json_add_text (builder, "statement", self->statement);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
