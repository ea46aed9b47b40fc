/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-change-property.h"

#include <string.h>

#include "opt-json-build.h"
#include "opt-json.h"
#include "opt-sql.h"

static const char *const kinds[] = { "parameter", "column-target", "column-option", "statistics" };

/* pg_attribute.attstattarget of a column that has none of its own. */
#define NO_TARGET "-1"

/**
 * opt_change_property_new:
 * @kind: what it is
 * @name: its name
 *
 * Returns: (transfer full): a property, to be filled with the rest
 */
OptChangeProperty *
opt_change_property_new (OptPropertyKind kind, const char *name)
{
  OptChangeProperty *self = g_new0 (OptChangeProperty, 1);

  self->kind = kind;
  self->name = g_strdup (name);

  return self;
}

/**
 * opt_change_property_copy:
 * @self: a property
 *
 * Returns: (transfer full): the same
 */
OptChangeProperty *
opt_change_property_copy (const OptChangeProperty *self)
{
  OptChangeProperty *copy = opt_change_property_new (self->kind, self->name);

  copy->database = g_strdup (self->database);
  copy->role = g_strdup (self->role);
  copy->schema = g_strdup (self->schema);
  copy->table = g_strdup (self->table);
  copy->column = g_strdup (self->column);
  copy->kinds = g_strdup (self->kinds);
  copy->columns = g_strdup (self->columns);
  copy->before = g_strdup (self->before);
  copy->after = g_strdup (self->after);
  copy->restart = self->restart;

  return copy;
}

/**
 * opt_change_property_free:
 * @self: (nullable) (transfer full): a property
 */
void
opt_change_property_free (OptChangeProperty *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->database);
  g_free (self->role);
  g_free (self->schema);
  g_free (self->table);
  g_free (self->column);
  g_free (self->kinds);
  g_free (self->columns);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static const char *
get_template (const OptChangeProperty *self, gboolean sets)
{
  switch (self->kind)
    {
    case OPT_PROPERTY_COLUMN_TARGET:
      return "set-column-target";
    case OPT_PROPERTY_COLUMN_OPTION:
      return sets ? "set-column-option" : "reset-column-option";
    case OPT_PROPERTY_STATISTICS:
      return sets ? "create-statistics" : "drop-statistics";
    case OPT_PROPERTY_PARAMETER:
    default:
      if (self->role != NULL && self->database != NULL)
        return sets ? "alter-role-in-database-set" : "alter-role-in-database-reset";
      if (self->role != NULL)
        return sets ? "alter-role-set" : "alter-role-reset";
      if (self->database != NULL)
        return sets ? "alter-database-set" : "alter-database-reset";
      return sets ? "alter-system-set" : "alter-system-reset";
    }
}

static char *
quote (const char *name)
{
  return opt_sql_quote_identifier (name != NULL ? name : "");
}

/* A parameter's value is a literal; a target and an option are numbers. */
static char *
write_value (const OptChangeProperty *self, const char *value)
{
  if (self->kind == OPT_PROPERTY_PARAMETER)
    return opt_sql_quote_literal (value != NULL ? value : "");

  return g_strdup (value != NULL ? value : NO_TARGET);
}

/**
 * opt_change_property_get_set_sql:
 * @self: a property
 * @value: (nullable): its value, checked to be a number where it is one; %NULL takes it away
 *
 * Returns: (transfer full): the statement that sets it
 */
char *
opt_change_property_get_set_sql (const OptChangeProperty *self, const char *value)
{
  const char *template = opt_sql_get ("change-set", get_template (self, value != NULL), G_MAXINT);
  g_autofree char *name = self->schema != NULL ? opt_sql_quote_qualified (self->schema, self->name)
                                               : quote (self->name);
  g_autofree char *database = quote (self->database);
  g_autofree char *role = quote (self->role);
  g_autofree char *column = quote (self->column);
  g_autofree char *written = write_value (self, value);
  g_autofree char *of
      = self->kinds != NULL ? g_strdup_printf (" (%s)", self->kinds) : g_strdup ("");

  return g_strchomp (opt_sql_fill (template, "name", name, "value", written, "database", database,
                                   "role", role, "column", column, "table",
                                   self->table != NULL ? self->table : "", "kinds", of, "columns",
                                   self->columns != NULL ? self->columns : "", NULL));
}

/**
 * opt_change_property_to_json:
 * @self: a property
 *
 * Returns: (transfer full): an object
 */
JsonNode *
opt_change_property_to_json (const OptChangeProperty *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "kind", kinds[self->kind]);
  opt_json_add_text (builder, "name", self->name);
  opt_json_add_text (builder, "database", self->database);
  opt_json_add_text (builder, "role", self->role);
  opt_json_add_text (builder, "schema", self->schema);
  opt_json_add_text (builder, "table", self->table);
  opt_json_add_text (builder, "column", self->column);
  opt_json_add_text (builder, "kinds", self->kinds);
  opt_json_add_text (builder, "columns", self->columns);
  opt_json_add_text (builder, "before", self->before);
  opt_json_add_text (builder, "after", self->after);
  opt_json_add_boolean (builder, "restart", self->restart);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static char *
get_text (JsonObject *object, const char *name)
{
  return g_strdup (opt_json_get_string (object, name));
}

/**
 * opt_change_property_from_json:
 * @node: (nullable): what opt_change_property_to_json() made
 *
 * Returns: (transfer full) (nullable): the property; %NULL where this is none
 */
OptChangeProperty *
opt_change_property_from_json (JsonNode *node)
{
  JsonObject *object
      = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *kind = object != NULL ? opt_json_get_string (object, "kind") : NULL;
  OptChangeProperty *self = NULL;

  for (guint i = 0; kind != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kind, kinds[i]) == 0)
      self = opt_change_property_new ((OptPropertyKind) i, opt_json_get_string (object, "name"));
  if (self == NULL)
    return NULL;

  self->database = get_text (object, "database");
  self->role = get_text (object, "role");
  self->schema = get_text (object, "schema");
  self->table = get_text (object, "table");
  self->column = get_text (object, "column");
  self->kinds = get_text (object, "kinds");
  self->columns = get_text (object, "columns");
  self->before = get_text (object, "before");
  self->after = get_text (object, "after");
  self->restart = opt_json_get_boolean (object, "restart", FALSE);

  return self;
}
