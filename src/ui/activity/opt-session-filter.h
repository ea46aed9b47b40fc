/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-session.h"

G_BEGIN_DECLS

/**
 * OptSessionFilter:
 * @OPT_SESSION_FILTER_ALL: all that are not idle
 * @OPT_SESSION_FILTER_ACTIVE: those that execute something
 * @OPT_SESSION_FILTER_IDLE: those that hold a transaction open and do nothing
 * @OPT_SESSION_FILTER_BLOCKED: those that wait for others, and those that are waited for
 *
 * Which sessions a table shows.
 */
typedef enum
{
  OPT_SESSION_FILTER_ALL,
  OPT_SESSION_FILTER_ACTIVE,
  OPT_SESSION_FILTER_IDLE,
  OPT_SESSION_FILTER_BLOCKED,
} OptSessionFilter;

#define OPT_N_SESSION_FILTERS (OPT_SESSION_FILTER_BLOCKED + 1)

const char *opt_session_filter_get_label (OptSessionFilter self);
gboolean opt_session_filter_matches (OptSessionFilter self, OptSession *session);
gboolean opt_session_matches_words (OptSession *session, const char *const *words);

G_END_DECLS
