/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptPlanLogCount:
 * @kept: plans that are new
 * @known: that were taken before, or are older than plans are kept
 * @changed: of the new ones those of a shape that the statement had not had before
 * @returned: of the new ones those of a shape that it had had, and for a day had not
 * @elsewhere: of other databases, as the log says
 * @own: of OptiSchema itself
 * @unplaced: of which the log does not tell the database
 * @untold: without a statement, or without a time
 * @untimed: whose time can't be read, or has a zone that the server's log_timezone has not
 * @damaged: entries of the log in which no plan could be read, as where one was cut
 * @unread: whose statement does not parse; a log cuts what is long
 *
 * What came of the plans of a log.
 */
typedef struct
{
  guint kept;
  guint known;
  guint changed;
  guint returned;
  guint elsewhere;
  guint own;
  guint unplaced;
  guint untold;
  guint untimed;
  guint unread;
  guint damaged;
} OptPlanLogCount;

char *opt_plan_log_count_to_text (const OptPlanLogCount *self);

G_END_DECLS
