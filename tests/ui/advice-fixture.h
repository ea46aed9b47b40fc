/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-recommendation.h"
#include "opt-server.h"

G_BEGIN_DECLS

JsonNode *advice_fixture_read (const char *name);
OptRecommendation *advice_fixture_get (OptEvidence evidence);
OptRecommendation *advice_fixture_make (OptServer *server, const char *table, const char *column);
void advice_fixture_add (OptServer *server, OptRecommendation *recommendation);
void advice_fixture_wait_alone (OptServer *server);

gpointer advice_fixture_child (gpointer widget, GType type, const char *name);
const char *advice_fixture_label (gpointer widget, GType type, const char *name);
gpointer advice_fixture_find (gpointer root, GType type);
GtkButton *advice_fixture_find_button (gpointer root, const char *label);
gboolean advice_fixture_shows (gpointer root, const char *text);
void advice_fixture_click (gpointer button);

G_END_DECLS
