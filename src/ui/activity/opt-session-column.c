/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-column.h"

#include <glib/gi18n.h>

#include "opt-format.h"

/* Of the statement, where there is room and where there is little. */
#define STATEMENT_WIDTH 280
#define NARROW_STATEMENT_WIDTH 120
#define NARROW 600

typedef struct
{
  const char *id; /* what settings call it */
  const char *title;
  int width; /* 0: it takes what is left */
  gboolean number;
} Column;

static const Column columns[OPT_N_SESSION_COLUMNS] = {
  [OPT_SESSION_COLUMN_STATEMENT] = { "statement", N_ ("Statement"), 0, FALSE },
  [OPT_SESSION_COLUMN_PID] = { "pid", N_ ("Process"), 80, TRUE },
  [OPT_SESSION_COLUMN_USER] = { "user", N_ ("User"), 110, FALSE },
  [OPT_SESSION_COLUMN_APPLICATION] = { "application", N_ ("Application"), 120, FALSE },
  [OPT_SESSION_COLUMN_DATABASE] = { "database", N_ ("Database"), 100, FALSE },
  [OPT_SESSION_COLUMN_STATE] = { "state", N_ ("State"), 140, FALSE },
  [OPT_SESSION_COLUMN_WAIT] = { "wait", N_ ("Wait"), 160, FALSE },
  [OPT_SESSION_COLUMN_RUNNING] = { "running", N_ ("For"), 86, TRUE },
  [OPT_SESSION_COLUMN_TRANSACTION] = { "transaction", N_ ("Transaction"), 100, TRUE },
  [OPT_SESSION_COLUMN_SESSION] = { "session", N_ ("Session"), 240, FALSE },
  [OPT_SESSION_COLUMN_LOCK] = { "lock", N_ ("Holds up, or waits for"), 220, FALSE },
  [OPT_SESSION_COLUMN_WAITING] = { "waiting", N_ ("For"), 86, TRUE },
};

/* Which are shown first, where not all find room. */
static const OptSessionColumn by_worth[] = {
  OPT_SESSION_COLUMN_RUNNING,     OPT_SESSION_COLUMN_STATE,    OPT_SESSION_COLUMN_WAIT,
  OPT_SESSION_COLUMN_TRANSACTION, OPT_SESSION_COLUMN_USER,     OPT_SESSION_COLUMN_PID,
  OPT_SESSION_COLUMN_APPLICATION, OPT_SESSION_COLUMN_DATABASE,
};

static const OptSessionColumn by_worth_in_tree[] = {
  OPT_SESSION_COLUMN_WAITING,
  OPT_SESSION_COLUMN_LOCK,
  OPT_SESSION_COLUMN_STATE,
};

/**
 * opt_session_column_get_title:
 * @self: a column
 *
 * Returns: its title
 */
const char *
opt_session_column_get_title (OptSessionColumn self)
{
  g_return_val_if_fail (self < OPT_N_SESSION_COLUMNS, NULL);

  return _ (columns[self].title);
}

/**
 * opt_session_column_get_id:
 * @self: a column
 *
 * Returns: what settings call it
 */
const char *
opt_session_column_get_id (OptSessionColumn self)
{
  g_return_val_if_fail (self < OPT_N_SESSION_COLUMNS, NULL);

  return columns[self].id;
}

/**
 * opt_session_column_from_id:
 * @id: what settings call a column
 * @column: (out): which it is
 *
 * Returns: whether there is one
 */
