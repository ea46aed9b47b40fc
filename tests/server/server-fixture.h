/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server-private.h"
#include "opt-test.h"

/* A database with a table and an extension, and a server object for it. */
typedef struct
{
  char *name;
  OptConninfo *conninfo;
  OptServer *server;
  guint n_polled;
} ServerFixture;

typedef struct
{
  const char *path;
  void (*test) (ServerFixture *fixture, gconstpointer data);
} ServerTest;

/* Runs tests in a data folder of their own. */
int server_fixture_main (int argc, char **argv, const ServerTest *tests, gsize n_tests);

void server_fixture_run (const char *database, const char *sql);
void server_fixture_wait_for_state (OptServer *server, OptServerState state);
void server_fixture_wait_for_polls (ServerFixture *fixture, guint n);
void server_fixture_go_online (ServerFixture *fixture);
gint64 server_fixture_count_sessions (void);

/* A callback, and what waits for its result. */
void server_fixture_keep_result (GObject *object, GAsyncResult *result, gpointer data);
GAsyncResult *server_fixture_wait_for_result (GAsyncResult **kept);
