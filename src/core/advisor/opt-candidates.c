/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-candidates.h"

#include "opt-selectivity.h"

#include <string.h>

/* A hundred pages: below this a scan of the whole table is as quick as any index. */
#define MIN_BYTES (100 * 8192)
/* A wider key costs more than it saves. */
#define MAX_KEYS 4
#define MAX_PER_SCAN 24
/* An index that finds more of the table than this is not read, unless for its order. */
#define MAX_SELECTIVITY 0.3
/* pg_type.oid of character(n). */
#define BPCHAR_OID 1042

/* What a scan asks of its table, sorted by how an index can answer it. */
typedef struct
{
  OptCatalog *catalog;
  const OptCandidateOptions *options;
  const OptScan *scan;
  GPtrArray *equal;        /* of OptPredicate: to a value, the most selective first */
  GPtrArray *range;        /* of OptPredicate: ranges, and LIKE with a prefix */
  GPtrArray *join;         /* of OptPredicate: to another relation */
  GPtrArray *alternatives; /* of OptPredicate: one arm of an OR */
  GPtrArray *order;        /* (nullable) of OptScanKey: an order that is worth having */
  GPtrArray *found;        /* of OptCandidate */
} Search;

static gboolean
is_same_operand (const OptPredicate *a, const OptPredicate *b)
{
  return a->column == b->column && g_strcmp0 (a->expression, b->expression) == 0;
}

static void
add_once (GPtrArray *predicates, OptPredicate *predicate)
{
  for (guint i = 0; i < predicates->len; i++)
    if (is_same_operand (g_ptr_array_index (predicates, i), predicate))
      return;

  g_ptr_array_add (predicates, predicate);
}

/* A pattern that is a parameter may begin with letters; what the planner makes of the value that is
   put in for it decides. */
static gboolean
has_prefix (const OptPredicate *predicate)
{
  if (!g_str_equal (predicate->operator_name, "~~"))
    return FALSE;

  return predicate->operand != OPT_OPERAND_LITERAL
         || (predicate->prefix != NULL && predicate->prefix[0] != '\0');
}

/* One row is found by it already, whatever else is asked. */
static gboolean
is_unique (const OptRelation *relation, const OptColumn *column)
{
  for (guint i = 0; column != NULL && i < relation->indexes->len; i++)
    {
      const OptIndex *index = g_ptr_array_index (relation->indexes, i);

      if (index->unique && index->valid && index->predicate == NULL && index->n_keys == 1
          && index->keys[0].column == column->number)
        return TRUE;
    }

  return FALSE;
}

static void
sort_in (Search *search, OptPredicate *predicate)
{
  if (predicate->column == NULL && predicate->expression == NULL)
    return;

  switch (predicate->kind)
    {
    case OPT_PREDICATE_EQUAL:
    case OPT_PREDICATE_IN:
    case OPT_PREDICATE_IS_NULL:
    case OPT_PREDICATE_BOOLEAN:
      add_once (predicate->alternative != 0 ? search->alternatives : search->equal, predicate);
      break;
    case OPT_PREDICATE_RANGE:
      add_once (predicate->alternative != 0 ? search->alternatives : search->range, predicate);
      break;
    case OPT_PREDICATE_LIKE:
      if (has_prefix (predicate))
        add_once (predicate->alternative != 0 ? search->alternatives : search->range, predicate);
      break;
    case OPT_PREDICATE_JOIN:
      if (predicate->alternative == 0 && !is_unique (search->scan->relation, predicate->column))
        add_once (search->join, predicate);
      break;
    case OPT_PREDICATE_IS_NOT_NULL:
    case OPT_PREDICATE_OTHER:
    default:
      break;
    }
}

/* The one that leaves the fewest rows comes first. */
static int
compare_predicates (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const OptScan *scan = user_data;
  double first = opt_selectivity_estimate (scan->relation, *(OptPredicate *const *) a, NULL);
  double second = opt_selectivity_estimate (scan->relation, *(OptPredicate *const *) b, NULL);

  return (first > second) - (first < second);
}

