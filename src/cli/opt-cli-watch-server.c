/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-watch-server.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-json-build.h"

struct _OptCliWatchServer
{
  OptServer *server;
  gboolean json;
  OptServerState state;            /* as it was told last */
  gint64 lost;                     /* since when; 0: it is not */
  char *why;                       /* (nullable) why it is lost, as it was told */
  gint64 unread[OPT_N_POLL_READS]; /* since when that can't be read; 0: it can be */
};

/* What is no alert, as each of them is told: on the standard error, or as an object. */
static void
tell (OptCliWatchServer *self,
      const char *event,
      gint64 since,
      const char *read,
      gint64 until,
      const GError *error,
      const char *text)
{
  gint64 now = g_get_real_time ();
  const char *server = opt_server_get_display (self->server);
  g_autofree char *time = opt_format_time (now);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (!self->json)
    {
      g_printerr ("%s  %s: %s\n", time, server, text);
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "event", event);
  opt_json_add_text (builder, "server", server);
  opt_json_add_time (builder, "time", now);
  if (since != 0)
    opt_json_add_time (builder, "since", since);
  if (read != NULL)
    opt_json_add_text (builder, "read", read);
  if (until != 0)
    opt_json_add_time (builder, "until", until);
  if (error != NULL)
    opt_cli_add_error (builder, error);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  opt_cli_print_json (node, TRUE);
  /* Who reads a stream of them waits for this one. */
  fflush (stdout);
}

/* ---- The connection -------------------------------------------------------------------------- */

/* It is tried again and again: that is told where it is another error only. */
static void
tell_lost (OptCliWatchServer *self, const GError *error)
{
  g_autofree char *why = opt_error_to_text (error);
  g_autofree char *since = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (self->why, why) == 0)
    return;

  if (self->lost == 0)
    {
      self->lost = g_get_real_time ();
      text = g_strdup (why);
    }
  else
    {
      since = opt_format_time (self->lost);
      /* Translators: a time, and what is wrong now */
      text = g_strdup_printf (_ ("Not there since %s; now: %s"), since, why);
    }
  tell (self, "lost", self->lost, NULL, 0, error, text);
  g_free (self->why);
  self->why = g_steal_pointer (&why);
}

static void
tell_regained (OptCliWatchServer *self)
{
  g_autofree char *since = opt_format_time (self->lost);
  g_autofree char *lasted
      = opt_format_duration ((double) (g_get_real_time () - self->lost) / 1000.0);
  /* Translators: a duration and a time */
  g_autofree char *text
      = g_strdup_printf (_ ("It is there again after %s, lost since %s."), lasted, since);

  tell (self, "regained", self->lost, NULL, 0, NULL, text);
  self->lost = 0;
  g_clear_pointer (&self->why, g_free);
}

static void
tell_resting (OptCliWatchServer *self)
{
  gint64 until = opt_server_get_rests_until (self->server);
  g_autofree char *again = opt_format_time (until);
  g_autofree char *text
      = g_strdup_printf (_ ("It rests, as nobody uses it, and each look would keep it from "
                            "suspending; it is looked at again at %s."),
                         again);

  tell (self, "resting", 0, NULL, until, NULL, text);
}

static void
state_changed (OptCliWatchServer *self)
{
  OptServerState state = opt_server_get_state (self->server);
  const GError *error = opt_server_get_error (self->server);

  if (state == OPT_SERVER_LOST && error != NULL)
    tell_lost (self, error);
  else if (self->lost != 0 && (state == OPT_SERVER_ONLINE || state == OPT_SERVER_RESTING))
    tell_regained (self);
  if (state == OPT_SERVER_RESTING && self->state != state)
    tell_resting (self);
  self->state = state;
}

/* ---- One of its reads ------------------------------------------------------------------------ */

static const char *
get_read_nick (OptPollRead read)
{
  static const char *const nicks[OPT_N_POLL_READS]
      = { "sessions", "statements", "vitals", "events", "use", "texts" };

  return nicks[read];
}

/* What can't be read has no alerts: that it fires nothing is not to be taken for all being well. */
static void
read_changed (OptCliWatchServer *self, guint read)
{
  const GError *error = opt_server_get_read_error (self->server, (OptPollRead) read);
  const char *what = opt_poll_read_to_text ((OptPollRead) read);
  const char *nick = get_read_nick ((OptPollRead) read);
  gint64 *since = &self->unread[read];
  g_autofree char *why = NULL;
  g_autofree char *text = NULL;

  if (error != NULL)
    {
      *since = *since != 0 ? *since : g_get_real_time ();
      why = opt_error_to_text (error);
      text = g_strdup_printf ("%s: %s", what, why);
      tell (self, "unreadable", *since, nick, 0, error, text);
    }
  /* Of what is lost nothing is read: that is no good news. */
  else if (*since != 0 && opt_server_get_state (self->server) == OPT_SERVER_ONLINE)
    {
      why = opt_format_duration ((double) (g_get_real_time () - *since) / 1000.0);
      /* Translators: a sentence without its end: “The sessions can’t be read”; and a duration */
      text = g_strdup_printf (_ ("%s: over after %s."), what, why);
      tell (self, "readable", *since, nick, 0, NULL, text);
      *since = 0;
    }
}

/**
 * opt_cli_watch_server_new:
 * @server: a server, not connected yet
 * @json: whether to tell objects on the standard output, and not text on the standard error
 *
 * Returns: (transfer full): what tells, as long as it is held
 */
OptCliWatchServer *
opt_cli_watch_server_new (OptServer *server, gboolean json)
{
  OptCliWatchServer *self = g_new0 (OptCliWatchServer, 1);

  self->server = g_object_ref (server);
  self->json = json;
  self->state = opt_server_get_state (server);
  g_signal_connect_swapped (server, "notify::error", G_CALLBACK (state_changed), self);
  g_signal_connect_swapped (server, "notify::state", G_CALLBACK (state_changed), self);
  g_signal_connect_swapped (server, "read-changed", G_CALLBACK (read_changed), self);

  return self;
}

/**
 * opt_cli_watch_server_free:
 * @self: (transfer full): what told
 */
void
opt_cli_watch_server_free (OptCliWatchServer *self)
{
  g_signal_handlers_disconnect_by_data (self->server, self);
  g_object_unref (self->server);
  g_free (self->why);
  g_free (self);
}
