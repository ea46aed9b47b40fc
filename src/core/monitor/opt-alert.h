/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-series-unit.h"

G_BEGIN_DECLS

/**
 * OptAlertState:
 * @OPT_ALERT_PENDING: above the threshold, and not for long enough
 * @OPT_ALERT_FIRING: above it for long enough, and not over
 * @OPT_ALERT_CLEARED: over
 */
typedef enum
{
  OPT_ALERT_PENDING,
  OPT_ALERT_FIRING,
  OPT_ALERT_CLEARED,
} OptAlertState;

/**
 * OptAlert:
 * @server: which server's: its name or address
 * @rule: which rule's
 * @item: (nullable): of what: a slot's name
 * @title: for a person: what is wrong
 * @page: (nullable): the window's page that tells more
 * @unit: of @value and @threshold
 * @threshold: the rule's, when it fired
 * @below: whether it fires below @threshold
 * @value: the last that is known
 * @worst: the one furthest beyond the threshold, while it fired; NAN: not known
 * @clear_threshold: at that or better it is over …; NAN: not known
 * @clear_hold: … when it stays so for so many microseconds
 * @since: since when it is so; the server's clock, microseconds since 1970: when the value rose
 * above the threshold, or where it is the age of what goes on (a wait) when that began
 * @passed: when the value rose above the threshold
 * @fired: when it fired; 0: not yet
 * @relieved: since when it is at the clear threshold or better; 0: it is not
 * @seen: when it was looked at last; 0: not since this program runs
 * @cleared: when it was over; 0: it is not
 * @told: whether it was told: not in quiet hours, nor while it is silenced
 * @announced: whether anybody was ever told of it, and so is to hear that it is over
 * @silenced: until when nobody is told of it, by this machine's clock; 0: it never was
 * @kept: when it was given last to who keeps it
 *
 * Something that is wrong by a rule, from its beginning to its end.
 */
typedef struct
{
  char *server;
  char *rule;
  char *item;
  char *title;
  char *page;
  OptSeriesUnit unit;
  gboolean below;
  double threshold;
  double clear_threshold;
  gint64 clear_hold;
  double value;
  double worst;
  OptAlertState state;
  gint64 since;
  gint64 passed;
  gint64 fired;
  gint64 relieved;
  gint64 seen;
  gint64 cleared;
  gboolean told;
  gboolean announced;
  gint64 silenced;
  gint64 kept;
} OptAlert;

#define OPT_TYPE_ALERT (opt_alert_get_type ())
GType opt_alert_get_type (void);

OptAlert *opt_alert_copy (const OptAlert *self);
void opt_alert_free (OptAlert *self);
char *opt_alert_describe (const OptAlert *self);
char *opt_alert_describe_worst (const OptAlert *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptAlert, opt_alert_free)

G_END_DECLS
