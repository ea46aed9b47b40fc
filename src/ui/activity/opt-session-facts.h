/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-session.h"

G_BEGIN_DECLS

/**
 * OptSessionFact:
 *
 * What is known of a session, in the order that it is shown.
 */
typedef enum
{
  OPT_SESSION_FACT_STATE,
  OPT_SESSION_FACT_WAIT,
  OPT_SESSION_FACT_SINCE,
  OPT_SESSION_FACT_TRANSACTION,
  OPT_SESSION_FACT_WRITES,
  OPT_SESSION_FACT_XMIN,
  OPT_SESSION_FACT_WAITS_FOR,
  OPT_SESSION_FACT_WAITING,
  OPT_SESSION_FACT_BLOCKERS,
  OPT_SESSION_FACT_HOLDS_UP,
  OPT_SESSION_FACT_USER,
  OPT_SESSION_FACT_DATABASE,
  OPT_SESSION_FACT_APPLICATION,
  OPT_SESSION_FACT_CLIENT,
  OPT_SESSION_FACT_TYPE,
  OPT_SESSION_FACT_LEADER,
  OPT_SESSION_FACT_BEGUN,
} OptSessionFact;

#define OPT_N_SESSION_FACTS (OPT_SESSION_FACT_BEGUN + 1)

const char *opt_session_fact_get_title (OptSessionFact self);
guint opt_session_fact_get_group (OptSessionFact self);
char *opt_session_fact_format (OptSessionFact self, OptSession *session);

G_END_DECLS
