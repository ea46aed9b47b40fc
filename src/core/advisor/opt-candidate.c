/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-candidate.h"

#include <string.h>

#include "opt-sql.h"

/* HypoPG gives its indexes names of its own and looks at none. */
#define ANY_NAME "candidate"

/**
 * opt_candidate_new:
 * @catalog: the catalog that holds its table
 * @spec: (transfer full): the index, with at least one key
 *
 * Returns: (transfer full): the candidate, which must not outlive @catalog
 */
OptCandidate *
opt_candidate_new (OptCatalog *catalog, OptIndexSpec *spec)
{
  OptCandidate *self = g_new0 (OptCandidate, 1);

  g_atomic_ref_count_init (&self->references);
  self->relation = opt_catalog_get_relation (catalog, spec->relation);
  self->spec = spec;
  self->sql = opt_index_spec_get_sql (spec, catalog, ANY_NAME, FALSE);

  return self;
}

OptCandidate *
opt_candidate_ref (OptCandidate *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
opt_candidate_unref (OptCandidate *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  opt_index_spec_free (self->spec);
  g_free (self->sql);
  g_free (self);
}

/**
 * opt_candidate_get_n_keys:
 * @self: a candidate
 *
 * Returns: how many keys it has
 */
guint
opt_candidate_get_n_keys (const OptCandidate *self)
{
  return self->spec->n_keys;
}

/**
 * opt_candidate_get_key:
 * @self: a candidate
 * @position: 0 for the first
 *
 * Returns: (transfer none): the key
 */
const OptIndexKey *
opt_candidate_get_key (const OptCandidate *self, guint position)
{
  g_return_val_if_fail (position < self->spec->n_keys, NULL);

  return &g_array_index (self->spec->keys, OptIndexKey, position);
}

/**
 * opt_candidate_has_expression:
 * @self: a candidate
 *
 * Returns: whether some key of it is an expression
 */
gboolean
opt_candidate_has_expression (const OptCandidate *self)
{
  for (guint i = 0; i < self->spec->n_keys; i++)
    if (opt_candidate_get_key (self, i)->column == 0)
      return TRUE;

  return FALSE;
}

/* The server prints what it stored, with casts that nobody wrote: lower(email::text). */
static char *
strip_casts (const char *expression)
{
  GString *plain = g_string_new (NULL);

  for (const char *c = expression; *c != '\0'; c++)
    {
      if (c[0] == ':' && c[1] == ':')
        {
          c += 2;
          while (g_ascii_isalnum (*c) || *c == '_' || (*c == ' ' && g_ascii_isalpha (c[1])))
            c++;
          c--;
        }
      else if (!g_ascii_isspace (*c) && *c != '(' && *c != ')')
        g_string_append_c (plain, *c);
    }

  return g_string_free (plain, FALSE);
}

static gboolean
is_same_key (const OptIndexKey *a, const OptIndexKey *b)
{
  g_autofree char *expression_a = NULL;
  g_autofree char *expression_b = NULL;

  if (a->column != b->column || g_strcmp0 (a->opclass, b->opclass) != 0
      || g_strcmp0 (a->collation, b->collation) != 0)
    return FALSE;
  if (a->column != 0)
    return TRUE;

  expression_a = strip_casts (a->definition);
  expression_b = strip_casts (b->definition);

  return g_str_equal (expression_a, expression_b);
}

/* A B-tree is read forwards and backwards: the keys are in the same order or all in the opposite.
 */
static gboolean
is_prefix (const OptIndexKey *keys, guint n_keys, const OptIndexKey *of, guint n_of)
{
  gboolean forwards = TRUE;
  gboolean backwards = TRUE;

  if (n_keys > n_of)
    return FALSE;

  for (guint i = 0; i < n_keys; i++)
    {
      gboolean same_end = keys[i].nulls_first == of[i].nulls_first;
      gboolean same_direction = keys[i].descending == of[i].descending;

      if (!is_same_key (&keys[i], &of[i]))
        return FALSE;
      forwards = forwards && same_direction && same_end;
      backwards = backwards && !same_direction && !same_end;
    }

  /* A single key is found in either direction, wherever its NULLs are. */
  return forwards || backwards || n_keys == 1;
}

/**
 * opt_candidate_is_prefix_of:
 * @self: a candidate
 * @other: another one
 *
 * Returns: whether @other serves whatever @self does, because it begins with the same keys
 */
gboolean
opt_candidate_is_prefix_of (const OptCandidate *self, const OptCandidate *other)
{
  return self->relation == other->relation
         && is_prefix (opt_candidate_get_key (self, 0), self->spec->n_keys,
                       opt_candidate_get_key (other, 0), other->spec->n_keys);
}

/**
 * opt_candidate_find_existing:
 * @self: a candidate
 *
 * Looks for what makes it useless: a valid index without a condition that begins with its keys, or
 * a unique one whose keys it begins with, which finds one row already. A hypothetical twin of an
 * existing index is often estimated smaller than the real one, and looks like a gain that it isn't.
 *
 * Returns: (transfer none) (nullable): the index, or %NULL where there is none
 */
const OptIndex *
opt_candidate_find_existing (const OptCandidate *self)
{
  const OptIndexKey *keys = opt_candidate_get_key (self, 0);
  guint n_keys = self->spec->n_keys;

  for (guint i = 0; i < self->relation->indexes->len; i++)
    {
      const OptIndex *index = g_ptr_array_index (self->relation->indexes, i);

      if (!index->valid || !index->ready || index->predicate != NULL
          || !g_str_equal (index->method, "btree"))
        continue;
      if (is_prefix (keys, n_keys, index->keys, index->n_keys)
          || (index->unique && is_prefix (index->keys, index->n_keys, keys, n_keys)))
        return index;
    }

  return NULL;
}

/**
 * opt_candidate_describe_keys:
 * @self: a candidate
 *
 * Returns: (transfer full): its keys as a person reads them: "customer_id, created_at DESC"
 */
char *
opt_candidate_describe_keys (const OptCandidate *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->spec->n_keys; i++)
    {
      const OptIndexKey *key = opt_candidate_get_key (self, i);
      OptColumn *column = opt_relation_get_column (self->relation, key->column);

      g_string_append_printf (text, "%s%s%s", i > 0 ? ", " : "",
                              column != NULL ? column->name : key->definition,
                              key->descending ? " DESC" : "");
    }

  return g_string_free (text, FALSE);
}
