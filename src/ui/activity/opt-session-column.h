/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-session.h"

G_BEGIN_DECLS

/**
 * OptSessionColumn:
 *
 * What a table tells of a session; the last three in the tree of who blocks whom.
 */
typedef enum
{
  OPT_SESSION_COLUMN_STATEMENT,
  OPT_SESSION_COLUMN_PID,
  OPT_SESSION_COLUMN_USER,
  OPT_SESSION_COLUMN_APPLICATION,
  OPT_SESSION_COLUMN_DATABASE,
  OPT_SESSION_COLUMN_STATE,
  OPT_SESSION_COLUMN_WAIT,
  OPT_SESSION_COLUMN_RUNNING,
  OPT_SESSION_COLUMN_TRANSACTION,
  OPT_SESSION_COLUMN_SESSION,
  OPT_SESSION_COLUMN_LOCK,
  OPT_SESSION_COLUMN_WAITING,
} OptSessionColumn;

#define OPT_N_SESSION_COLUMNS (OPT_SESSION_COLUMN_WAITING + 1)

const char *opt_session_column_get_title (OptSessionColumn self);
const char *opt_session_column_get_id (OptSessionColumn self);
gboolean opt_session_column_from_id (const char *id, OptSessionColumn *column);
int opt_session_column_get_width (OptSessionColumn self);
gboolean opt_session_column_is_number (OptSessionColumn self);
char *opt_session_column_format (OptSessionColumn self, OptSession *session);
int opt_session_column_compare (OptSessionColumn self, OptSession *one, OptSession *other);
guint opt_session_columns_fit (gboolean tree, int width);
guint opt_session_columns_fit_wide (gboolean tree, int width, const int *excess);

G_END_DECLS
