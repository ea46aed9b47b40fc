/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptAge:
 *
 * How old the numbers of a server are, in words. Its tooltip says what watching costs the server.
 */
#define OPT_TYPE_AGE (opt_age_get_type ())
G_DECLARE_FINAL_TYPE (OptAge, opt_age, OPT, AGE, AdwBin)

void opt_age_set_server (OptAge *self, OptServer *server);
void opt_age_set_narrow (OptAge *self, gboolean narrow);

/* For tests */
char *opt_age_to_text (gint64 age);

G_END_DECLS