/* LIKE 'abc%' reads a B-tree in its own order only where that is the order of the bytes. */
static const char *
get_pattern_opclass (Search *search, const OptPredicate *predicate)
{
  const OptColumn *column = predicate->column;

  if (predicate->kind != OPT_PREDICATE_LIKE || !search->options->pattern_opclass)
    return NULL;
  if (column == NULL)
    return "text_pattern_ops";
  if (column->collation != NULL && g_str_has_suffix (column->collation, "\"C\""))
    return NULL;

  return column->type_oid == BPCHAR_OID ? "bpchar_pattern_ops" : "text_pattern_ops";
}

static void
add_predicate_key (Search *search, OptIndexSpec *spec, const OptPredicate *predicate)
{
  const char *opclass = get_pattern_opclass (search, predicate);

  for (guint i = 0; i < spec->n_keys; i++)
    {
      const OptIndexKey *key = &g_array_index (spec->keys, OptIndexKey, i);

      if (predicate->column != NULL ? key->column == predicate->column->number
                                    : g_strcmp0 (key->definition, predicate->expression) == 0)
        return;
    }
  if (spec->n_keys == MAX_KEYS)
    return;

  if (predicate->column != NULL)
    opt_index_spec_add_column (spec, predicate->column->number, opclass, FALSE, FALSE);
  else
    opt_index_spec_add_expression (spec, predicate->expression, opclass, FALSE, FALSE);
}

/* A B-tree is read backwards as well: the order's first key always ascends, and so statements that
   want it from either end ask for one index. */
static gboolean
add_order_key (OptIndexSpec *spec, const OptScanKey *key, gboolean backwards)
{
  gboolean descending = key->descending != backwards;
  gboolean nulls_first = key->nulls_first != backwards;

  if (spec->n_keys == MAX_KEYS)
    return FALSE;

  if (key->column != NULL)
    opt_index_spec_add_column (spec, key->column->number, NULL, descending, nulls_first);
  else
    opt_index_spec_add_expression (spec, key->expression, NULL, descending, nulls_first);

  return TRUE;
}

static gboolean
is_known (Search *search, const OptCandidate *candidate)
{
  for (guint i = 0; i < search->found->len; i++)
    {
      const OptCandidate *other = g_ptr_array_index (search->found, i);

      if (g_str_equal (other->sql, candidate->sql))
        return TRUE;
    }

  return FALSE;
}

static void
take (Search *search, OptIndexSpec *spec)
{
  g_autoptr (OptCandidate) candidate = NULL;

  if (spec->n_keys == 0 || search->found->len == MAX_PER_SCAN)
    {
      opt_index_spec_free (spec);
      return;
    }

  candidate = opt_candidate_new (search->catalog, spec);
  if (!is_known (search, candidate) && opt_candidate_find_existing (candidate) == NULL)
    g_ptr_array_add (search->found, g_steal_pointer (&candidate));
}

static double
estimate (const Search *search,
          const OptPredicate *const *predicates,
          guint n_predicates,
          const OptParams *values)
{
  double selectivity = 1;

  for (guint i = 0; i < n_predicates; i++)
    {
      selectivity *= opt_selectivity_estimate (search->scan->relation, predicates[i], values);
      if (predicates[i]->kind == OPT_PREDICATE_RANGE)
        selectivity = MIN (selectivity, MAX_SELECTIVITY);
    }

  return selectivity;
}

/* Of the values that are known, those count that find least: whether they are worth an index the
 * planner tells. */
