/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking.h"

/* While the tree is made: a session, and whom it waits for. */
typedef struct Place Place;
struct Place
{
  OptBackend *backend;
  Place *parent;       /* (nullable) */
  GPtrArray *children; /* of Place */
  guint n_behind;
  guint mark; /* of the walk that came by last */
  gboolean in_cycle;
};

static void
place_free (gpointer data)
{
  Place *place = data;

  g_ptr_array_unref (place->children);
  g_free (place);
}

static Place *
ensure_place (GHashTable *places, GPtrArray *order, OptBackend *backend)
{
  Place *place = g_hash_table_lookup (places, GINT_TO_POINTER (backend->pid));

  if (place != NULL)
    return place;

  place = g_new0 (Place, 1);
  place->backend = backend;
  place->children = g_ptr_array_new ();
  g_hash_table_insert (places, GINT_TO_POINTER (backend->pid), place);
  g_ptr_array_add (order, place);

  return place;
}

static gboolean
is_blocked (const OptBackend *backend)
{
  return backend->blockers != NULL && backend->blockers->len > 0;
}

static gboolean
is_older (const OptBackend *backend, const OptBackend *other)
{
  if (backend->xact_start != other->xact_start)
    return backend->xact_start != 0
           && (other->xact_start == 0 || backend->xact_start < other->xact_start);

  return backend->pid < other->pid;
}

/* Of several the one that would have to go first: one that waits for nobody, and then the oldest.
 */
static OptBackend *
choose_blocker (const OptActivity *activity, const OptBackend *backend)
{
  OptBackend *chosen = NULL;

  for (guint i = 0; i < backend->blockers->len; i++)
    {
      OptBackend *blocker = opt_activity_find (activity, g_array_index (backend->blockers, int, i));

      if (blocker == NULL || blocker == backend)
        continue;
      if (chosen == NULL || (is_blocked (chosen) && !is_blocked (blocker))
          || (is_blocked (chosen) == is_blocked (blocker) && is_older (blocker, chosen)))
        chosen = blocker;
    }

  return chosen;
}

static GPtrArray *
make_places (const OptActivity *activity)
{
  GPtrArray *order = g_ptr_array_new_with_free_func (place_free);
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < activity->backends->len; i++)
    {
      OptBackend *backend = activity->backends->pdata[i];
      OptBackend *blocker = is_blocked (backend) ? choose_blocker (activity, backend) : NULL;

      /* One that is gone holds nobody up any more. */
      if (blocker != NULL)
        ensure_place (places, order, backend)->parent = ensure_place (places, order, blocker);
    }

  return order;
}

/* The oldest in a ring becomes its root: whom the server ends is its own to choose. */
static void
break_cycle (Place *first)
{
  Place *root = first;
  Place *place = first;

  do
    {
      place->in_cycle = TRUE;
      if (is_older (place->backend, root->backend))
        root = place;
      place = place->parent;
    }
  while (place != first);
  root->parent = NULL;
}

static void
break_cycles (GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      Place *place = places->pdata[i];

      while (place != NULL && place->mark == 0)
        {
          place->mark = i + 1;
          place = place->parent;
        }
      if (place != NULL && place->mark == i + 1)
        break_cycle (place);
    }
}

static guint
count_behind (Place *place)
{
  place->n_behind = place->children->len;
  for (guint i = 0; i < place->children->len; i++)
    place->n_behind += count_behind (place->children->pdata[i]);

  return place->n_behind;
}

/* Who holds up most comes first, and then who is at it longest. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const Place *one = *(Place *const *) a;
  const Place *other = *(Place *const *) b;

  if (one->n_behind != other->n_behind)
    return one->n_behind > other->n_behind ? -1 : 1;

  return is_older (one->backend, other->backend) ? -1 : 1;
}

static void
add_nodes (GArray *nodes, GPtrArray *places, int parent, guint depth)
{
  g_ptr_array_sort (places, compare);
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = places->pdata[i];
      OptBlockingNode node = { .backend = opt_backend_ref (place->backend),
                               .parent = parent,
                               .depth = depth,
                               .n_behind = place->n_behind,
                               .in_cycle = place->in_cycle };

      g_array_append_val (nodes, node);
      add_nodes (nodes, place->children, (int) nodes->len - 1, depth + 1);
    }
}

static void
node_clear (gpointer data)
{
  opt_backend_unref (((OptBlockingNode *) data)->backend);
}

/**
 * opt_blocking_list:
 * @activity: a sample
 *
 * Who blocks whom. One that waits for several is in the tree once, behind the one that would have
 * to go first.
 *
 * Returns: (transfer full) (element-type OptBlockingNode): the trees, one after the other, each
 *   session before those that wait for it
 */
GArray *
opt_blocking_list (const OptActivity *activity)
{
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (OptBlockingNode));
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();

  g_return_val_if_fail (activity != NULL, nodes);

  g_array_set_clear_func (nodes, node_clear);
  places = make_places (activity);
  break_cycles (places);
  for (guint i = 0; i < places->len; i++)
    {
      Place *place = places->pdata[i];

      g_ptr_array_add (place->parent != NULL ? place->parent->children : roots, place);
    }
  for (guint i = 0; i < roots->len; i++)
    count_behind (roots->pdata[i]);
  add_nodes (nodes, roots, -1, 0);

  return nodes;
}
