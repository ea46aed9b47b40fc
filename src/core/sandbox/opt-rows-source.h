/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-rows-columns.h"

G_BEGIN_DECLS

/* Private to this folder: one of the two that are compared, and rows that come from it. */

/**
 * OptRowsSide:
 *
 * A connection whose transaction is open, and what is run there.
 */
typedef struct
{
  OptConnection *connection;
  const char *sql;
  const OptParams *params; /* (nullable) */
  const char *cursor;      /* a name of its own */
  char *instant;           /* (nullable) now() there, as text */
  char *local;             /* (nullable) LOCALTIMESTAMP */
} OptRowsSide;

/**
 * OptRow:
 *
 * A row. Values are the server's text of them.
 */
typedef struct
{
  char *key;     /* of what is compared by its text: rows with the same key differ in floats only */
  char **values; /* with %NULL where they are */
  guint n;
} OptRow;

/**
 * OptRowsSource:
 *
 * Rows, one after the other: of a cursor, or such as are here already.
 */
typedef struct
{
  OptRowsSide *side; /* (nullable) of a cursor */
  const OptRowsColumns *columns;
  gboolean keyed;  /* the cursor's first column is the key */
  GPtrArray *rows; /* (element-type OptRow) */
  guint next;
  gboolean at_end; /* of the cursor */
  GCancellable *cancellable;
} OptRowsSource;

gboolean opt_rows_side_begin_sync (OptRowsSide *self, GCancellable *cancellable, GError **error);
gboolean opt_rows_side_rollback_sync (OptRowsSide *self, GError **error);
OptResult *opt_rows_side_query_sync (OptRowsSide *self,
                                     const char *name,
                                     const char *statement,
                                     GCancellable *cancellable,
                                     GError **error);
OptRowsColumns *opt_rows_side_describe_sync (OptRowsSide *self,
                                             GCancellable *cancellable,
                                             GError **error);
char *opt_rows_side_hash_sync (OptRowsSide *self,
                               const OptRowsColumns *columns,
                               gboolean with_floats,
                               gint64 *n_rows,
                               GCancellable *cancellable,
                               GError **error);
void opt_rows_side_clear (OptRowsSide *self);

OptRowsSource *opt_rows_source_new_sorted_sync (OptRowsSide *side,
                                                const OptRowsColumns *columns,
                                                GCancellable *cancellable,
                                                GError **error);
OptRowsSource *opt_rows_source_new_in_order_sync (OptRowsSide *side,
                                                  const OptRowsColumns *columns,
                                                  GCancellable *cancellable,
                                                  GError **error);
OptRowsSource *opt_rows_source_new_from_rows (const OptRowsColumns *columns, GPtrArray *rows);
void opt_rows_source_free (OptRowsSource *self);
gboolean opt_rows_source_peek_sync (OptRowsSource *self, OptRow **row, GError **error);
OptRow *opt_rows_source_take (OptRowsSource *self);

GPtrArray *opt_rows_read (const OptRowsSide *side,
                          const OptRowsColumns *columns,
                          OptResult *result);
int opt_row_compare (const OptRow *a, const OptRow *b, const OptRowsColumns *columns);
gboolean opt_row_matches (const OptRow *a, const OptRow *b, const OptRowsColumns *columns);
char *opt_row_describe (const OptRow *self, const OptRowsColumns *columns);
void opt_row_free (OptRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptRowsSource, opt_rows_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptRow, opt_row_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptRowsSide, opt_rows_side_clear)

G_END_DECLS
