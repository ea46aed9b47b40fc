/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-icicle-private.h"

#include <glib/gi18n.h>

#include "opt-format.h"
#include "opt-plan-column.h"
#include "opt-plan-shorten.h"

#define NAME_CHARS 120

static void
add_part (OptPlanIcicle *self, const OptPlanBox *box, GString *text, const char *separator)
{
  OptPlanBox *parent
      = box->parent >= 0 ? &g_array_index (self->boxes, OptPlanBox, (guint) box->parent) : NULL;
  OptPlan *plan = opt_plan_document_get_plan (self->document);
  g_autofree char *share = parent != NULL && parent->width > 0
                               ? opt_format_percent (box->width / parent->width)
                               : NULL;

  if (share == NULL)
    return;

  g_string_append (text, separator);
  g_string_append_printf (text,
                          opt_plan_has_times (plan) ? _ ("%s of the time of the node above")
                                                    : _ ("%s of the cost of the node above"),
                          share);
}

/*
 * opt_plan_icicle_describe:
 *
 * What a box is, its own time and that with all below it, and how much of the box above it is.
 */
char *
opt_plan_icicle_describe (OptPlanIcicle *self, const OptPlanBox *box, const char *separator)
{
  OptPlan *plan = opt_plan_document_get_plan (self->document);
  const char *subplan = opt_plan_node_get_subplan_name (box->node);
  g_autofree char *label = opt_plan_node_get_label (box->node);
  g_autofree char *name = opt_plan_shorten_line (label, NAME_CHARS);
  g_autofree char *own = opt_plan_column_to_text (OPT_PLAN_COLUMN_OWN, plan, box->node);
  g_autofree char *share = opt_plan_column_share_to_text (plan, box->node);
  GString *text = g_string_new (NULL);

  if (subplan != NULL)
    {
      g_autofree char *short_subplan = opt_plan_shorten_line (subplan, NAME_CHARS);

      g_string_append_printf (text, "%s: ", short_subplan);
    }
  g_string_append (text, name);
  g_string_append (text, separator);
  if (opt_plan_node_is_never_executed (box->node))
    {
      g_string_append (text, own);
      return g_string_free (text, FALSE);
    }

  g_string_append_printf (text,
                          opt_plan_has_times (plan) ? _ ("Own time %s (%s)")
                                                    : _ ("Own cost %s (%s)"),
                          own, share);
  if (opt_plan_has_times (plan))
    {
      g_autofree char *all = opt_format_duration (opt_plan_node_get_inclusive_ms (box->node));

      g_string_append (text, separator);
      g_string_append_printf (text, _ ("With all below it %s"), all);
    }
  add_part (self, box, text, separator);
  if (g_hash_table_contains (self->telling, box->node))
    g_string_append_printf (text, "%s%s", separator, _ ("There is a finding about this node"));

  return g_string_free (text, FALSE);
}
