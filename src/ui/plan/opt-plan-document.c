/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-document-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Freeing fewer nodes takes no time. */
#define MANY_NODES 500

G_DEFINE_FINAL_TYPE (OptPlanDocument, opt_plan_document, G_TYPE_OBJECT)

/* What there is for each node. */
typedef struct
{
  OptPlan *plan;                 /* (nullable) */
  OptPlan *whole;                /* (nullable) */
  OptPlanStatistics *statistics; /* (nullable) */
  GPtrArray *haystacks;
  GHashTable *found_in;
  GHashTable *figures;
} Remains;

static gpointer
free_remains (gpointer data)
{
  Remains *remains = data;

  g_hash_table_unref (remains->found_in);
  g_hash_table_unref (remains->figures);
  g_ptr_array_unref (remains->haystacks);
  g_clear_object (&remains->statistics);
  g_clear_object (&remains->plan);
  g_clear_object (&remains->whole);
  g_free (remains);

  return NULL;
}

/* Ten thousand nodes and their JSON take longer than a frame. */
static void
let_go (OptPlanDocument *self)
{
  Remains *remains = g_new (Remains, 1);
  guint n = self->plan != NULL ? opt_plan_get_n_nodes (self->plan) : 0;

  if (self->whole != NULL)
    n = MAX (n, opt_plan_get_n_nodes (self->whole));
  *remains = (Remains){
    .plan = g_steal_pointer (&self->plan),
    .whole = g_steal_pointer (&self->whole),
    .statistics = g_steal_pointer (&self->statistics),
    .haystacks = g_steal_pointer (&self->haystacks),
    .found_in = g_steal_pointer (&self->found_in),
    .figures = g_steal_pointer (&self->figures),
  };
  if (n > MANY_NODES)
    g_thread_unref (g_thread_new ("opt-plan-free", free_remains, remains));
  else
    free_remains (remains);
}

static void
opt_plan_document_finalize (GObject *object)
{
  OptPlanDocument *self = OPT_PLAN_DOCUMENT (object);

  let_go (self);
  g_array_unref (self->origins);
  g_clear_object (&self->usage);
  g_strfreev (self->names);
  g_free (self->file);
  g_free (self->name);
  g_free (self->sql);
  g_free (self->basis);
  g_free (self->kept);
  g_free (self->text);

  G_OBJECT_CLASS (opt_plan_document_parent_class)->finalize (object);
}

static void
opt_plan_document_class_init (OptPlanDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_document_finalize;
}

static void
opt_plan_document_init (OptPlanDocument *self)
{
  self->origins = g_array_new (FALSE, FALSE, sizeof (OptPlanOrigin));
  self->haystacks = g_ptr_array_new_with_free_func (g_free);
  self->found_in = g_hash_table_new (NULL, NULL);
  self->figures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * opt_plan_document_get_plan:
 * @self: a document
 *
 * Returns: (transfer none): the plan
 */
OptPlan *
opt_plan_document_get_plan (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->plan;
}

/**
 * opt_plan_document_get_choice:
 * @self: a document
 * @nth: (out): which of them it is, from 1; 0: all of them together
 *
 * Returns: (transfer none) (nullable): the plans that were read together, a line each; %NULL where
 *   there is but one
 */
const char *const *
opt_plan_document_get_choice (OptPlanDocument *self, guint *nth)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self) && nth != NULL, NULL);

  *nth = self->nth;

  return (const char *const *) self->names;
}

/**
 * opt_plan_document_get_statistics:
 * @self: a document
 *
 * Returns: (transfer none): the plan summed up
 */
OptPlanStatistics *
opt_plan_document_get_statistics (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->statistics;
}

/**
 * opt_plan_document_get_usage:
 * @self: a document
 *
 * Returns: (transfer none): what each node used itself
 */
OptPlanUsage *
opt_plan_document_get_usage (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->usage;
}

/**
 * opt_plan_document_get_name:
 * @self: a document
 *
 * Returns: (nullable): of the file, and which of its plans it is
 */
const char *
opt_plan_document_get_name (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->name;
}

/**
 * opt_plan_document_get_sql:
 * @self: a document
 *
 * Returns: (nullable): the statement, laid out to be read
 */
const char *
opt_plan_document_get_sql (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->sql;
}

/**
 * opt_plan_document_get_origins:
 * @self: a document
 *
 * Returns: (transfer none) (element-type OptPlanOrigin): which parts of opt_plan_document_get_sql()
 *   its nodes come from, as far as that is certain
 */
GArray *
opt_plan_document_get_origins (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->origins;
}

/**
 * opt_plan_document_get_basis:
 * @self: a document
 *
 * Returns: (nullable): where and for which values a server made it
 */
const char *
opt_plan_document_get_basis (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->basis;
}

/**
 * opt_plan_document_get_kept:
 * @self: a document
 *
 * Returns: (nullable): of a plan that was kept, without its values: when and how it was got
 */
const char *
opt_plan_document_get_kept (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->kept;
}

