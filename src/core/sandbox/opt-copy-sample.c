/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-copy-sample.h"

#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* A smaller table is no burden, and often what others look their words up in. */
#define SMALL_BYTES (1 << 20)
/* Drawing rows reads all of the table; of a larger one blocks are drawn, which reads only these. */
#define LARGEST_ROWS_BYTES (64 << 20)
/* So many keys are asked for at once: where they are masked that reads the whole table. */
#define KEYS_AT_ONCE (1 << 20)

/* A table, or a partitioned table with all that belongs to it. */
typedef struct
{
  const OptRelation *table;
  gint64 bytes;
  double tuples;
  gboolean decided; /* or on the way to it */
  OptCopyPart part;
  const OptConstraint *link; /* (nullable) of OPT_COPY_CHILDREN: by which they belong */
} Whole;

/* What the steps of opt_copy_sample_close_sync() share. */
typedef struct
{
  OptCopySample *self;
  OptConnection *production;
  OptConnection *copy;
  OptCopyMask *mask; /* (nullable) */
  OptCopyFunc func;
  gpointer user_data;
  GCancellable *cancellable;
} Closing;

struct _OptCopySample
{
  OptCatalog *catalog;
  OptCopySelection *selection;
  GHashTable *wholes; /* oid -> Whole */
  double percent;
  guint32 seed;
};

/* The topmost table of the selection of which this one is a partition. */
static const OptRelation *
get_root (OptCopySample *self, const OptRelation *table)
{
  const OptRelation *parent;

  while (table->parent != 0
         && g_hash_table_contains (self->selection->oids, GUINT_TO_POINTER (table->parent))
         && (parent = opt_catalog_get_relation (self->catalog, table->parent)))
    table = parent;

  return table;
}

static Whole *
find_whole (OptCopySample *self, guint32 oid)
{
  const OptRelation *table = opt_catalog_get_relation (self->catalog, oid);

  if (table == NULL)
    return NULL;

  return g_hash_table_lookup (self->wholes, GUINT_TO_POINTER (get_root (self, table)->oid));
}

/* Where a foreign key leads, if it is one to a table of the selection. A key to a partitioned table
 * has a copy for each partition, which says nothing more. */
static Whole *
find_parent (OptCopySample *self, const OptRelation *table, const OptConstraint *constraint)
{
  if (constraint->type != 'f' || (constraint->inherited && table->parent == 0))
    return NULL;

  return find_whole (self, constraint->referenced);
}

static void
add_table (OptCopySample *self, const OptRelation *table)
{
  const OptRelation *root = get_root (self, table);
  Whole *whole = g_hash_table_lookup (self->wholes, GUINT_TO_POINTER (root->oid));

  if (whole == NULL)
    {
      whole = g_new0 (Whole, 1);
      whole->table = root;
      g_hash_table_insert (self->wholes, GUINT_TO_POINTER (root->oid), whole);
    }
  whole->bytes += table->bytes;
  whole->tuples += MAX (table->tuples, 0);
}

static void
decide (OptCopySample *self, Whole *whole)
{
  double most = -1;

  if (whole->decided)
    return;

  whole->decided = TRUE;
  whole->part = whole->bytes <= SMALL_BYTES          ? OPT_COPY_WHOLE
                : whole->bytes <= LARGEST_ROWS_BYTES ? OPT_COPY_ROWS
                                                     : OPT_COPY_BLOCKS;
  if (whole->part == OPT_COPY_WHOLE)
    return;

  for (guint i = 0; i < whole->table->constraints->len; i++)
    {
      const OptConstraint *constraint = g_ptr_array_index (whole->table->constraints, i);
      Whole *parent = find_parent (self, whole->table, constraint);

      /* Tables that reference each other in a ring would wait for each other: one is drawn. */
      if (parent == NULL || parent == whole || (parent->decided && parent->part == OPT_COPY_WHOLE))
        continue;
      if (!parent->decided)
        decide (self, parent);
      if (parent->part == OPT_COPY_WHOLE || parent->tuples <= most
          || (parent->part == OPT_COPY_CHILDREN && parent->link == NULL))
        continue;
      most = parent->tuples;
      whole->link = constraint;
    }
  if (whole->link != NULL)
    whole->part = OPT_COPY_CHILDREN;
}

