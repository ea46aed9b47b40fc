/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-activity-words.h"

#include <glib/gi18n.h>

#include "opt-format.h"
#include "opt-sql.h"

typedef struct
{
  guint n_active;
  guint n_in_transaction;
  guint n_own;
} Counts;

static Counts
count (const OptActivity *activity)
{
  Counts counts = { 0 };

  for (guint i = 0; i < activity->backends->len; i++)
    {
      const OptBackend *backend = activity->backends->pdata[i];

      if (opt_backend_is_own (backend))
        counts.n_own++;
      else if (opt_backend_is_active (backend))
        counts.n_active++;
      else if (opt_backend_is_in_transaction (backend))
        counts.n_in_transaction++;
    }

  return counts;
}

static void
append (GString *text, char *part)
{
  g_autofree char *taken = part;

  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, taken);
}

/* With a link that changes it. */
static void
append_own (GString *text, guint n, gboolean with_own)
{
  g_autofree char *own = g_strdup_printf (ngettext ("%u session of OptiSchema hidden",
                                                    "%u sessions of OptiSchema hidden", n),
                                          n);

  if (with_own)
    append (text, g_markup_printf_escaped ("%s · <a href=\"own\">%s</a>",
                                           _ ("OptiSchema’s own sessions are shown"), _ ("Hide")));
  else if (n > 0)
    append (text, g_markup_printf_escaped ("%s · <a href=\"own\">%s</a>", own, _ ("Show")));
}

/* With the right that is missing. */
static void
append_hidden (GString *text, guint n, OptServer *server)
{
  OptServerFacts *facts = opt_server_get_facts (server);
  g_autofree char *role = NULL;
  g_autofree char *hidden
      = g_strdup_printf (ngettext ("%u session may not be seen by this role",
                                   "%u sessions may not be seen by this role", n),
                         n);

  if (n == 0 || facts == NULL)
    return;
  role = opt_sql_quote_identifier (opt_server_facts_get_user (facts));
  append (text, g_markup_printf_escaped (
                    _ ("%s; an administrator can <tt>GRANT pg_read_all_stats TO %s;</tt>"), hidden,
                    role));
}

/**
 * opt_activity_describe:
 * @list: the sessions of a server
 * @server: the server
 * @with_own: whether OptiSchema's own are shown
 *
 * Returns: (transfer full): how many do what, and which are not shown, as markup
 */
char *
opt_activity_describe (OptSessionList *list, OptServer *server, gboolean with_own)
{
  const OptActivity *activity = opt_session_list_get_activity (list);
  g_autoptr (GString) text = g_string_new (NULL);
  Counts counts;

  if (activity == NULL)
    return g_strdup (OPT_FORMAT_NONE);

  counts = count (activity);
  append (text, g_strdup_printf (_ ("%u active"), counts.n_active));
  append (text, g_strdup_printf (_ ("%u idle in transaction"), counts.n_in_transaction));
  append (text, g_strdup_printf (_ ("%u idle"), activity->n_idle));
  append_own (text, counts.n_own, with_own);
  append_hidden (text, activity->n_hidden, server);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * opt_activity_describe_idle:
 * @list: the sessions of a server
 * @age: (nullable): how long ago they were looked at; %NULL: just now
 *
 * Returns: (transfer full): why none of them is shown
 */
char *
opt_activity_describe_idle (OptSessionList *list, const char *age)
{
  const OptActivity *activity = opt_session_list_get_activity (list);
  guint n = activity != NULL ? activity->n_idle : 0;

  if (age != NULL)
    return g_strdup_printf (ngettext ("%u session waited for its client then.",
                                      "%u sessions waited for their clients then.", n),
                            n);

  return g_strdup_printf (ngettext ("%u session waits for its client.",
                                    "%u sessions wait for their clients.", n),
                          n);
}

/**
 * opt_activity_get_idle_title:
 * @age: (nullable): "33 s ago"; %NULL: just now
 *
 * Returns: (transfer full): that no session is active, or was when they were looked at
 */
char *
opt_activity_get_idle_title (const char *age)
{
  /* Translators: "33 s ago" */
  return age != NULL ? g_strdup_printf (_ ("No session was active %s"), age)
                     : g_strdup (_ ("No session is active"));
}

/**
 * opt_activity_get_free_title:
 * @age: (nullable): "33 s ago"; %NULL: just now
 *
 * Returns: (transfer full): that no session waits for another, or did when they were looked at
 */
char *
opt_activity_get_free_title (const char *age)
{
  /* Translators: "33 s ago" */
  return age != NULL ? g_strdup_printf (_ ("No session waited for another %s"), age)
                     : g_strdup (_ ("No session waits for another"));
}
