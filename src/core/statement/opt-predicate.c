/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-predicate.h"

/**
 * opt_predicate_new:
 * @kind: its kind
 *
 * Returns: (transfer full): a predicate with nothing else set
 */
OptPredicate *
opt_predicate_new (OptPredicateKind kind)
{
  OptPredicate *self = g_new0 (OptPredicate, 1);

  self->kind = kind;
  return self;
}

void
opt_predicate_free (OptPredicate *self)
{
  g_free (self->expression);
  g_strfreev (self->functions);
  g_free (self->operator_name);
  g_free (self->text);
  g_free (self->cast);
  g_free (self->prefix);
  g_free (self);
}

/**
 * opt_predicate_kind_get_nick:
 * @kind: a kind
 *
 * Returns: its name, as used in JSON; not translated
 */
const char *
opt_predicate_kind_get_nick (OptPredicateKind kind)
{
  static const char *const nicks[]
      = { "equal", "in", "range", "like", "is-null", "is-not-null", "join", "boolean", "other" };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (nicks), NULL);
  return nicks[kind];
}
