/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-group.h"
#include "opt-statement-list-private.h"

/* Statements that are alike: most are alone. */
typedef struct
{
  guint64 id;               /* first: it is its own key */
  guint n_members;          /* as of the last time */
  OptStatementItem *lone;   /* (nullable) borrowed: the first */
  OptStatementGroup *group; /* (nullable) owned: from the second member on */
} Bucket;

static void
bucket_free (gpointer data)
{
  Bucket *bucket = data;

  g_clear_object (&bucket->group);
  g_free (bucket);
}

static Bucket *
get_bucket (OptStatementList *self, OptStatementItem *item)
{
  guint64 id = opt_statement_item_get_fingerprint (item);
  Bucket *bucket;

  if (id == 0)
    id = (guint64) opt_statement_item_get_key (item)->queryid;
  bucket = g_hash_table_lookup (self->buckets, &id);
  if (bucket != NULL)
    return bucket;

  bucket = g_new0 (Bucket, 1);
  bucket->id = id;
  g_hash_table_add (self->buckets, bucket);

  return bucket;
}

static void
begin (OptStatementList *self)
{
  GHashTableIter iter;
  Bucket *bucket;

  if (self->buckets == NULL)
    self->buckets = g_hash_table_new_full (g_int64_hash, g_int64_equal, bucket_free, NULL);

  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_iter_next (&iter, (gpointer *) &bucket, NULL))
    {
      bucket->n_members = 0;
      bucket->lone = NULL;
      if (bucket->group != NULL)
        opt_statement_group_clear (bucket->group);
    }
}

static void
put (OptStatementList *self, OptStatementItem *item)
{
  Bucket *bucket = get_bucket (self, item);

  if (bucket->n_members++ == 0)
    bucket->lone = item;
  else if (bucket->group == NULL)
    bucket->group
        = opt_statement_group_new (bucket->id, opt_statement_item_get_key (item), self->axis);
  if (bucket->group == NULL)
    return;

  if (bucket->n_members == 2 && opt_statement_group_get_members (bucket->group)->len == 0)
    opt_statement_group_add (bucket->group, bucket->lone);
  opt_statement_group_add (bucket->group, item);
}

/* What is alone again keeps its group for when another comes back. */
static void
finish (OptStatementList *self, GPtrArray *changed)
{
  GHashTableIter iter;
  Bucket *bucket;

  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_iter_next (&iter, (gpointer *) &bucket, NULL))
    {
      OptStatementItem *item = bucket->lone;

      if (bucket->n_members == 0)
        {
          g_hash_table_iter_remove (&iter);
          continue;
        }
      if (bucket->n_members > 1)
        {
          item = opt_statement_group_get_item (bucket->group);
          if (opt_statement_group_sum (bucket->group, &self->totals, self->seconds))
            g_ptr_array_add (changed, g_object_ref (item));
        }
      g_ptr_array_add (self->grouped, g_object_ref (item));
    }
}

/**
 * opt_statement_list_get_groups:
 * @self: a list
 *
 * Its statements, of which those that are alike are one: the sum of an #OptStatementGroup, which
 * opt_statement_item_get_group() returns of it and of its members. They are put together when they
 * are asked for first after an update.
 *
 * Returns: (transfer none) (element-type OptStatementItem): they, in no order, until the list is
 *   updated next
 */
GPtrArray *
opt_statement_list_get_groups (OptStatementList *self)
{
  g_autoptr (GPtrArray) changed = NULL;

  g_return_val_if_fail (OPT_IS_STATEMENT_LIST (self), NULL);

  if (self->grouped != NULL)
    return self->grouped;

  changed = g_ptr_array_new_with_free_func (g_object_unref);
  self->grouped = g_ptr_array_new_full (self->listed->len, g_object_unref);
  begin (self);
  for (guint i = 0; i < self->listed->len; i++)
    put (self, ((OptStatementListEntry *) self->listed->pdata[i])->item);
  finish (self, changed);
  for (guint i = 0; i < changed->len; i++)
    opt_statement_item_changed (changed->pdata[i]);

  return self->grouped;
}

/* opt_statement_list_forget_groups: the next who asks is told anew; @all: also of what was */
void
opt_statement_list_forget_groups (OptStatementList *self, gboolean all)
{
  g_clear_pointer (&self->grouped, g_ptr_array_unref);
  if (all)
    g_clear_pointer (&self->buckets, g_hash_table_unref);
}