static double
estimate_all (const Search *search, const OptPredicate *const *predicates, guint n_predicates)
{
  GPtrArray *seen = search->options->seen;
  double least = 1;

  if (seen == NULL || seen->len == 0)
    return estimate (search, predicates, n_predicates, NULL);
  for (guint i = 0; i < seen->len; i++)
    least = MIN (least, estimate (search, predicates, n_predicates, g_ptr_array_index (seen, i)));

  return least;
}

/*
 * Puts a candidate together from predicates, and an order behind them. One that finds too much of
 * the table and gives no order is left out; of an expression nobody knows what it finds.
 */
static void
offer (Search *search, const OptPredicate *const *predicates, guint n_predicates, GPtrArray *order)
{
  OptIndexSpec *spec = opt_index_spec_new (search->scan->relation->oid, "btree");

  for (guint i = 0; i < n_predicates; i++)
    add_predicate_key (search, spec, predicates[i]);
  if (order == NULL && estimate_all (search, predicates, n_predicates) > MAX_SELECTIVITY)
    {
      opt_index_spec_free (spec);
      return;
    }
  for (guint i = 0; order != NULL && i < order->len; i++)
    {
      const OptScanKey *first = g_ptr_array_index (order, 0);

      if (!add_order_key (spec, g_ptr_array_index (order, i), first->descending))
        break;
    }

  take (search, spec);
}

static void
offer_one (Search *search, const OptPredicate *predicate)
{
  offer (search, &predicate, 1, NULL);
}

static void
offer_with (Search *search, GPtrArray *first, const OptPredicate *last)
{
  g_autoptr (GPtrArray) all = g_ptr_array_copy (first, NULL, NULL);

  if (last != NULL)
    g_ptr_array_add (all, (gpointer) last);
  offer (search, (const OptPredicate *const *) all->pdata, all->len, NULL);
}

/* An equal column needs no place in the order: it is the same in all rows that are read. */
static void
offer_order (Search *search, GPtrArray *before)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < search->order->len; i++)
    {
      OptScanKey *key = g_ptr_array_index (search->order, i);
      gboolean equal = FALSE;

      for (guint j = 0; j < before->len; j++)
        {
          const OptPredicate *predicate = g_ptr_array_index (before, j);

          equal
              = equal
                || (key->column != NULL ? key->column == predicate->column
                                        : g_strcmp0 (key->expression, predicate->expression) == 0);
        }
      if (!equal)
        g_ptr_array_add (order, key);
    }
  if (order->len > 0)
    offer (search, (const OptPredicate *const *) before->pdata, before->len, order);
}

/* IN gives no order behind it: its values are read one after the other. */
static GPtrArray *
get_single_valued (GPtrArray *predicates)
{
  GPtrArray *single = g_ptr_array_new ();

  for (guint i = 0; i < predicates->len; i++)
    {
      OptPredicate *predicate = g_ptr_array_index (predicates, i);

      if (predicate->kind != OPT_PREDICATE_IN)
        g_ptr_array_add (single, predicate);
    }

  return single;
}

static void
offer_joins (Search *search)
{
  const OptPredicate *equal = search->equal->len > 0 ? g_ptr_array_index (search->equal, 0) : NULL;
  const OptPredicate *range = search->range->len > 0 ? g_ptr_array_index (search->range, 0) : NULL;

  for (guint i = 0; i < search->join->len; i++)
    {
      const OptPredicate *join = g_ptr_array_index (search->join, i);
      const OptPredicate *pair[] = { join, equal };

      offer_one (search, join);
      if (equal != NULL)
        {
          offer (search, pair, 2, NULL);
          pair[0] = equal;
          pair[1] = join;
          offer (search, pair, 2, NULL);
        }
      if (range != NULL)
        {
          pair[0] = join;
          pair[1] = range;
          offer (search, pair, 2, NULL);
        }
    }
  if (search->join->len > 1)
    offer_with (search, search->join, NULL);
}