/* Whether the way up from @whole ends at one that is drawn, and does not come back. */
static gboolean
ends (OptCopySample *self, const Whole *whole)
{
  guint n = g_hash_table_size (self->wholes);

  while (whole->part == OPT_COPY_CHILDREN && n-- > 0)
    whole = find_whole (self, whole->link->referenced);

  return whole->part != OPT_COPY_CHILDREN;
}

static void
decide_all (OptCopySample *self)
{
  GPtrArray *tables = self->selection->tables;

  for (guint i = 0; i < tables->len; i++)
    add_table (self, g_ptr_array_index (tables, i));
  for (guint i = 0; i < tables->len; i++)
    decide (self, find_whole (self, ((OptRelation *) g_ptr_array_index (tables, i))->oid));

  for (guint i = 0; i < tables->len; i++)
    {
      Whole *whole = find_whole (self, ((OptRelation *) g_ptr_array_index (tables, i))->oid);

      if (ends (self, whole))
        continue;
      whole->link = NULL;
      whole->part = whole->bytes <= LARGEST_ROWS_BYTES ? OPT_COPY_ROWS : OPT_COPY_BLOCKS;
    }
}

/**
 * opt_copy_sample_new:
 * @catalog: production's catalog
 * @selection: the tables
 * @percent: how much of what is drawn from
 * @seed: with which
 *
 * Returns: (transfer full): which rows of @selection make the sample
 */
OptCopySample *
opt_copy_sample_new (OptCatalog *catalog, OptCopySelection *selection, double percent, guint32 seed)
{
  OptCopySample *self = g_new0 (OptCopySample, 1);

  self->catalog = g_object_ref (catalog);
  self->selection = selection;
  self->percent = percent;
  self->seed = seed;
  self->wholes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  decide_all (self);

  return self;
}

/**
 * opt_copy_sample_free:
 * @self: (nullable): a sample
 *
 * Frees @self.
 */
void
opt_copy_sample_free (OptCopySample *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->wholes);
  g_object_unref (self->catalog);
  g_free (self);
}

/**
 * opt_copy_sample_get_part:
 * @self: a sample
 * @table: a table of its selection
 *
 * Returns: which of its rows are copied
 */
OptCopyPart
opt_copy_sample_get_part (OptCopySample *self, const OptRelation *table)
{
  return find_whole (self, table->oid)->part;
}

/* "a, b" of the columns with these numbers, each after @prefix */
static char *
list_columns (const OptRelation *table, const gint16 *numbers, guint n, const char *prefix)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *quoted
          = opt_sql_quote_identifier (opt_relation_get_column (table, numbers[i])->name);

      g_string_append_printf (text, "%s%s%s", i > 0 ? ", " : "", prefix, quoted);
    }

  return g_string_free (text, FALSE);
}

/* A partitioned table stands for its partitions, any other table for itself alone. */
static char *
name_rows (const OptRelation *table)
{
  g_autofree char *name = opt_relation_get_quoted_name (table);

  return g_strconcat (table->kind == 'p' ? "" : "ONLY ", name, NULL);
}

