/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-finding.h"

#include <math.h>

struct _OptFinding
{
  GObject parent_instance;

  OptFindingKind kind;
  OptPlanNode *node;
  double explained_ms;
  double share;
  char *title;
  char *seen;
  char *why;
  char *advice;
};

G_DEFINE_FINAL_TYPE (OptFinding, opt_finding, G_TYPE_OBJECT)

static void
opt_finding_finalize (GObject *object)
{
  OptFinding *self = OPT_FINDING (object);

  g_clear_object (&self->node);
  g_free (self->title);
  g_free (self->seen);
  g_free (self->why);
  g_free (self->advice);

  G_OBJECT_CLASS (opt_finding_parent_class)->finalize (object);
}

static void
opt_finding_class_init (OptFindingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_finding_finalize;
}

static void
opt_finding_init (OptFinding *self)
{
}

/**
 * opt_finding_kind_get_nick:
 * @kind: a kind
 *
 * Returns: its name in JSON: "seq-scan"
 */
const char *
opt_finding_kind_get_nick (OptFindingKind kind)
{
  static const char *const nicks[] = {
    [OPT_FINDING_SEQ_SCAN] = "seq-scan",
    [OPT_FINDING_ROWS_REMOVED_BY_FILTER] = "rows-removed-by-filter",
    [OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER] = "rows-removed-by-join-filter",
    [OPT_FINDING_ROWS_REMOVED_BY_RECHECK] = "rows-removed-by-recheck",
    [OPT_FINDING_HEAP_FETCHES] = "heap-fetches",
    [OPT_FINDING_MISESTIMATE] = "misestimate",
    [OPT_FINDING_SPILL] = "spill",
    [OPT_FINDING_NESTED_LOOP] = "nested-loop",
    [OPT_FINDING_JIT] = "jit",
    [OPT_FINDING_PLANNING] = "planning",
    [OPT_FINDING_TRIGGER] = "trigger",
    [OPT_FINDING_WORKERS] = "workers",
  };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

/**
 * opt_finding_new:
 * @kind: what is wrong
 * @node: (nullable): where; %NULL for what concerns the whole statement
 * @explained_ms: how many milliseconds it explains at most, or NAN
 * @share: the part of the plan's time (of its cost, where there is no time) that it explains at
 * most
 * @title: (transfer full): one line
 * @seen: (transfer full): the numbers that show it
 * @why: why it matters
 * @advice: (transfer full): what to do
 *
 * Returns: (transfer full): the finding
 */
OptFinding *
opt_finding_new (OptFindingKind kind,
                 OptPlanNode *node,
                 double explained_ms,
                 double share,
                 char *title,
                 char *seen,
                 const char *why,
                 char *advice)
{
  OptFinding *self = g_object_new (OPT_TYPE_FINDING, NULL);

  self->kind = kind;
  g_set_object (&self->node, node);
  self->explained_ms = explained_ms;
  self->share = share;
  self->title = title;
  self->seen = seen;
  self->why = g_strdup (why);
  self->advice = advice;

  return self;
}

/**
 * opt_finding_get_kind:
 * @self: a finding
 *
 * Returns: what is wrong
 */
OptFindingKind
opt_finding_get_kind (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), OPT_FINDING_SEQ_SCAN);

  return self->kind;
}

/**
 * opt_finding_get_node:
 * @self: a finding
 *
 * Returns: (transfer none) (nullable): where; %NULL for what concerns the whole statement
 */
OptPlanNode *
opt_finding_get_node (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return self->node;
}

/**
 * opt_finding_get_explained_ms:
 * @self: a finding
 *
 * Returns: how many milliseconds it explains, at most; NAN where the plan tells no times
 */
double
opt_finding_get_explained_ms (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NAN);

  return self->explained_ms;
}

/**
 * opt_finding_get_share:
 * @self: a finding
 *
 * Returns: the part of 1 of the plan's time that it explains, at most; of the estimated cost where
 * the plan tells no times
 */
double
opt_finding_get_share (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NAN);

  return self->share;
}

/**
 * opt_finding_get_title:
 * @self: a finding
 *
 * Returns: (transfer none): one line for people
 */
const char *
opt_finding_get_title (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return self->title;
}

/**
 * opt_finding_get_seen:
 * @self: a finding
 *
 * Returns: (transfer none): the plan's numbers that show it
 */
const char *
opt_finding_get_seen (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return self->seen;
}

/**
 * opt_finding_get_why:
 * @self: a finding
 *
 * Returns: (transfer none): why it matters
 */
const char *
opt_finding_get_why (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return self->why;
}

/**
 * opt_finding_get_advice:
 * @self: a finding
 *
 * Returns: (transfer none): what to do about it; advice, checked by nobody yet
 */
const char *
opt_finding_get_advice (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return self->advice;
}