/**
 * opt_plan_document_get_origin:
 * @self: a document
 *
 * Returns: (nullable): whichever tells where it comes from: the file, what it rests on, or when it
 *   was got
 */
const char *
opt_plan_document_get_origin (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->name != NULL ? self->name : self->basis != NULL ? self->basis : self->kept;
}

/**
 * opt_plan_document_is_of_server:
 * @self: a document
 *
 * Returns: whether a server made it just now, rather than that it was read
 */
gboolean
opt_plan_document_is_of_server (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), FALSE);

  return self->basis != NULL;
}

/**
 * opt_plan_document_get_text:
 * @self: a document
 *
 * Returns: the plan as opt_plan_to_text() has it
 */
const char *
opt_plan_document_get_text (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  return self->text;
}

/**
 * opt_plan_document_get_max_depth:
 * @self: a document
 *
 * Returns: how many nodes are above the deepest
 */
guint
opt_plan_document_get_max_depth (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), 0);

  return self->max_depth;
}

/**
 * opt_plan_document_has_finding:
 * @self: a document
 * @node: a node of its plan
 *
 * Returns: whether a finding is about it that is no note
 */
gboolean
opt_plan_document_has_finding (OptPlanDocument *self, OptPlanNode *node)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), FALSE);

  return g_hash_table_contains (self->found_in, node);
}

/**
 * opt_plan_document_has_finding_on:
 * @self: a document
 * @node: a node of its plan
 * @theme: a theme
 *
 * Returns: whether a finding of that theme is about it
 */
gboolean
opt_plan_document_has_finding_on (OptPlanDocument *self, OptPlanNode *node, OptFindingTheme theme)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), FALSE);

  return (GPOINTER_TO_UINT (g_hash_table_lookup (self->found_in, node)) & 1u << theme) != 0;
}

/**
 * opt_plan_document_is_logged:
 * @self: a document
 *
 * Returns: whether some of it is from a server's log that tells when it ran
 */
gboolean
opt_plan_document_is_logged (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), FALSE);

  return self->is_logged;
}

/**
 * opt_plan_document_has_spill:
 * @self: a document
 *
 * Returns: whether some node wrote temporary files
 */
gboolean
opt_plan_document_has_spill (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), FALSE);

  return self->has_spill;
}

/**
 * opt_plan_document_has_loops:
 * @self: a document
 *
 * Returns: whether some node ran more than once or in several processes, so that what PostgreSQL
 *   printed of it is not what is shown
 */
gboolean
opt_plan_document_has_loops (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), FALSE);

  return self->has_loops;
}

/**
 * opt_plan_document_may_run_on_server:
 * @self: a document
 *
 * Returns: whether the statement is a server's and only reads, so that it may be offered to run it
 *   there
 */
gboolean
opt_plan_document_may_run_on_server (OptPlanDocument *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), FALSE);

  return self->may_run_on_server;
}

/**
 * opt_plan_document_has_figure:
 * @self: a document
 * @key: as PostgreSQL prints it: "Shared Hit Blocks"
 *
 * Returns: whether some node tells it, and not 0
 */
gboolean
opt_plan_document_has_figure (OptPlanDocument *self, const char *key)
{
  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self) && key != NULL, FALSE);

  return g_hash_table_contains (self->figures, key);
}

/**
 * opt_plan_document_describe:
 * @self: a document
 *
 * Returns: (transfer full): in a line what was found: "JSON plan, 12 nodes, with times"
 */
char *
opt_plan_document_describe (OptPlanDocument *self)
{
  guint n;

  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self), NULL);

  n = opt_plan_get_n_nodes (self->plan);
  if (n == 0)
    return g_strdup (_ ("JSON plan without nodes"));
  if (opt_plan_has_times (self->plan))
    return g_strdup_printf (ngettext ("JSON plan, %u node, with times",
                                      "JSON plan, %u nodes, with times", n),
                            n);
  if (opt_plan_has_rows (self->plan))
    return g_strdup_printf (ngettext ("JSON plan, %u node, with rows but without times",
                                      "JSON plan, %u nodes, with rows but without times", n),
                            n);

  return g_strdup_printf (ngettext ("JSON plan, %u node, estimates only",
                                    "JSON plan, %u nodes, estimates only", n),
                          n);
}

/**
 * opt_plan_document_search:
 * @self: a document
 * @words: what is looked for, as it is typed
 *
 * Returns: (transfer full) (element-type int): ids of the nodes whose texts have @words in them, in
 *   their order
 */
GArray *
opt_plan_document_search (OptPlanDocument *self, const char *words)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree char *needle = NULL;

  g_return_val_if_fail (OPT_IS_PLAN_DOCUMENT (self) && words != NULL, ids);

  needle = g_utf8_casefold (words, -1);
  for (int i = 0; *needle != '\0' && i < (int) self->haystacks->len; i++)
    {
      int id = i + 1;

      if (strstr (self->haystacks->pdata[i], needle) != NULL)
        g_array_append_val (ids, id);
    }

  return ids;
}
