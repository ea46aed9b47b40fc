/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanFormat:
 * @OPT_PLAN_FORMAT_HTML: a page that needs no script
 * @OPT_PLAN_FORMAT_SOURCE: PostgreSQL's JSON
 *
 * How a plan is given to others.
 */
typedef enum
{
  OPT_PLAN_FORMAT_HTML,
  OPT_PLAN_FORMAT_SOURCE,
} OptPlanFormat;

void opt_plan_share_save (GtkWidget *widget,
                          OptPlanDocument *document,
                          OptPlanFormat format,
                          gboolean anonymous);
void opt_plan_share_copy (GtkWidget *widget, OptPlanDocument *document, gboolean anonymous);

/* For tests */
char *opt_plan_share_format (OptPlanDocument *document,
                             OptPlanFormat format,
                             gboolean anonymous,
                             GError **error);

G_END_DECLS
