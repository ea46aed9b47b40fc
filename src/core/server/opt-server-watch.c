/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"

/* At least so long between two polls; one that costs the server much makes it longer. */
#define POLL_INTERVAL G_USEC_PER_SEC

/* A standby that was promoted, and has gone on running. */
static gboolean
was_promoted (OptServerFacts *before, OptServerFacts *now)
{
  return opt_server_facts_is_in_recovery (before) && !opt_server_facts_is_in_recovery (now)
         && opt_server_facts_get_start_time (before) == opt_server_facts_get_start_time (now);
}

static gboolean
is_elsewhere (OptServerFacts *before, OptServerFacts *now)
{
  return opt_server_facts_get_database_oid (before) != opt_server_facts_get_database_oid (now)
         || g_strcmp0 (opt_server_facts_get_system_identifier (before),
                       opt_server_facts_get_system_identifier (now))
                != 0
         || (!g_str_equal (opt_server_facts_get_history_key (before),
                           opt_server_facts_get_history_key (now))
             && !was_promoted (before, now));
}

/* What the history has of the one says nothing of the other. */
static void
forget_other (OptServer *self)
{
  opt_server_record_end (self);
  opt_statement_list_clear (self->statements);
  opt_session_list_clear (self->sessions);
  opt_blocking_history_clear (self->blocking);
  opt_server_forget_recommendations (self);
  opt_server_forget_vitals (self);
  opt_server_forget_newcomers (self);
  opt_server_forget_recorded (self);
}

/* Not even its curve stays: there is no way from it to the next. */
void
opt_server_forget_all (OptServer *self)
{
  forget_other (self);
  opt_timeline_clear (self->timeline);
  self->last_poll = 0;
  g_object_notify (G_OBJECT (self), "last-poll");
}

/* Another server, or another database, may answer at the same address. */
void
opt_server_take_facts (OptServer *self)
{
  OptServerFacts *facts = opt_poller_get_facts (self->poller);
  gboolean first = self->facts == NULL;
  guint32 oid;

  if (facts == self->facts)
    return;

  if (!first && is_elsewhere (self->facts, facts))
    {
      forget_other (self);
      first = TRUE;
    }
  /* From here on it is the primary's history. */
  else if (!first && was_promoted (self->facts, facts))
    opt_server_record_end (self);
  oid = opt_server_facts_get_database_oid (facts);
  opt_timeline_set_database (self->timeline, oid);
  opt_statement_list_set_block_size (self->statements, opt_server_facts_get_block_size (facts));
  opt_statement_list_set_database (self->statements, oid);
  opt_server_set_facts (self, facts);
  opt_server_load_recommendations (self);
  if (first)
    opt_server_load_blocking (self);
}

static void
got_slower (OptServer *self, OptStatementItem *item)
{
  const OptSlowdown *slowdown = opt_statement_item_get_slowdown (item);
  /* The server keeps the literals of what is no query, and an event is kept for years. */
  g_autofree char *line = opt_statement_item_make_plain_line (item);
  g_autofree char *words = opt_slowdown_to_text (slowdown);
  g_autofree char *text = line != NULL ? g_strdup_printf ("%s %s", words, line) : g_strdup (words);

  opt_timeline_add_event (self->timeline, slowdown->since, "slower", text);
}

static void
polled (OptServer *self, OptSnapshot *snapshot)
{
  /* Whoever hears of it may disconnect, and may let it go. */
  g_autoptr (OptServer) kept = g_object_ref (self);

  opt_server_take_facts (self);
  opt_timeline_update (self->timeline, self->workload);
  opt_server_recall (self);
  opt_server_take_point (self);
  opt_statement_list_update (self->statements);
  opt_server_take_slowdowns (self);
  self->last_poll = g_get_real_time ();
  if (self->poller == NULL)
    return;
  opt_server_record (self, snapshot);
  opt_server_look_for_newcomers (self, snapshot);

  opt_server_set_state (self, OPT_SERVER_ONLINE, NULL);
  if (self->poller != NULL)
    opt_server_notify_polled (self);
}

/* Texts come behind the figures, which depend on them: our own statements are left out. */
static void
texts_added (OptServer *self)
{
  g_autoptr (OptServer) kept = g_object_ref (self);

  opt_timeline_update (self->timeline, self->workload);
  opt_server_take_point (self);
  opt_statement_list_update (self->statements);
  opt_server_record_texts (self);
}

