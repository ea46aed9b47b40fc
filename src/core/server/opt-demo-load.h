/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-conninfo.h"

G_BEGIN_DECLS

/**
 * OptDemoLoad:
 *
 * Runs the demo's workload, at the rates that it states, over a few connections on the main context
 * that was thread default where it was made.
 */
#define OPT_TYPE_DEMO_LOAD (opt_demo_load_get_type ())
G_DECLARE_FINAL_TYPE (OptDemoLoad, opt_demo_load, OPT, DEMO_LOAD, GObject)

OptDemoLoad *opt_demo_load_new (OptConninfo *conninfo,
                                GPtrArray *statements,
                                const char *session_sql);

gboolean opt_demo_load_start_sync (OptDemoLoad *self, GCancellable *cancellable, GError **error);
void opt_demo_load_stop (OptDemoLoad *self);

gint64 opt_demo_load_get_executed (OptDemoLoad *self);
gint64 opt_demo_load_get_errors (OptDemoLoad *self);
gint64 opt_demo_load_get_skipped (OptDemoLoad *self);
double opt_demo_load_get_busy (OptDemoLoad *self);
const char *opt_demo_load_get_last_error (OptDemoLoad *self);
gboolean opt_demo_load_is_connected (OptDemoLoad *self);

G_END_DECLS