static char *
make_drawn (OptCopySample *self,
            OptConnection *production,
            const OptRelation *table,
            const char *template,
            const char *columns)
{
  const Whole *whole = find_whole (self, table->oid);
  g_autofree char *rows = name_rows (table);
  g_autofree char *seed = g_strdup_printf ("%u", self->seed);
  char percent[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (percent, sizeof percent, "%.6f", self->percent);

  return opt_sql_fill (opt_sandbox_get_sql (production, template), "table", rows, "method",
                       whole->bytes <= LARGEST_ROWS_BYTES ? "BERNOULLI" : "SYSTEM", "percent",
                       percent, "seed", seed, "columns", columns, NULL);
}

/* The same seed draws the same rows of a table each time within one snapshot: what belongs to them
 * is found without telling the server which they were. */
static char *
make_source (OptCopySample *self,
             OptConnection *production,
             const OptRelation *table,
             const Whole *whole)
{
  g_autofree char *rows = name_rows (table);
  g_autofree char *columns = NULL;
  g_autofree char *keys = NULL;
  g_autofree char *parent_source = NULL;
  const Whole *parent;

  if (whole->part == OPT_COPY_WHOLE)
    return g_steal_pointer (&rows);
  if (whole->part != OPT_COPY_CHILDREN)
    return make_drawn (self, production, table, "sample-drawn", "");

  parent = find_whole (self, whole->link->referenced);
  columns = list_columns (whole->table, whole->link->columns, whole->link->n_columns, "");
  keys = list_columns (opt_catalog_get_relation (self->catalog, whole->link->referenced),
                       whole->link->referenced_columns, whole->link->n_columns, "");
  parent_source = make_source (self, production, parent->table, parent);

  return opt_sql_fill (opt_sandbox_get_sql (production, "sample-children"), "table", rows,
                       "columns", columns, "keys", keys, "parent", parent_source, NULL);
}

/**
 * opt_copy_sample_make_source:
 * @self: a sample
 * @production: where it is drawn
 * @table: a table of its selection
 *
 * Returns: (transfer full): what follows FROM, for the rows of @table that are copied
 */
char *
opt_copy_sample_make_source (OptCopySample *self,
                             OptConnection *production,
                             const OptRelation *table)
{
  return make_source (self, production, table, find_whole (self, table->oid));
}

/**
 * opt_copy_sample_make_unbound_source:
 * @self: a sample
 * @production: where it is drawn
 * @table: a table of its selection
 *
 * Returns: (transfer full) (nullable): likewise, of rows that belong to none, of which some are
 * drawn; %NULL where there are no such rows
 */
char *
opt_copy_sample_make_unbound_source (OptCopySample *self,
                                     OptConnection *production,
                                     const OptRelation *table)
{
  const Whole *whole = find_whole (self, table->oid);
  g_autofree char *columns = NULL;
  gboolean nullable = FALSE;

  if (whole->part != OPT_COPY_CHILDREN)
    return NULL;
  for (guint i = 0; i < whole->link->n_columns; i++)
    nullable |= !opt_relation_get_column (whole->table, whole->link->columns[i])->not_null;
  if (!nullable)
    return NULL;
  columns = list_columns (whole->table, whole->link->columns, whole->link->n_columns, "");

  return make_drawn (self, production, table, "sample-unbound", columns);
}

/* "p.id = c.parent" */
static char *
match_columns (const OptRelation *table, const OptRelation *parent, const OptConstraint *link)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < link->n_columns; i++)
    {
      g_autofree char *key = list_columns (parent, &link->referenced_columns[i], 1, "p.");
      g_autofree char *column = list_columns (table, &link->columns[i], 1, "c.");

      g_string_append_printf (text, "%s%s = %s", i > 0 ? " AND " : "", key, column);
    }

  return g_string_free (text, FALSE);
}

static OptResult *
find_missing (OptConnection *copy,
              const OptRelation *table,
              const OptRelation *parent,
              const OptConstraint *link,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *rows = name_rows (table);
  g_autofree char *parent_rows = name_rows (parent);
  g_autofree char *columns = list_columns (table, link->columns, link->n_columns, "c.");
  g_autofree char *match = match_columns (table, parent, link);
  g_autofree char *sql
      = opt_sql_fill (opt_sandbox_get_sql (copy, "sample-missing"), "table", rows, "columns",
                      columns, "parent", parent_rows, "match", match, NULL);

  return opt_connection_query_sync (copy, sql, NULL, OPT_QUERY_NONE, cancellable, error);
}