static void
find_in_scan (Search *search)
{
  g_autoptr (GPtrArray) single = get_single_valued (search->equal);

  if (search->equal->len > 0)
    offer_with (search, search->equal, NULL);
  /* Without the equal columns before it an order is quick only for values that are common. */
  if (search->order != NULL)
    offer_order (search, single);
  for (guint i = 0; i < search->range->len; i++)
    {
      if (search->equal->len > 0)
        offer_with (search, search->equal, g_ptr_array_index (search->range, i));
      offer_one (search, g_ptr_array_index (search->range, i));
    }
  for (guint i = 0; i < search->equal->len; i++)
    offer_one (search, g_ptr_array_index (search->equal, i));
  offer_joins (search);
  for (guint i = 0; i < search->alternatives->len; i++)
    offer_one (search, g_ptr_array_index (search->alternatives, i));
}

static gboolean
may_have_index (const OptRelation *relation)
{
  return relation->readable && (relation->kind == 'r' || relation->kind == 'm')
         && relation->persistence != 't' && relation->extension == NULL
         && relation->bytes >= MIN_BYTES;
}

static GPtrArray *
get_order (const OptScan *scan, const OptCandidateOptions *options)
{
  if (scan->order->len > 0 && (scan->limited || options->sorts))
    return scan->order;
  if (!options->sorts)
    return NULL;
  if (scan->group->len > 0)
    return scan->group;

  return scan->distinct->len > 0 ? scan->distinct : NULL;
}

static void
search_scan (const OptStatementInfo *info,
             const OptCandidateOptions *options,
             const OptScan *scan,
             GPtrArray *found)
{
  g_autoptr (GPtrArray) equal = g_ptr_array_new ();
  g_autoptr (GPtrArray) range = g_ptr_array_new ();
  g_autoptr (GPtrArray) join = g_ptr_array_new ();
  g_autoptr (GPtrArray) alternatives = g_ptr_array_new ();
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_candidate_unref);
  Search search = {
    .catalog = info->catalog,
    .options = options,
    .scan = scan,
    .equal = equal,
    .range = range,
    .join = join,
    .alternatives = alternatives,
    .order = get_order (scan, options),
    .found = own,
  };

  for (guint i = 0; i < scan->predicates->len; i++)
    sort_in (&search, g_ptr_array_index (scan->predicates, i));
  g_ptr_array_sort_with_data (equal, compare_predicates, (gpointer) scan);
  g_ptr_array_sort_with_data (range, compare_predicates, (gpointer) scan);
  g_ptr_array_sort_with_data (join, compare_predicates, (gpointer) scan);
  find_in_scan (&search);

  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add (found, opt_candidate_ref (g_ptr_array_index (own, i)));
}

/**
 * opt_candidates_find:
 * @info: a statement; its catalog must outlive the candidates
 * @options: what else they depend on
 *
 * Makes up the B-trees that might help a statement, for each table that it reads: the columns
 * compared with a value, the most selective first, then one range or the order; the columns that
 * join, alone and with those. Left out are tables below 100 pages, what can't have an index or
 * can't be read, what an existing index does already, and what finds more than 30 % of the rows by
 * the statistics without giving an order. The planner decides on the rest.
 *
 * Returns: (transfer container) (element-type OptCandidate): at most 24 for each table reference
 */
GPtrArray *
opt_candidates_find (const OptStatementInfo *info, const OptCandidateOptions *options)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_candidate_unref);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_candidate_unref);

  g_return_val_if_fail (info != NULL && options != NULL, found);

  for (guint i = 0; i < info->scans->len; i++)
    {
      const OptScan *scan = g_ptr_array_index (info->scans, i);

      if (may_have_index (scan->relation))
        search_scan (info, options, scan, all);
    }
  for (guint i = 0; i < all->len; i++)
    {
      OptCandidate *candidate = g_ptr_array_index (all, i);

      if (g_hash_table_add (known, candidate->sql))
        g_ptr_array_add (found, opt_candidate_ref (candidate));
    }

  return found;
}
