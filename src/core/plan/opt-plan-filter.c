/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-filter.h"

static gboolean
is_full (OptPlanFilter *self)
{
  return self->keys->len >= OPT_PLAN_FILTER_MAX_KEYS;
}

static gboolean
has_key (OptPlanFilter *self, const char *key)
{
  return g_ptr_array_find_with_equal_func (self->keys, key, g_str_equal, NULL);
}

/* An expression stands in parentheses in an index. */
static void
add_key (OptPlanFilter *self, const OptFilterTerm *term)
{
  g_autofree char *key
      = term->column != NULL ? g_strdup (term->column) : g_strdup_printf ("(%s)", term->expression);

  if (has_key (self, key))
    return;

  g_ptr_array_add (self->keys, g_steal_pointer (&key));
  if (term->kind == OPT_FILTER_TERM_EQUAL)
    self->n_equal++;
  if (term->column == NULL)
    {
      self->n_wrapped++;
      if (self->wrapped == NULL)
        self->wrapped = term;
    }
}

/* Whether there is something that an index can hold: then what none can is left out. */
static gboolean
has_possible (OptPlanFilter *self)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const OptFilterTerm *term = self->terms->pdata[i];

      if (!term->of_parameter
          && (term->kind == OPT_FILTER_TERM_EQUAL || term->kind == OPT_FILTER_TERM_RANGE))
        return TRUE;
    }

  return FALSE;
}

/* A B-tree serves as many equalities as it may have columns, and then one range: see "Multicolumn
 * Indexes" in PostgreSQL's manual. */
static void
choose_keys (OptPlanFilter *self)
{
  gboolean possible = has_possible (self);

  g_ptr_array_set_size (self->keys, 0);
  self->n_equal = 0;
  self->n_wrapped = 0;
  self->wrapped = NULL;

  for (guint i = 0; i < self->terms->len && !is_full (self); i++)
    {
      const OptFilterTerm *term = self->terms->pdata[i];

      if (term->kind == OPT_FILTER_TERM_EQUAL && (!term->of_parameter || !possible))
        add_key (self, term);
    }
  for (guint i = 0; i < self->terms->len && self->keys->len == self->n_equal && !is_full (self);
       i++)
    {
      const OptFilterTerm *term = self->terms->pdata[i];

      if (term->kind == OPT_FILTER_TERM_RANGE && (!term->of_parameter || !possible))
        add_key (self, term);
    }
}

/*
 * opt_plan_filter_add:
 *
 * Adds another condition of @node ("Index Cond"), if there is one.
 */
void
opt_plan_filter_add (OptPlanFilter *self, OptPlanNode *node, const char *condition)
{
  const char *text = opt_plan_node_get_text (node, condition);
  g_autoptr (GPtrArray) terms = NULL;

  if (text == NULL)
    return;
  terms = opt_filter_read (text, opt_plan_node_get_text (node, "Alias"), NULL);
  if (terms == NULL)
    return;

  g_ptr_array_extend_and_steal (self->terms, g_steal_pointer (&terms));
  choose_keys (self);
}

/*
 * opt_plan_filter_init:
 *
 * Reads the condition of @node that EXPLAIN prints under this key: "Filter".
 */
void
opt_plan_filter_init (OptPlanFilter *self, OptPlanNode *node, const char *condition)
{
  *self = (OptPlanFilter){
    .terms = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_filter_term_free),
    .keys = g_ptr_array_new_with_free_func (g_free),
  };
  opt_plan_filter_add (self, node, condition);
}

void
opt_plan_filter_clear (OptPlanFilter *self)
{
  g_clear_pointer (&self->terms, g_ptr_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
}

/* opt_plan_filter_describe_keys: "status, (lower(email)), created". */
char *
opt_plan_filter_describe_keys (const OptPlanFilter *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->keys->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) self->keys->pdata[i]);

  return g_string_free (text, FALSE);
}

char **
opt_plan_filter_dup_keys (const OptPlanFilter *self)
{
  char **keys = g_new0 (char *, self->keys->len + 1);

  for (guint i = 0; i < self->keys->len; i++)
    keys[i] = g_strdup (self->keys->pdata[i]);

  return keys;
}
