/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-parse-tree.h"
#include "opt-term.h"

G_BEGIN_DECLS

/* One way to write an expression. */
typedef struct
{
  GString *key;
  GString *shape;        /* the same without its values */
  GPtrArray *qualifiers; /* (element-type utf8) of its columns in their order, "" for none */
} OptSpelling;

struct _OptTerm
{
  OptSpelling *spellings[2]; /* the other one (nullable) has its sides swapped */
  gboolean has_parameter;
  char *direction; /* (nullable) of a sort key */
  OptTerm *other;  /* (nullable) what else it may stand for: an output column's expression */
};

const char *opt_term_get_operator (const PgQuery__AExpr *expression);
void opt_term_write (OptTerm *self, OptSpelling *spelling, const PgQuery__Node *node);
void opt_term_write_operation (OptTerm *self,
                               OptSpelling *spelling,
                               const char *name,
                               const PgQuery__Node *left,
                               const PgQuery__Node *right);

G_END_DECLS
