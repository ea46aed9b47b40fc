/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test-relay.h"

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <unistd.h>

struct _OptTestRelay
{
  char *folder;
  char *path;
  char *server; /* its socket */
  gint64 round_trip;
  GSocketService *service;
  OptConninfo *conninfo;
};

/* What is on its way in one direction. */
typedef struct
{
  gint64 due; /* monotonic; when it arrives */
  GBytes *bytes;
} Parcel;

typedef struct
{
  int from;
  int to;
  GQueue parcels;
} Way;

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  g_bytes_unref (parcel->bytes);
  g_free (parcel);
}

static gboolean
take (Way *way, gint64 delay)
{
  char bytes[65536];
  gssize n = read (way->from, bytes, sizeof bytes);
  Parcel *parcel;

  if (n <= 0)
    return FALSE;

  parcel = g_new0 (Parcel, 1);
  parcel->due = g_get_monotonic_time () + delay;
  parcel->bytes = g_bytes_new (bytes, (gsize) n);
  g_queue_push_tail (&way->parcels, parcel);

  return TRUE;
}

static gboolean
deliver (Way *way)
{
  Parcel *parcel;

  while ((parcel = g_queue_peek_head (&way->parcels)) != NULL
         && parcel->due <= g_get_monotonic_time ())
    {
      gsize length;
      const char *bytes = g_bytes_get_data (parcel->bytes, &length);

      if (write (way->to, bytes, length) != (gssize) length)
        return FALSE;
      parcel_free (g_queue_pop_head (&way->parcels));
    }

  return TRUE;
}

/* In milliseconds, until something arrives; -1: nothing is on its way. */
static int
get_wait (const Way ways[2])
{
  gint64 due = G_MAXINT64;

  for (int i = 0; i < 2; i++)
    {
      const Parcel *parcel = g_queue_peek_head ((GQueue *) &ways[i].parcels);

      due = parcel != NULL ? MIN (due, parcel->due) : due;
    }

  return due == G_MAXINT64 ? -1 : (int) (MAX (due - g_get_monotonic_time (), 0) + 999) / 1000;
}

static void
pass_on (int client, int server, gint64 delay)
{
  Way ways[2] = { { .from = client, .to = server }, { .from = server, .to = client } };
  gboolean open = TRUE;

  while (open)
    {
      struct pollfd fds[2]
          = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };

      open = poll (fds, 2, get_wait (ways)) >= 0;
      for (int i = 0; i < 2; i++)
        open = open && (fds[i].revents == 0 || take (&ways[i], delay)) && deliver (&ways[i]);
    }
  for (int i = 0; i < 2; i++)
    g_queue_clear_full (&ways[i].parcels, parcel_free);
}

static int
get_fd (GSocketConnection *connection)
{
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));

  g_unix_set_fd_nonblocking (fd, FALSE, NULL);

  return fd;
}

static gboolean
run (GThreadedSocketService *service,
     GSocketConnection *connection,
     GObject *source,
     OptTestRelay *self)
{
  g_autoptr (GSocketClient) to = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->server);
  g_autoptr (GSocketConnection) server
      = g_socket_client_connect (to, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  if (server != NULL)
    pass_on (get_fd (connection), get_fd (server), self->round_trip / 2);

  return TRUE;
}

/**
 * opt_test_relay_new:
 * @conninfo: a server, by its socket
 * @round_trip: how long the way there and back is to take, in microseconds
 *
 * Returns: (transfer full): a relay; all that it passes on arrives late
 */
OptTestRelay *
opt_test_relay_new (OptConninfo *conninfo, gint64 round_trip)
{
  OptTestRelay *self = g_new0 (OptTestRelay, 1);
  g_autoptr (OptConninfo) there = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->round_trip = round_trip;
  self->server = g_strdup_printf ("%s/.s.PGSQL.%s", opt_conninfo_get (conninfo, "host"),
                                  opt_conninfo_get (conninfo, "port"));
  self->folder = g_dir_make_tmp ("optischema-relay-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, ".s.PGSQL.6432", NULL);
  address = g_unix_socket_address_new (self->path);
  self->service = g_threaded_socket_service_new (20);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "run", G_CALLBACK (run), self);
  g_socket_service_start (self->service);
  there = opt_conninfo_with (conninfo, "host", self->folder);
  self->conninfo = opt_conninfo_with (there, "port", "6432");

  return self;
}

/**
 * opt_test_relay_free:
 * @self: (transfer full): a relay whose connections are closed
 */
void
opt_test_relay_free (OptTestRelay *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  opt_conninfo_unref (self->conninfo);
  g_remove (self->path);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->server);
  g_free (self);
}

/**
 * opt_test_relay_get_conninfo:
 * @self: a relay
 *
 * Returns: (transfer none): where to connect to
 */
OptConninfo *
opt_test_relay_get_conninfo (OptTestRelay *self)
{
  return self->conninfo;
}