static void
vitals_read (OptServer *self, OptVitals *vitals)
{
  g_autoptr (OptServer) kept = g_object_ref (self);

  opt_server_take_facts (self);
  opt_server_take_vitals (self, vitals);
  opt_server_recall (self);
  opt_server_record_series (self);
}

/* Trying a wrong password again and again would only lock an account. */
static gboolean
may_help_to_wait (const GError *error)
{
  return !g_error_matches (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION)
         && !g_error_matches (error, OPT_ERROR, OPT_ERROR_INVALID);
}

static void
poll_failed (OptServer *self, const GError *error)
{
  g_autoptr (OptServer) kept = g_object_ref (self);

  for (int i = 0; i < OPT_N_POLL_READS; i++)
    opt_server_set_read_error (self, (OptPollRead) i, NULL);
  if (!may_help_to_wait (error))
    opt_server_watch_end (self);
  opt_server_set_state (self, OPT_SERVER_LOST, error);
}

/* A connection alone keeps some servers awake. What a sandbox was made for is not thrown away. */
static void
close_idle_lanes (OptServer *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->jobs)) == 0
      && (self->sandbox == NULL || !self->sandbox->running))
    opt_server_close_lanes (self);
}

/* What it showed last stays. */
static void
rest_changed (OptServer *self)
{
  g_autoptr (OptServer) kept = g_object_ref (self);

  if (opt_poller_get_rests_until (self->poller) != 0)
    {
      for (int i = 0; i < OPT_N_POLL_READS; i++)
        opt_server_set_read_error (self, (OptPollRead) i, NULL);
      opt_session_list_clear (self->sessions);
      close_idle_lanes (self);
      opt_server_set_state (self, OPT_SERVER_RESTING, NULL);
    }
  else if (self->state == OPT_SERVER_RESTING)
    opt_server_set_state (self, OPT_SERVER_CONNECTING, NULL);
}

static void
something_was_done (OptServer *self, gint64 time, const char *kind, const char *text)
{
  opt_timeline_add_event (self->timeline, time, kind, text);
}

/* One read fails while the others go on. The server is there; what it has last shown of this stays.
 */
static void
read_changed (OptServer *self, guint read)
{
  g_autoptr (OptServer) kept = g_object_ref (self);
  const GError *error = opt_poller_get_read_error (self->poller, (OptPollRead) read);

  opt_server_take_facts (self);
  if (read == OPT_POLL_READ_SESSIONS && error != NULL)
    opt_session_list_set_error (self->sessions, error);
  opt_server_set_read_error (self, (OptPollRead) read, error);
  if (read == OPT_POLL_READ_STATEMENTS && self->poller != NULL)
    opt_server_set_state (self, OPT_SERVER_ONLINE, NULL);
}

void
opt_server_watch_begin (OptServer *self)
{
  g_assert (self->poller == NULL);

  self->poller = opt_poller_new (self->conninfo, POLL_INTERVAL, self->workload);
  opt_poller_set_paused (self->poller, self->paused);
  opt_poller_set_rest (self->poller, self->rest);
  g_signal_connect_swapped (self->poller, "snapshot", G_CALLBACK (polled), self);
  g_signal_connect_swapped (self->poller, "vitals", G_CALLBACK (vitals_read), self);
  g_signal_connect_swapped (self->poller, "event", G_CALLBACK (something_was_done), self);
  g_signal_connect_swapped (self->poller, "read-changed", G_CALLBACK (read_changed), self);
  g_signal_connect_swapped (self->poller, "notify::rests-until", G_CALLBACK (rest_changed), self);
  g_signal_connect_swapped (self->poller, "error", G_CALLBACK (poll_failed), self);
  g_signal_connect_swapped (self->workload, "texts-added", G_CALLBACK (texts_added), self);
  g_signal_connect_swapped (self->statements, "slower", G_CALLBACK (got_slower), self);
  opt_server_sessions_begin (self);
  opt_poller_start (self->poller);
}

void
opt_server_watch_end (OptServer *self)
{
  g_autoptr (OptPoller) poller = g_steal_pointer (&self->poller);

  if (poller == NULL)
    return;

  g_signal_handlers_disconnect_by_data (poller, self);
  for (int i = 0; i < OPT_N_POLL_READS; i++)
    opt_server_set_read_error (self, (OptPollRead) i, NULL);
  g_signal_handlers_disconnect_by_func (self->workload, texts_added, self);
  g_signal_handlers_disconnect_by_func (self->statements, got_slower, self);
  opt_poller_stop (poller);
  opt_server_sessions_end (self);
  opt_server_record_end (self);
  opt_server_forget_newcomers (self);
}
