/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-scan.h"

G_BEGIN_DECLS

/**
 * OptStatementKind:
 *
 * What a statement is.
 */
typedef enum
{
  OPT_STATEMENT_SELECT, /* VALUES and TABLE too */
  OPT_STATEMENT_INSERT,
  OPT_STATEMENT_UPDATE,
  OPT_STATEMENT_DELETE,
  OPT_STATEMENT_MERGE,
  OPT_STATEMENT_UTILITY, /* all that EXPLAIN can't plan as a query of its own */
} OptStatementKind;

/**
 * OptParameterRole:
 * @OPT_PARAMETER_UNKNOWN: nothing is known of it
 * @OPT_PARAMETER_COMPARED: it is compared with a column
 * @OPT_PARAMETER_ASSIGNED: it is stored in a column
 * @OPT_PARAMETER_LIMIT: it is a LIMIT
 * @OPT_PARAMETER_OFFSET: it is an OFFSET
 * @OPT_PARAMETER_FIELD: it names a field of a time, as date_trunc() takes it
 *
 * What a parameter is for.
 */
typedef enum
{
  OPT_PARAMETER_UNKNOWN,
  OPT_PARAMETER_COMPARED,
  OPT_PARAMETER_ASSIGNED,
  OPT_PARAMETER_LIMIT,
  OPT_PARAMETER_OFFSET,
  OPT_PARAMETER_FIELD,
} OptParameterRole;

/**
 * OptParameter:
 *
 * How a statement uses one of its `$n`.
 */
typedef struct
{
  int number;
  OptParameterRole role;
  OptRelation *relation; /* (nullable) of @column */
  OptColumn *column;     /* (nullable) what it is compared with or stored in */
  char *operator_name;   /* (nullable) as if the column stood on the left */
  gboolean exact;        /* it is the operand itself, not a part of a computed one */
  gboolean array;        /* `= ANY ($n)` */
  char *wanted_type;     /* (nullable) a cast that the server needs to know its type */
  int location;          /* in bytes, of one place where it stands, or -1 */
} OptParameter;

/**
 * OptStatementInfo:
 *
 * What a statement asks of the tables of one catalog, by the server's rules of names. Immutable
 * once made.
 */
typedef struct
{
  OptCatalog *catalog; /* (nullable) whose relations and columns all the rest points to */
  OptStatementKind kind;
  gboolean writes;         /* has a data-modifying part, locks rows, or is no query at all */
  gboolean changes_rows;   /* has an INSERT, UPDATE, DELETE or MERGE, be it in a WITH */
  gboolean locks_rows;     /* FOR UPDATE, FOR SHARE … */
  gboolean limited;        /* has a LIMIT, OFFSET or DISTINCT ON at any level */
  gboolean ordered;        /* its outermost query has an ORDER BY */
  gboolean order_total;    /* of a query that is ordered or chooses: no two of its rows that differ
                              sort as equals, as far as the catalog proves that */
  gboolean covers_result;  /* its order is total only because it is by all columns of the result:
                              only where values that sort as equals are the same */
  gboolean chooses;        /* its outermost query has a LIMIT, OFFSET or DISTINCT ON and no total
                              order: other rows may come with another plan */
  gboolean chooses_inside; /* likewise a query in it */
  gboolean groups;         /* has a GROUP BY, DISTINCT or set operation at any level: one of several
                              equal values stands for all */
  gboolean windows_by_row; /* has a window function that tells apart rows which sort as equals */
  gboolean samples;        /* has a TABLESAMPLE */
  GArray *order_outputs;   /* (element-type guint) of each key of its ORDER BY, the column of its
                              result that it is, from 1, or 0 */
  int n_parameters;        /* the highest $n */
  GPtrArray *parameters;   /* (element-type OptParameter) $1 … $n_parameters */
  GPtrArray
      *tables; /* (element-type OptRelation) each once, views and targets of INSERT among them */
  GPtrArray
      *missing;      /* (element-type utf8) relations that the catalog has not, quoted, each once */
  GPtrArray *system; /* (element-type utf8) those of the server itself, likewise */
  GPtrArray *scans;  /* (element-type OptScan) one a table reference */
  GPtrArray *functions;  /* (element-type utf8) the functions called, as written, each once */
  GPtrArray *unresolved; /* (element-type utf8) what could not be resolved and why; nothing is
                            concluded from it */
} OptStatementInfo;

OptStatementInfo *opt_statement_info_new (const char *sql,
                                          OptCatalog *catalog,
                                          const char *const *search_path,
                                          GError **error);
void opt_statement_info_free (OptStatementInfo *self);
const char *opt_statement_kind_get_nick (OptStatementKind kind);

gboolean opt_statement_is_system (const char *sql);
gboolean opt_statement_is_maintenance (const char *sql);
gboolean opt_statement_may_keep_literals (const char *sql);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStatementInfo, opt_statement_info_free)

G_END_DECLS
