/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  OptAnalyzer *analyzer;
  OptScope *scope;
  OptExpressionFacts *facts;
} Walk;

static gboolean
is (const ProtobufCMessage *message, const ProtobufCMessageDescriptor *descriptor)
{
  return message->descriptor == descriptor;
}

/**
 * opt_analyzer_use_output:
 * @output: a column that is read
 *
 * Notes it as needed in the scans it comes from.
 */
void
opt_analyzer_use_output (const OptOutput *output)
{
  for (guint i = 0; i < output->sources->len; i++)
    {
      const OptSource *source = &g_array_index (output->sources, OptSource, i);

      opt_scan_need (source->scan, source->column);
    }
}

static char *
reference_to_text (const PgQuery__ColumnRef *reference)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (size_t i = 0; i < reference->n_fields; i++)
    {
      const char *field = opt_node_get_string (reference->fields[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? "." : "", field != NULL ? field : "*");
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
use_reference (OptAnalyzer *self, const PgQuery__ColumnRef *reference, OptScope *scope)
{
  size_t n = reference->n_fields;
  g_autofree char *text = NULL;
  OptLookup lookup = { 0 };

  if (n > 1 && reference->fields[n - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR)
    {
      lookup.item
          = opt_scope_find_item (scope, NULL, opt_node_get_string (reference->fields[n - 2]));
      lookup.status = lookup.item != NULL ? OPT_LOOKUP_ROW : OPT_LOOKUP_MISSING;
    }
  else
    lookup = opt_scope_lookup (scope, reference);

  if (lookup.status == OPT_LOOKUP_COLUMN)
    opt_analyzer_use_output (lookup.output);
  else if (lookup.status == OPT_LOOKUP_ROW)
    for (guint i = 0; i < lookup.item->columns->len; i++)
      opt_analyzer_use_output (lookup.item->columns->pdata[i]);
  else if (lookup.status == OPT_LOOKUP_MISSING)
    {
      text = reference_to_text (reference);
      opt_analyzer_add_unresolved (self, _ ("Column %s was not found in the catalog"), text);
    }
  else if (lookup.status == OPT_LOOKUP_AMBIGUOUS)
    {
      text = reference_to_text (reference);
      opt_analyzer_add_unresolved (self, _ ("Column %s is ambiguous"), text);
    }
  else if (lookup.status == OPT_LOOKUP_OPAQUE)
    {
      text = reference_to_text (reference);
      opt_analyzer_add_unresolved (self, _ ("Column %s could not be traced to a table"), text);
    }
}

static char *
function_name (const PgQuery__FuncCall *call)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (size_t i = 0; i < call->n_funcname; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "." : "",
                            opt_node_get_string (call->funcname[i]));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
last_name (PgQuery__Node **names, size_t n)
{
  const char *name = n > 0 ? opt_node_get_string (names[n - 1]) : NULL;

  return name != NULL ? name : "";
}

static void
want_type (OptAnalyzer *self, const PgQuery__Node *node, const char *type)
{
  OptParameter *parameter;

  if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_PARAM_REF)
    return;
  parameter = opt_analyzer_get_parameter (self, node->param_ref->number);
  if (parameter == NULL || parameter->wanted_type != NULL)
    return;
  parameter->wanted_type = g_strdup (type);
  if (self->view_depth == 0)
    parameter->location = node->param_ref->location;
}

/* `sum (CASE … THEN $1 ELSE $2 END)` has no type of its own, and text has no sum. */
static void
want_number_of_case (OptAnalyzer *self, const PgQuery__Node *node)
{
  const PgQuery__CaseExpr *expression;

  if (node->node_case != PG_QUERY__NODE__NODE_CASE_EXPR)
    return;
  expression = node->case_expr;
  for (size_t i = 0; i < expression->n_args; i++)
    {
      const PgQuery__Node *arm = expression->args[i];

      if (arm->node_case != PG_QUERY__NODE__NODE_CASE_WHEN
          || arm->case_when->result->node_case != PG_QUERY__NODE__NODE_PARAM_REF)
        return;
    }
  if (expression->defresult != NULL
      && expression->defresult->node_case != PG_QUERY__NODE__NODE_PARAM_REF)
    return;
  for (size_t i = 0; i < expression->n_args; i++)
    want_type (self, expression->args[i]->case_when->result, "numeric");
  want_type (self, expression->defresult, "numeric");
}

static void
add_function (OptAnalyzer *self, const PgQuery__FuncCall *call)
{
  g_autofree char *full_name = function_name (call);

  if (g_hash_table_contains (self->functions, full_name))
    return;
  g_hash_table_add (self->functions, full_name);
  g_ptr_array_add (self->info->functions, g_steal_pointer (&full_name));
}

static void
note_call (OptAnalyzer *self, const PgQuery__FuncCall *call)
{
  const char *name = last_name (call->funcname, call->n_funcname);

  add_function (self, call);
  if (call->n_args == 0)
    return;
  if ((strcmp (name, "date_trunc") == 0 || strcmp (name, "date_part") == 0
       || strcmp (name, "extract") == 0)
      && call->args[0]->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
    {
      OptParameter *parameter = opt_analyzer_get_parameter (self, call->args[0]->param_ref->number);

      if (parameter != NULL)
        parameter->role = OPT_PARAMETER_FIELD;
    }
  else if (strcmp (name, "substring") == 0 || strcmp (name, "substr") == 0)
    for (size_t i = 1; i < call->n_args && call->n_args == 3; i++)
      want_type (self, call->args[i], "integer");
  else if (strcmp (name, "sum") == 0 || strcmp (name, "avg") == 0)
    want_number_of_case (self, call->args[0]);
}

static gboolean
visit (const ProtobufCMessage *message, gpointer user_data)
{
  Walk *walk = user_data;

  if (is (message, &pg_query__column_ref__descriptor))
    use_reference (walk->analyzer, (const PgQuery__ColumnRef *) message, walk->scope);
  else if (is (message, &pg_query__param_ref__descriptor))
    opt_analyzer_get_parameter (walk->analyzer, ((const PgQuery__ParamRef *) message)->number);
  else if (is (message, &pg_query__sub_link__descriptor))
    {
      const PgQuery__SubLink *sublink = (const PgQuery__SubLink *) message;

      if (sublink->testexpr != NULL)
        opt_analyze_expression (walk->analyzer, sublink->testexpr, walk->scope);
      opt_analyze_sublink (walk->analyzer, sublink, walk->scope);
      return FALSE;
    }
  else if (is (message, &pg_query__func_call__descriptor))
    note_call (walk->analyzer, (const PgQuery__FuncCall *) message);
  else if (is (message, &pg_query__type_name__descriptor))
    return FALSE;
  return TRUE;
}

/**
 * opt_analyze_expression:
 * @self: the analyzer
 * @node: (nullable): an expression of which nothing but its columns, parameters, functions and
 *   subqueries is of interest
 * @scope: the names it sees
 */
void
opt_analyze_expression (OptAnalyzer *self, const PgQuery__Node *node, OptScope *scope)
{
  Walk walk = { self, scope, NULL };

  if (node != NULL)
    opt_message_walk (&node->base, visit, &walk);
}

/**
 * opt_analyze_sublink:
 * @self: the analyzer
 * @sublink: a subquery in an expression
 * @scope: the names it sees
 *
 * Returns: the columns of its result
 */
OptItem *
opt_analyze_sublink (OptAnalyzer *self, const PgQuery__SubLink *sublink, OptScope *scope)
{
  if (sublink->subselect == NULL
      || sublink->subselect->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
    return opt_item_new (self->names, NULL);
  if (sublink->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK)
    self->exists = sublink->subselect->select_stmt;
  return opt_analyze_select (self, sublink->subselect->select_stmt, scope, scope);
}

static gboolean
is_text (const char *type)
{
  return strcmp (type, "text") == 0 || g_str_has_prefix (type, "character varying");
}

/**
 * opt_analyzer_get_plain_column:
 * @node: (nullable): an expression
 * @scope: the names it sees
 *
 * Tells a column from something computed. A varchar that is cast to text stays the column: the cast
 * changes nothing, and an index on the column serves it.
 *
 * Returns: (nullable): the column, if it is one and comes from a table
 */
const OptOutput *
opt_analyzer_get_plain_column (const PgQuery__Node *node, const OptScope *scope)
{
  gboolean to_text = FALSE;
  OptLookup lookup;

  while (node != NULL && node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST)
    {
      const PgQuery__TypeName *type = node->type_cast->type_name;
      const char *name = last_name (type->names, type->n_names);

      if (type->n_array_bounds > 0 || type->n_typmods > 0
          || (strcmp (name, "text") != 0 && strcmp (name, "varchar") != 0))
        return NULL;
      to_text = TRUE;
      node = node->type_cast->arg;
    }
  if (node == NULL || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF)
    return NULL;
  lookup = opt_scope_lookup (scope, node->column_ref);
  if (lookup.status != OPT_LOOKUP_COLUMN || lookup.output->sources->len == 0)
    return NULL;
  for (guint i = 0; to_text && i < lookup.output->sources->len; i++)
    if (!is_text (g_array_index (lookup.output->sources, OptSource, i).column->type))
      return NULL;
  return lookup.output;
}

/**
 * opt_analyzer_assign:
 * @self: the analyzer
 * @value: (nullable): what is stored
 * @scope: the names it sees
 * @relation: (nullable): the table
 * @column: (nullable): the column it is stored in
 */
void
opt_analyzer_assign (OptAnalyzer *self,
                     const PgQuery__Node *value,
                     OptScope *scope,
                     OptRelation *relation,
                     OptColumn *column)
{
  const PgQuery__Node *inner = opt_node_strip_casts (value);

  opt_analyze_expression (self, value, scope);
  if (column != NULL && inner != NULL && inner->node_case == PG_QUERY__NODE__NODE_PARAM_REF)
    {
      OptParameter *parameter = opt_analyzer_get_parameter (self, inner->param_ref->number);

      if (parameter == NULL || parameter->column != NULL)
        return;
      parameter->role = OPT_PARAMETER_ASSIGNED;
      parameter->relation = relation;
      parameter->column = column;
      parameter->exact = TRUE;
    }
}

static gboolean
is_aggregate (const PgQuery__FuncCall *call)
{
  static const char *const names[] = {
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "array_agg",
    "string_agg",
    "json_agg",
    "jsonb_agg",
    "bool_and",
    "bool_or",
    "every",
    "stddev",
    "variance",
    "json_object_agg",
    "jsonb_object_agg",
    "percentile_cont",
    "percentile_disc",
    "mode",
    NULL,
  };

  return call->agg_star || call->agg_distinct || call->agg_within_group || call->over != NULL
         || call->agg_filter != NULL || call->n_agg_order > 0
         || g_strv_contains (names, last_name (call->funcname, call->n_funcname));
}

static void
add_column_facts (OptExpressionFacts *facts,
                  const PgQuery__ColumnRef *reference,
                  const OptScope *scope)
{
  OptLookup lookup = opt_scope_lookup (scope, reference);

  if (lookup.status != OPT_LOOKUP_COLUMN)
    {
      facts->n_unknown++;
      return;
    }
  if (lookup.output->sources->len == 0)
    {
      facts->n_computed++;
      return;
    }
  if (facts->n_columns++ == 0)
    facts->column = g_array_index (lookup.output->sources, OptSource, 0).column;
  for (guint i = 0; i < lookup.output->sources->len; i++)
    {
      OptScan *scan = g_array_index (lookup.output->sources, OptSource, i).scan;

      if (!g_ptr_array_find (facts->scans, scan, NULL))
        g_ptr_array_add (facts->scans, scan);
    }
}

static gboolean
visit_facts (const ProtobufCMessage *message, gpointer user_data)
{
  Walk *walk = user_data;
  OptExpressionFacts *facts = walk->facts;

  if (is (message, &pg_query__column_ref__descriptor))
    add_column_facts (facts, (const PgQuery__ColumnRef *) message, walk->scope);
  else if (is (message, &pg_query__param_ref__descriptor))
    {
      if (facts->n_parameters++ == 0)
        facts->parameter = ((const PgQuery__ParamRef *) message)->number;
    }
  else if (is (message, &pg_query__sub_link__descriptor))
    {
      facts->subquery = TRUE;
      return FALSE;
    }
  else if (is (message, &pg_query__func_call__descriptor))
    {
      const PgQuery__FuncCall *call = (const PgQuery__FuncCall *) message;

      facts->aggregate |= is_aggregate (call);
      facts->folds |= call->over == NULL && is_aggregate (call);
      g_ptr_array_add (facts->functions, function_name (call));
    }
  else if (is (message, &pg_query__type_name__descriptor))
    return FALSE;
  return TRUE;
}

void
opt_expression_facts_init (OptExpressionFacts *facts,
                           const PgQuery__Node *node,
                           const OptScope *scope)
{
  Walk walk = { NULL, (OptScope *) scope, facts };

  memset (facts, 0, sizeof *facts);
  facts->scans = g_ptr_array_new ();
  facts->functions = g_ptr_array_new_with_free_func (g_free);
  if (node != NULL)
    opt_message_walk (&node->base, visit_facts, &walk);
}

void
opt_expression_facts_clear (OptExpressionFacts *facts)
{
  g_clear_pointer (&facts->scans, g_ptr_array_unref);
  g_clear_pointer (&facts->functions, g_ptr_array_unref);
}

/* Leaves of each reference the name of the table's column alone. */
static gboolean
visit_bare (const ProtobufCMessage *message, gpointer user_data)
{
  const OptScope *scope = user_data;
  PgQuery__ColumnRef *reference = (PgQuery__ColumnRef *) message;
  PgQuery__Node *last;
  OptLookup lookup;

  if (!is (message, &pg_query__column_ref__descriptor))
    return TRUE;
  lookup = opt_scope_lookup (scope, reference);
  if (lookup.status != OPT_LOOKUP_COLUMN || lookup.output->sources->len == 0)
    return FALSE;
  last = reference->fields[reference->n_fields - 1];
  for (size_t i = 0; i + 1 < reference->n_fields; i++)
    pg_query__node__free_unpacked (reference->fields[i], NULL);
  reference->fields[0] = last;
  reference->n_fields = 1;
  g_free (last->string->sval);
  last->string->sval = g_strdup (g_array_index (lookup.output->sources, OptSource, 0).column->name);
  return FALSE;
}

/**
 * opt_analyzer_deparse_bare:
 * @node: an expression over one table
 * @scope: the names it sees
 *
 * Returns: (transfer full) (nullable): its SQL with the table's own column names, as an index on it
 * would have it
 */
char *
opt_analyzer_deparse_bare (const PgQuery__Node *node, const OptScope *scope)
{
  PgQuery__Node *copy = opt_node_copy (node);
  char *sql;

  if (copy == NULL)
    return NULL;
  opt_message_walk (&copy->base, visit_bare, (gpointer) scope);
  sql = opt_node_deparse (copy);
  pg_query__node__free_unpacked (copy, NULL);
  return sql;
}
