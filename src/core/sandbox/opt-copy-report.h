/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-relation.h"

G_BEGIN_DECLS

/**
 * OptCopyPart:
 * @OPT_COPY_WHOLE: all rows
 * @OPT_COPY_ROWS: rows drawn by chance, each for itself (TABLESAMPLE BERNOULLI)
 * @OPT_COPY_BLOCKS: blocks drawn by chance (TABLESAMPLE SYSTEM)
 * @OPT_COPY_CHILDREN: the rows that reference what was drawn of another table
 *
 * Which rows of a table are copied, beside those that others reference.
 */
typedef enum
{
  OPT_COPY_WHOLE,
  OPT_COPY_ROWS,
  OPT_COPY_BLOCKS,
  OPT_COPY_CHILDREN,
} OptCopyPart;

/**
 * OptCopiedTable:
 *
 * One table that is copied.
 */
typedef struct
{
  char *name; /* as SQL names it */
  OptCopyPart part;
  gint64 bytes;             /* on production, of the table alone, and … */
  gint64 total_bytes;       /* … with its indexes */
  double production_tuples; /* rows there, by its statistics; negative: not known */
  double tuples;            /* rows in the copy, counted by VACUUM; negative: not yet */
} OptCopiedTable;

/**
 * OptCopyReport:
 *
 * What a copy takes along: before it is made what is known of it, afterwards what came of it.
 */
typedef struct
{
  GPtrArray *tables;  /* (element-type OptCopiedTable) */
  gint64 table_bytes; /* of the whole tables on production, without indexes, and … */
  gint64 total_bytes; /* … with them */
  gint64 copy_bytes; /* about so much a copy of that takes with its indexes; of a sample at least */
  gint64 needed_bytes;  /* of the disk, for two of them and the server's log */
  gint64 free_bytes;    /* of the disk; -1: it can't be asked */
  gint64 rate_limit;    /* bytes a second; 0: none */
  double measured_rate; /* likewise, of the copy before from this server; 0: not known … */
  gint64 measured_at;   /* … and when that was; microseconds since 1970 */
  gint64 expected_us;   /* to read the rows at the measured rate; -1: not known */
  double sample;        /* per cent of the tables that are drawn from; 0: whole tables */
  guint32 seed;         /* with which they are drawn */
  GPtrArray *masked;    /* (element-type utf8): columns, as SQL names them */
  gint64 read_bytes;    /* what production sent; -1: not yet */
  gint64 read_us;       /* in which time, without what was done in between, but with … */
  gint64 waited_us;     /* … what it was held back */
} OptCopyReport;

OptCopyReport *opt_copy_report_new (void);
void opt_copy_report_free (OptCopyReport *self);

void opt_copy_report_add_table (OptCopyReport *self, const OptRelation *table, OptCopyPart part);
void opt_copy_report_expect (OptCopyReport *self);
double opt_copy_report_get_rate (const OptCopyReport *self);
char *opt_copy_report_describe (const OptCopyReport *self);
JsonNode *opt_copy_report_to_json (const OptCopyReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCopyReport, opt_copy_report_free)

G_END_DECLS
