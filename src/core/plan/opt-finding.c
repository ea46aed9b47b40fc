/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-finding.h"

#include <math.h>

struct _OptFinding
{
  GObject parent_instance;

  OptFindingKind kind;
  OptFindingSeverity severity;
  OptPlanNode *node;
  double explained_ms;
  double share;
  char *title;
  char *seen;
  char *why;
  char *advice;
  char *caveat;
  char **columns;
  gboolean checked;
  char *constraint;
  OptFindingRemedy *remedy;
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
  g_free (self->caveat);
  g_strfreev (self->columns);
  g_free (self->constraint);
  g_clear_pointer (&self->remedy, opt_finding_remedy_free);

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
 * opt_finding_words_clear:
 * @words: what a finding would have said
 *
 * Frees what stands in it.
 */
void
opt_finding_words_clear (OptFindingWords *words)
{
  g_free (words->title);
  g_free (words->seen);
  g_free (words->advice);
  g_strfreev (words->columns);
  opt_finding_remedy_free (words->remedy);
  *words = (OptFindingWords){ 0 };
}

/**
 * opt_finding_new:
 * @kind: what is wrong
 * @severity: whether a time is known that it explains
 * @node: (nullable): where; %NULL for what concerns the whole statement
 * @explained_ms: how many milliseconds it explains at most, or NAN
 * @share: the part of the plan's time (of its cost, where there is no time) that it explains at
 *   most; of a note 0
 * @words: what it says; is emptied
 *
 * Returns: (transfer full): the finding
 */
OptFinding *
opt_finding_new (OptFindingKind kind,
                 OptFindingSeverity severity,
                 OptPlanNode *node,
                 double explained_ms,
                 double share,
                 OptFindingWords *words)
{
  OptFinding *self = g_object_new (OPT_TYPE_FINDING, NULL);

  self->kind = kind;
  self->severity = severity;
  g_set_object (&self->node, node);
  self->explained_ms = explained_ms;
  self->share = share;
  self->title = g_steal_pointer (&words->title);
  self->seen = g_steal_pointer (&words->seen);
  self->why = g_strdup (words->why);
  self->advice = g_steal_pointer (&words->advice);
  self->caveat = g_strdup (words->caveat);
  self->columns = words->columns != NULL ? g_steal_pointer (&words->columns) : g_new0 (char *, 1);
  self->checked = words->checked;
  self->constraint = g_strdup (words->constraint);
  self->remedy = g_steal_pointer (&words->remedy);

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
 * opt_finding_get_severity:
 * @self: a finding
 *
 * Returns: whether a time is known that it explains
 */
OptFindingSeverity
opt_finding_get_severity (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), OPT_FINDING_SEVERITY_NOTE);

  return self->severity;
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
 * Returns: how many milliseconds it explains, at most; NAN where the plan tells no times, and
 *   of a note
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
 * Returns: the part of 1 of the plan's time that it explains, at most; of %OPT_FINDING_PLANNING
 * that of planning and execution together; of the estimated cost where the plan tells no times; of
 * a note 0
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

/**
 * opt_finding_get_caveat:
 * @self: a finding
 *
 * Returns: (transfer none): what would make it wrong
 */
const char *
opt_finding_get_caveat (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return self->caveat;
}

/**
 * opt_finding_get_columns:
 * @self: a finding
 *
 * Returns: (transfer none): the columns or expressions of the node's relation that it is about, as
 *   SQL; none where it is not about such
 */
const char *const *
opt_finding_get_columns (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return (const char *const *) self->columns;
}

/**
 * opt_finding_is_checked:
 * @self: a finding
 *
 * Returns: whether the server's catalogs were asked, and bear it out
 */
gboolean
opt_finding_is_checked (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), FALSE);

  return self->checked;
}

/**
 * opt_finding_get_constraint:
 * @self: a finding
 *
 * Returns: (transfer none) (nullable): the name of the constraint that it is about
 */
const char *
opt_finding_get_constraint (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return self->constraint;
}

/**
 * opt_finding_get_remedy:
 * @self: a finding
 *
 * Returns: (transfer none) (nullable): what the advisor or a trial can take over; %NULL where its
 *   advice is for people alone
 */
const OptFindingRemedy *
opt_finding_get_remedy (OptFinding *self)
{
  g_return_val_if_fail (OPT_IS_FINDING (self), NULL);

  return self->remedy;
}

/* opt_finding_take_remedy: what the server's catalogs made of it; %NULL: nothing. */
void
opt_finding_take_remedy (OptFinding *self, OptFindingRemedy *remedy)
{
  g_return_if_fail (OPT_IS_FINDING (self));

  g_clear_pointer (&self->remedy, opt_finding_remedy_free);
  self->remedy = remedy;
}
