/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-scope.h"
#include "opt-statement-info.h"

G_BEGIN_DECLS

/* Private to this folder: the walk over a parse tree that fills an OptStatementInfo. */

typedef struct
{
  OptCatalog *catalog; /* (nullable) */
  const char *const *search_path;
  OptStatementInfo *info;
  OptNames *names;
  guint n_queries;
  guint n_alternatives;
  guint view_depth;
  GHashTable *functions;                     /* (element-type utf8) the info's, to find them fast */
  const PgQuery__CommonTableExpr *recursive; /* (nullable) whose query is analysed next */
  const PgQuery__SelectStmt *exists; /* (nullable) of which only whether it has rows is asked */
} OptAnalyzer;

/* What an expression is made of, without what its subqueries are made of. */
typedef struct
{
  GPtrArray *scans;     /* (element-type OptScan) each once */
  GPtrArray *functions; /* (element-type utf8) */
  OptColumn *column;    /* (nullable) the first column */
  guint n_columns;      /* references to columns that were resolved to a table's column */
  guint n_computed;     /* references to columns that a subquery or a function computes */
  guint n_unknown;      /* references that were not resolved */
  guint n_parameters;
  int parameter; /* the first */
  gboolean subquery;
  gboolean aggregate; /* or a window function */
  gboolean folds;     /* an aggregate that makes one row of many */
} OptExpressionFacts;

/* Where a condition stands: below an OR or a NOT. */
typedef struct
{
  OptAnalyzer *analyzer;
  OptScope *scope;
  guint alternative;
  gboolean negated;
} OptCondition;

/* opt-analyzer.c */
OptItem *opt_analyze_statement (OptAnalyzer *self, const PgQuery__Node *node, OptScope *scope);
OptItem *opt_analyze_select (OptAnalyzer *self,
                             const PgQuery__SelectStmt *select,
                             OptScope *parent,
                             OptScope *cte_parent);
void opt_analyze_with (OptAnalyzer *self, const PgQuery__WithClause *with, OptScope *scope);
void opt_analyze_targets (OptAnalyzer *self,
                          PgQuery__Node **targets,
                          size_t n,
                          OptScope *scope,
                          OptItem *result);
void opt_analyzer_add_unresolved (OptAnalyzer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
OptParameter *opt_analyzer_get_parameter (OptAnalyzer *self, int number);

/* opt-analyzer-write.c */
OptItem *opt_analyze_insert (OptAnalyzer *self,
                             const PgQuery__InsertStmt *insert,
                             OptScope *parent);
OptItem *opt_analyze_update (OptAnalyzer *self,
                             const PgQuery__UpdateStmt *update,
                             OptScope *parent);
OptItem *opt_analyze_delete (OptAnalyzer *self,
                             const PgQuery__DeleteStmt *statement,
                             OptScope *parent);
OptItem *opt_analyze_merge (OptAnalyzer *self, const PgQuery__MergeStmt *merge, OptScope *parent);

/* opt-analyzer-utility.c */
void opt_analyze_utility (OptAnalyzer *self, const PgQuery__Node *node);

/* opt-analyzer-from.c */
OptItem *opt_analyze_from (OptAnalyzer *self, const PgQuery__Node *node, OptScope *scope);
OptItem *opt_analyze_target_table (OptAnalyzer *self,
                                   const PgQuery__RangeVar *table,
                                   gboolean scanned,
                                   OptRelation **relation,
                                   OptScan **scan);
OptRelation *opt_analyzer_find_relation (OptAnalyzer *self, const char *schema, const char *name);

/* opt-analyzer-condition.c */
void opt_analyze_condition (OptAnalyzer *self, const PgQuery__Node *node, OptScope *scope);

/* opt-analyzer-compare.c */
void opt_analyze_comparison (const OptCondition *context, const PgQuery__AExpr *expression);
void opt_analyze_test (const OptCondition *context,
                       OptPredicateKind kind,
                       const PgQuery__Node *node,
                       gboolean negated);
void opt_analyze_equal_columns (OptAnalyzer *self, const OptOutput *left, const OptOutput *right);

/* opt-analyzer-operand.c */
void opt_analyzer_set_operand (OptPredicate *predicate,
                               const PgQuery__Node *node,
                               const OptExpressionFacts *facts);

/* opt-analyzer-expression.c */
void opt_analyze_expression (OptAnalyzer *self, const PgQuery__Node *node, OptScope *scope);
OptItem *opt_analyze_sublink (OptAnalyzer *self, const PgQuery__SubLink *sublink, OptScope *scope);
void opt_analyzer_use_output (const OptOutput *output);
const OptOutput *opt_analyzer_get_plain_column (const PgQuery__Node *node, const OptScope *scope);
void opt_analyzer_assign (OptAnalyzer *self,
                          const PgQuery__Node *value,
                          OptScope *scope,
                          OptRelation *relation,
                          OptColumn *column);
void opt_expression_facts_init (OptExpressionFacts *facts,
                                const PgQuery__Node *node,
                                const OptScope *scope);
void opt_expression_facts_clear (OptExpressionFacts *facts);
char *opt_analyzer_deparse_bare (const PgQuery__Node *node, const OptScope *scope);

/* opt-analyzer-order.c */
void opt_analyze_choice (OptAnalyzer *self,
                         const PgQuery__SelectStmt *select,
                         const OptScope *scope,
                         const OptItem *result);

/* opt-analyzer-steady.c */
void opt_analyze_steadiness (OptAnalyzer *self,
                             const PgQuery__SelectStmt *select,
                             const OptScope *scope);

/* opt-analyzer-keys.c */
const OptOutput *opt_analyzer_find_output (const OptItem *result, const PgQuery__Node *node);
void opt_analyze_sort (OptAnalyzer *self,
                       const PgQuery__SelectStmt *select,
                       OptScope *scope,
                       const OptItem *result);
void opt_analyze_extremes (OptAnalyzer *self, const PgQuery__SelectStmt *select, OptScope *scope);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptExpressionFacts, opt_expression_facts_clear)

G_END_DECLS
