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

/* From here on, in microseconds, what is told as of now says how old it is: three times as far
 * apart are sessions, statements and vitals where neither we nor the server are short of time. */
#define OPT_AGE_OLD (15 * G_USEC_PER_SEC)

char *opt_age_to_text (gint64 age);
char *opt_age_describe_old (gint64 age);
char *opt_age_describe_read (OptServer *server, OptPollRead read);

G_END_DECLS
