/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-icicle-private.h"

#include <glib/gi18n.h>

#include "opt-format.h"
#include "opt-plan-picture.h"

static char *
describe_part (OptPlanIcicle *self, const OptPlanBox *box)
{
  OptPlanBox *parent
      = box->parent >= 0 ? &g_array_index (self->boxes, OptPlanBox, (guint) box->parent) : NULL;
  OptPlan *plan = opt_plan_document_get_plan (self->document);
  g_autofree char *share = parent != NULL && parent->width > 0
                               ? opt_format_percent (box->width / parent->width)
                               : NULL;

  if (share == NULL)
    return NULL;

  return g_strdup_printf (opt_plan_has_times (plan) ? _ ("%s of the time of the node above")
                                                    : _ ("%s of the cost of the node above"),
                          share);
}

/*
 * opt_plan_icicle_describe:
 *
 * What a box is, its own time and that with all below it, how much of the box above it is, and its
 * rows.
 */
char *
opt_plan_icicle_describe (OptPlanIcicle *self, const OptPlanBox *box, const char *separator)
{
  g_autofree char *part = describe_part (self, box);

  return opt_plan_picture_describe (self->document, box->node,
                                    g_hash_table_contains (self->telling, box->node), part,
                                    separator);
}
