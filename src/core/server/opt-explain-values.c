/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-explain-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"

#define SEEN_PREFIX "seen:"

G_DEFINE_BOXED_TYPE (OptExplainValues,
                     opt_explain_values,
                     opt_explain_values_copy,
                     opt_explain_values_free)

/**
 * opt_explain_values_new:
 * @kind: which
 *
 * Returns: (transfer full): a choice; of %OPT_EXPLAIN_SEEN those seen most often that fit
 */
OptExplainValues *
opt_explain_values_new (OptExplainKind kind)
{
  OptExplainValues *self = g_new0 (OptExplainValues, 1);

  self->kind = kind;

  return self;
}

/**
 * opt_explain_values_new_seen:
 * @sample: values that were seen
 *
 * Returns: (transfer full): the choice of them
 */
OptExplainValues *
opt_explain_values_new_seen (const OptSample *sample)
{
  OptExplainValues *self = opt_explain_values_new (OPT_EXPLAIN_SEEN);

  g_return_val_if_fail (sample != NULL, self);

  self->sample = opt_sample_copy (sample);

  return self;
}

/**
 * opt_explain_values_new_from_text:
 * @text: "seen", "seen:N" for the N-th of those seen, "typical", "common", "rare" or "generic"
 * @error: return location for %OPT_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): the choice
 */
OptExplainValues *
opt_explain_values_new_from_text (const char *text, GError **error)
{
  static const char *const words[] = { NULL, NULL, "seen", "typical", "common", "rare", "generic" };
  guint64 nth;

  g_return_val_if_fail (text != NULL, NULL);

  for (guint i = OPT_EXPLAIN_SEEN; i < G_N_ELEMENTS (words); i++)
    if (strcmp (text, words[i]) == 0)
      return opt_explain_values_new (i);
  if (g_str_has_prefix (text, SEEN_PREFIX)
      && g_ascii_string_to_unsigned (text + strlen (SEEN_PREFIX), 10, 1, G_MAXUINT, &nth, NULL))
    {
      OptExplainValues *self = opt_explain_values_new (OPT_EXPLAIN_SEEN);

      self->nth = (guint) nth;
      return self;
    }

  opt_set_error (error, OPT_ERROR_INVALID,
                 _ ("Give seen, seen:N, typical, common, rare or generic."),
                 _ ("“%s” are no values to plan for."), text);

  return NULL;
}

/**
 * opt_explain_values_copy:
 * @self: a choice
 *
 * Returns: (transfer full): another one like it
 */
OptExplainValues *
opt_explain_values_copy (const OptExplainValues *self)
{
  OptExplainValues *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = opt_explain_values_new (self->kind);
  copy->nth = self->nth;
  copy->sample = self->sample != NULL ? opt_sample_copy (self->sample) : NULL;

  return copy;
}

void
opt_explain_values_free (OptExplainValues *self)
{
  g_clear_pointer (&self->sample, opt_sample_free);
  g_free (self);
}

/**
 * opt_explain_values_equal:
 * @a: (nullable): a choice
 * @b: (nullable): another one
 *
 * Returns: whether they are the same values, however often these were seen since
 */
gboolean
opt_explain_values_equal (const OptExplainValues *a, const OptExplainValues *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (a->kind != b->kind || a->nth != b->nth || (a->sample == NULL) != (b->sample == NULL))
    return FALSE;

  return a->sample == NULL || opt_params_equal (a->sample->values, b->sample->values);
}

/**
 * opt_explain_values_describe:
 * @self: a choice
 *
 * Returns: (transfer full): which they are, and no value: "typical values from statistics"
 */
char *
opt_explain_values_describe (const OptExplainValues *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->kind)
    {
    case OPT_EXPLAIN_SEEN:
      return self->sample != NULL ? opt_sample_describe (self->sample)
                                  : g_strdup (_ ("values seen"));
    case OPT_EXPLAIN_TYPICAL:
      return g_strdup (_ ("typical values from statistics"));
    case OPT_EXPLAIN_COMMON:
      return g_strdup (_ ("common values from statistics"));
    case OPT_EXPLAIN_RARE:
      return g_strdup (_ ("rare values from statistics"));
    case OPT_EXPLAIN_GENERIC:
      return g_strdup (_ ("any values (the generic plan)"));
    case OPT_EXPLAIN_UNSEEN:
      return g_strdup (_ ("values from statistics, or any"));
    case OPT_EXPLAIN_BEST:
    default:
      return g_strdup (_ ("values seen, or from statistics, or any"));
    }
}