/* As settings of the transaction: a statement's text is kept in pg_stat_statements, and logged. */
static gboolean
give_keys (OptConnection *production,
           OptResult *missing,
           guint from,
           guint to,
           guint n_columns,
           GCancellable *cancellable,
           GError **error)
{
  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr (GPtrArray) values = g_ptr_array_sized_new (to - from + 1);
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autoptr (OptParams) params = opt_params_new_text (number, NULL);

      for (guint row = from; row < to; row++)
        g_ptr_array_add (values, (gpointer) opt_result_get_cell (missing, row, i, NULL));
      g_ptr_array_add (values, NULL);
      opt_params_add_text_array (params, (const char *const *) values->pdata);
      if (!opt_connection_execute_sync (production, opt_sandbox_get_sql (production, "sample-keys"),
                                        params, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/* The rows of @parent whose keys give_keys() was given: the same text each time. */
static char *
make_parents (OptConnection *production,
              OptCopyMask *mask,
              const OptRelation *parent,
              const OptConstraint *link)
{
  g_autofree char *rows = name_rows (parent);
  g_autofree char *keys
      = opt_copy_mask_list (mask, production, parent, link->referenced_columns, link->n_columns);
  g_autoptr (GString) values = g_string_new (NULL);
  g_autoptr (GString) lists = g_string_new (NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean masked = FALSE;

  for (guint i = 0; i < link->n_columns; i++)
    {
      gint16 column = link->referenced_columns[i];
      const char *comma = i > 0 ? ", " : "";
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *list = opt_sql_fill (opt_sandbox_get_sql (production, "sample-key-list"),
                                            "column", number, NULL);

      g_string_append_printf (values, "%sgiven.key%u::%s", comma, i,
                              opt_relation_get_column (parent, column)->type);
      g_string_append_printf (lists, "%s%s", comma, list);
      g_string_append_printf (names, "%skey%u", comma, i);
      masked |= opt_copy_mask_has (mask, parent, column);
    }

  /* No index has masks: so that each row's are computed once, the keys are looked up by hash. */
  return opt_sql_fill (opt_sandbox_get_sql (production,
                                            masked ? "sample-parents-masked" : "sample-parents"),
                       "table", rows, "keys", keys, "values", values->str, "lists", lists->str,
                       "names", names->str, NULL);
}

/* What a foreign key references and the copy lacks; @copied gets how many bytes that were. */
static gboolean
fetch_parents (Closing *closing,
               OptResult *missing,
               const OptConstraint *link,
               gint64 *copied,
               GError **error)
{
  const OptRelation *parent = opt_catalog_get_relation (closing->self->catalog, link->referenced);
  g_autofree char *source = make_parents (closing->production, closing->mask, parent, link);
  guint n = opt_result_get_n_rows (missing);

  for (guint from = 0; from < n; from += KEYS_AT_ONCE)
    {
      gint64 bytes = give_keys (closing->production, missing, from, MIN (from + KEYS_AT_ONCE, n),
                                link->n_columns, closing->cancellable, error)
                         ? closing->func (parent, source, closing->user_data, error)
                         : -1;

      if (bytes < 0)
        return FALSE;
      *copied += bytes;
    }

  return TRUE;
}

/* A partition may have foreign keys of its own, beside those of the whole. */
static gboolean
close_table (Closing *closing, const OptRelation *table, gint64 *copied, GError **error)
{
  OptCopySample *self = closing->self;

  for (guint i = 0; i < table->constraints->len; i++)
    {
      const OptConstraint *link = g_ptr_array_index (table->constraints, i);
      Whole *parent = NULL;
      g_autoptr (OptResult) missing = NULL;

      if (!link->inherited || get_root (self, table) == table)
        parent = find_parent (self, table, link);
      if (parent == NULL || parent->part == OPT_COPY_WHOLE)
        continue;
      missing = find_missing (closing->copy, table,
                              opt_catalog_get_relation (self->catalog, link->referenced), link,
                              closing->cancellable, error);
      if (missing == NULL || !fetch_parents (closing, missing, link, copied, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_copy_sample_close_sync:
 * @self: a sample
 * @production: where it is drawn
 * @copy: where it was copied to, with its primary keys and partitions
 * @mask: (nullable): what is masked in the copy
 * @func: copies rows of a table
 * @user_data: for @func
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Copies what the rows that were copied reference, and what these reference, until nothing is
 * missing that production has.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_copy_sample_close_sync (OptCopySample *self,
                            OptConnection *production,
                            OptConnection *copy,
                            OptCopyMask *mask,
                            OptCopyFunc func,
                            gpointer user_data,
                            GCancellable *cancellable,
                            GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);
  Closing closing = { self, production, copy, mask, func, user_data, cancellable };
  gint64 copied;

  do
    {
      copied = 0;
      for (guint i = 0; i < relations->len; i++)
        {
          const OptRelation *table = g_ptr_array_index (relations, i);

          if (g_hash_table_contains (self->selection->oids, GUINT_TO_POINTER (table->oid))
              && !close_table (&closing, table, &copied, error))
            return FALSE;
        }
    }
  while (copied > 0);

  return TRUE;
}
