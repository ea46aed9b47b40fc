/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-place.h"

#include "opt-plan-private.h"

/* The outline of a subtree: how far it reaches in each row from its top down, as seen from the
 * middle of what is above it. */
typedef struct
{
  GArray *left;  /* of double */
  GArray *right; /* of double */
} Outline;

static void
outline_free (Outline *self)
{
  g_array_unref (self->left);
  g_array_unref (self->right);
  g_free (self);
}

static Outline *
outline_new (void)
{
  Outline *self = g_new0 (Outline, 1);

  self->left = g_array_new (FALSE, FALSE, sizeof (double));
  self->right = g_array_new (FALSE, FALSE, sizeof (double));

  return self;
}

static double
nth (GArray *reach, guint row)
{
  return g_array_index (reach, double, row);
}

/* How far @next must be moved so that it stands beside @self in each row that both have. */
static double
outline_get_distance (const Outline *self, const Outline *next)
{
  double distance = 0;

  for (guint row = 0; row < MIN (self->right->len, next->left->len); row++)
    distance = MAX (distance, nth (self->right, row) - nth (next->left, row) + 1);

  return distance;
}

/* Takes in @next, which was moved by @distance. */
static void
outline_add (Outline *self, const Outline *next, double distance)
{
  for (guint row = 0; row < next->left->len; row++)
    {
      double left = nth (next->left, row) + distance;
      double right = nth (next->right, row) + distance;

      if (row >= self->left->len)
        {
          g_array_append_val (self->left, left);
          g_array_append_val (self->right, right);
          continue;
        }
      g_array_index (self->left, double, row) = MIN (nth (self->left, row), left);
      g_array_index (self->right, double, row) = MAX (nth (self->right, row), right);
    }
}

static void
outline_move (Outline *self, double distance)
{
  for (guint row = 0; row < self->left->len; row++)
    {
      g_array_index (self->left, double, row) += distance;
      g_array_index (self->right, double, row) += distance;
    }
}

/*
 * Puts the subtrees beside each other, as close as they can be. Their tops get an x as seen from
 * the middle between the first and the last of them.
 */
static Outline *
join (GArray *places, GPtrArray *tops, GPtrArray *outlines)
{
  Outline *all = outline_new ();
  double last = 0;

  for (guint i = 0; i < tops->len; i++)
    {
      OptPlanPlace *place
          = &g_array_index (places, OptPlanPlace, GPOINTER_TO_UINT (tops->pdata[i]));

      last = outline_get_distance (all, outlines->pdata[i]);
      place->x = last;
      outline_add (all, outlines->pdata[i], last);
    }
  for (guint i = 0; i < tops->len; i++)
    g_array_index (places, OptPlanPlace, GPOINTER_TO_UINT (tops->pdata[i])).x -= last / 2;
  outline_move (all, -last / 2);

  return all;
}

/* The outline of the subtree of a node, from those of its children, which go. */
static Outline *
outline_of (GArray *places, guint index, GPtrArray *children, Outline **outlines)
{
  const double middle = 0;
  g_autoptr (GPtrArray) below = g_ptr_array_new_with_free_func ((GDestroyNotify) outline_free);
  Outline *outline;

  for (guint i = 0; i < children->len; i++)
    g_ptr_array_add (below, g_steal_pointer (&outlines[GPOINTER_TO_UINT (children->pdata[i])]));
  outline = join (places, children, below);
  g_array_prepend_val (outline->left, middle);
  g_array_prepend_val (outline->right, middle);

  return outline;
}

static void
append_nodes (GArray *places, OptPlan *plan)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < plan->nodes->len; i++)
    {
      OptPlanPlace place = { .node = opt_plan_nth_node (plan, i), .parent = -1 };

      if (place.node->parent != NULL)
        {
          place.parent = GPOINTER_TO_INT (g_hash_table_lookup (known, place.node->parent));
          place.depth = g_array_index (places, OptPlanPlace, place.parent).depth + 1;
        }
      g_hash_table_insert (known, place.node, GUINT_TO_POINTER (i));
      g_array_append_val (places, place);
    }
}

static void
make_absolute (GArray *places, double left)
{
  for (guint i = 0; i < places->len; i++)
    {
      OptPlanPlace *place = &g_array_index (places, OptPlanPlace, i);

      place->x
          += place->parent >= 0 ? g_array_index (places, OptPlanPlace, place->parent).x : -left;
    }
}

static double
get_leftmost (const Outline *outline)
{
  double left = 0;

  for (guint row = 0; row < outline->left->len; row++)
    left = row == 0 ? nth (outline->left, row) : MIN (left, nth (outline->left, row));

  return left;
}

/**
 * opt_plan_place_nodes:
 * @plan: a plan
 *
 * Lays the tree of a plan out to be drawn: a row for each depth, each node above the middle of its
 * children, subtrees beside each other in their order and as close as they can be without that two
 * nodes of a row are less than 1 apart. After Reingold and Tilford, "Tidier Drawings of Trees",
 * IEEE Transactions on Software Engineering 7 (1981). Several plans stand beside each other.
 *
 * Returns: (transfer full) (element-type OptPlanPlace): the places, in the order of the nodes
 */
GArray *
opt_plan_place_nodes (OptPlan *plan)
{
  GArray *places = g_array_new (FALSE, TRUE, sizeof (OptPlanPlace));
  g_autoptr (GPtrArray) children = NULL; /* of GPtrArray of indexes, the last for the roots */
  g_autofree Outline **outlines = NULL;
  g_autoptr (GPtrArray) roots = g_ptr_array_new_with_free_func ((GDestroyNotify) outline_free);
  Outline *all;
  guint n;

  g_return_val_if_fail (OPT_IS_PLAN (plan), places);

  append_nodes (places, plan);
  n = places->len;
  children = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i <= n; i++)
    g_ptr_array_add (children, g_ptr_array_new ());
  for (guint i = 0; i < n; i++)
    {
      int parent = g_array_index (places, OptPlanPlace, i).parent;

      g_ptr_array_add (children->pdata[parent >= 0 ? (guint) parent : n], GUINT_TO_POINTER (i));
    }

  /* Whatever is below a node comes behind it. */
  outlines = g_new0 (Outline *, n);
  for (guint i = n; i-- > 0;)
    outlines[i] = outline_of (places, i, children->pdata[i], outlines);
  for (guint i = 0; i < n; i++)
    {
      if (outlines[i] != NULL)
        g_ptr_array_add (roots, outlines[i]);
    }
  all = join (places, children->pdata[n], roots);
  make_absolute (places, get_leftmost (all));
  outline_free (all);

  return places;
}