gboolean
opt_session_column_from_id (const char *id, OptSessionColumn *column)
{
  g_return_val_if_fail (id != NULL, FALSE);
  g_return_val_if_fail (column != NULL, FALSE);

  for (guint i = 0; i < OPT_N_SESSION_COLUMNS; i++)
    if (g_str_equal (columns[i].id, id))
      {
        *column = (OptSessionColumn) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * opt_session_column_get_width:
 * @self: a column
 *
 * Returns: its width in pixels; 0: it takes what is left
 */
int
opt_session_column_get_width (OptSessionColumn self)
{
  g_return_val_if_fail (self < OPT_N_SESSION_COLUMNS, 0);

  return columns[self].width;
}

/**
 * opt_session_column_is_number:
 * @self: a column
 *
 * Returns: whether it has figures
 */
gboolean
opt_session_column_is_number (OptSessionColumn self)
{
  g_return_val_if_fail (self < OPT_N_SESSION_COLUMNS, FALSE);

  return columns[self].number;
}

static char *
format_age (gint64 age)
{
  return age >= 0 ? opt_format_duration ((double) age / 1000) : NULL;
}

static char *
format_session (const OptBackend *backend)
{
  if (backend->pid == 0)
    return g_strdup (_ ("Prepared transaction"));

  return g_strdup_printf ("%d · %s", backend->pid,
                          backend->user != NULL ? backend->user : OPT_FORMAT_NONE);
}

static char *
format_lock (OptSession *session)
{
  const OptBackend *backend = opt_session_get_backend (session);
  guint n = opt_session_get_n_behind (session);
  const char *holds = opt_session_get_holds (session);

  if (opt_session_get_in_cycle (session))
    return g_strdup_printf (_ ("Deadlock: %s"),
                            backend->lock_object != NULL ? backend->lock_object : OPT_FORMAT_NONE);
  if (opt_session_get_blocker (session) != NULL)
    return g_strdup_printf (_ ("Waits for %s"),
                            backend->lock_object != NULL ? backend->lock_object : OPT_FORMAT_NONE);

  return g_strdup_printf (ngettext ("Holds up %u: %s", "Holds up %u: %s", n), n,
                          holds != NULL ? holds : OPT_FORMAT_NONE);
}

static gint64
get_since (OptSession *session)
{
  return opt_session_get_blocker (session) != NULL ? opt_session_get_waiting (session)
                                                   : opt_session_get_transaction_age (session);
}

/* (nullable): not known, or not so */
static char *
format (OptSessionColumn self, OptSession *session)
{
  const OptBackend *backend = opt_session_get_backend (session);

  switch (self)
    {
    case OPT_SESSION_COLUMN_PID:
      return g_strdup_printf ("%d", backend->pid);
    case OPT_SESSION_COLUMN_USER:
      return g_strdup (backend->user);
    case OPT_SESSION_COLUMN_APPLICATION:
      return g_strdup (backend->application != NULL ? backend->application : backend->type);
    case OPT_SESSION_COLUMN_DATABASE:
      return g_strdup (backend->database);
    case OPT_SESSION_COLUMN_STATE:
      return g_strdup (opt_backend_state_get_label (backend->state));
    case OPT_SESSION_COLUMN_WAIT:
      return opt_backend_describe_wait (backend);
    case OPT_SESSION_COLUMN_RUNNING:
      return format_age (opt_session_get_running (session));
    case OPT_SESSION_COLUMN_TRANSACTION:
      return format_age (opt_session_get_transaction_age (session));
    case OPT_SESSION_COLUMN_SESSION:
      return format_session (backend);
    case OPT_SESSION_COLUMN_LOCK:
      return format_lock (session);
    case OPT_SESSION_COLUMN_WAITING:
      return format_age (get_since (session));
    case OPT_SESSION_COLUMN_STATEMENT:
    default:
      return g_strdup (opt_session_get_line (session));
    }
}

/**
 * opt_session_column_format:
 * @self: a column
 * @session: a session
 *
 * Returns: (transfer full): what it tells of @session
 */
char *
opt_session_column_format (OptSessionColumn self, OptSession *session)
{
  char *text;

  g_return_val_if_fail (self < OPT_N_SESSION_COLUMNS, NULL);
  g_return_val_if_fail (OPT_IS_SESSION (session), NULL);

  text = format (self, session);

  return text != NULL ? text : g_strdup (OPT_FORMAT_NONE);
}

static int
compare_ages (gint64 one, gint64 other)
{
  return one != other ? (one < other ? -1 : 1) : 0;
}

/**
 * opt_session_column_compare:
 * @self: a column
 * @one: a session
 * @other: another
 *
 * Returns: less than 0 if @one comes before @other, more than 0 if after; ages by what is older, so
 *   that they don't change places as time goes on
 */
int
opt_session_column_compare (OptSessionColumn self, OptSession *one, OptSession *other)
{
  g_autofree char *text = NULL;
  g_autofree char *other_text = NULL;
  int order;

  switch (self)
    {
    case OPT_SESSION_COLUMN_RUNNING:
      order = compare_ages (opt_session_get_running (one), opt_session_get_running (other));
      break;
    case OPT_SESSION_COLUMN_TRANSACTION:
      order = compare_ages (opt_session_get_transaction_age (one),
                            opt_session_get_transaction_age (other));
      break;
    case OPT_SESSION_COLUMN_PID:
      order = 0;
      break;
    case OPT_SESSION_COLUMN_STATEMENT:
      order = g_strcmp0 (opt_session_get_line (one), opt_session_get_line (other));
      break;
    case OPT_SESSION_COLUMN_USER:
    case OPT_SESSION_COLUMN_APPLICATION:
    case OPT_SESSION_COLUMN_DATABASE:
    case OPT_SESSION_COLUMN_STATE:
    case OPT_SESSION_COLUMN_WAIT:
    case OPT_SESSION_COLUMN_SESSION:
    case OPT_SESSION_COLUMN_LOCK:
    case OPT_SESSION_COLUMN_WAITING:
    default:
      text = format (self, one);
      other_text = format (self, other);
      order = g_strcmp0 (text, other_text);
    }

  return order != 0 ? order : opt_session_get_pid (one) - opt_session_get_pid (other);
}

/**
 * opt_session_columns_fit:
 * @tree: whether it is that of who blocks whom
 * @width: of a table, in pixels
 *
 * Returns: which columns find room in it, a bit each
 */
guint
opt_session_columns_fit (gboolean tree, int width)
{
  return opt_session_columns_fit_wide (tree, width, NULL);
}

static int
get_wide (OptSessionColumn column, const int *excess)
{
  return columns[column].width + (excess != NULL ? excess[column] : 0);
}

/**
 * opt_session_columns_fit_wide:
 * @tree: whether it is that of who blocks whom
 * @width: of a table, in pixels
 * @excess: (nullable): by how much each column is wider than usual, in pixels
 *
 * Returns: which columns find room in it, a bit each
 */
guint
opt_session_columns_fit_wide (gboolean tree, int width, const int *excess)
{
  const OptSessionColumn *order = tree ? by_worth_in_tree : by_worth;
  gsize n = tree ? G_N_ELEMENTS (by_worth_in_tree) : G_N_ELEMENTS (by_worth);
  guint fitting = tree ? 1U << OPT_SESSION_COLUMN_SESSION : 1U << OPT_SESSION_COLUMN_STATEMENT;

  if (tree)
    width -= get_wide (OPT_SESSION_COLUMN_SESSION, excess);
  else
    width -= width < NARROW ? NARROW_STATEMENT_WIDTH : STATEMENT_WIDTH;
  for (gsize i = 0; i < n && width >= get_wide (order[i], excess); i++)
    {
      fitting |= 1U << order[i];
      width -= get_wide (order[i], excess);
    }
  if (tree && width >= NARROW_STATEMENT_WIDTH)
    fitting |= 1U << OPT_SESSION_COLUMN_STATEMENT;

  return fitting;
}
