/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "opt-connection.h"

G_BEGIN_DECLS

/**
 * CliHome:
 * @folder: everything below is of this test alone
 * @scratch: where private clusters are made; empty when nothing was left behind
 *
 * A user of the program, with a home of its own: nothing of the real one is seen or touched.
 */
typedef struct
{
  char *folder;
  char *scratch;
  char **environ;
} CliHome;

/**
 * CliRun:
 * @status: the exit status
 * @out: what it said on the standard output
 * @err: what it said on the standard error
 */
typedef struct
{
  int status;
  char *out;
  char *err;
} CliRun;

CliHome *cli_home_new (void);
void cli_home_free (CliHome *self);
void cli_home_set (CliHome *self, const char *name, const char *value);
void cli_home_assert_clean (CliHome *self);
void cli_home_assert_nowhere (CliHome *self, const char *secret);
char *cli_home_write (CliHome *self, const char *name, const char *text, gssize length);

CliRun *cli_run (CliHome *home, ...) G_GNUC_NULL_TERMINATED;
CliRun *cli_run_with_input (CliHome *home, const char *input, gsize length, ...)
    G_GNUC_NULL_TERMINATED;
GSubprocess *cli_spawn (CliHome *home, ...) G_GNUC_NULL_TERMINATED;
CliRun *cli_finish (GSubprocess *process);
void cli_run_free (CliRun *self);

void cli_assert_status (const CliRun *run, int status);
void cli_assert_failed (const CliRun *run, int status, const char *cause, const char *next_step);
void cli_assert_said (const CliRun *run, const char *text);

JsonNode *cli_parse (const CliRun *run);
void cli_assert_members (JsonObject *object, const char *const *names);
JsonObject *cli_get_first (JsonObject *object, const char *array);

char *cli_get_address (const char *user, const char *database);
void cli_execute (const char *database, const char *sql);

char *cli_make_server_without_hypopg (CliHome *home);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliHome, cli_home_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliRun, cli_run_free)

G_END_DECLS
