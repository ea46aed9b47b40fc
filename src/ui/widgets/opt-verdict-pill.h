/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OptVerdictPill:
 *
 * What a trial found, of one statement or of all, by icon and word.
 */
#define OPT_TYPE_VERDICT_PILL (opt_verdict_pill_get_type ())
G_DECLARE_FINAL_TYPE (OptVerdictPill, opt_verdict_pill, OPT, VERDICT_PILL, AdwBin)

GtkWidget *opt_verdict_pill_new (void);

void opt_verdict_pill_set_object (OptVerdictPill *self, JsonObject *object);

G_END_DECLS
