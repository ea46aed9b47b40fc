/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptPlanLogPrefix:
 *
 * A server's log_line_prefix, by which the lines of its plain log are read.
 */
typedef struct _OptPlanLogPrefix OptPlanLogPrefix;

OptPlanLogPrefix *opt_plan_log_prefix_new (const char *setting, const char *const *databases);
void opt_plan_log_prefix_free (OptPlanLogPrefix *self);

gboolean opt_plan_log_prefix_read (OptPlanLogPrefix *self,
                                   const char *head,
                                   char **time,
                                   char **database,
                                   char **application);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptPlanLogPrefix, opt_plan_log_prefix_free)

G_END_DECLS
