/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-catalog.h"
#include "opt-change-apply.h"
#include "opt-error.h"

G_BEGIN_DECLS

/**
 * ChangeFixture:
 *
 * A database with a table, its catalog, an audit of its own and a request to index the column v.
 */
typedef struct
{
  char *folder;
  char *path;
  char *database;
  OptConnection *app;
  OptCatalog *catalog;
  OptAudit *audit;
  OptChangeRequest *request;
} ChangeFixture;

void change_fixture_set_up (ChangeFixture *fixture, gconstpointer data);
void change_fixture_tear_down (ChangeFixture *fixture, gconstpointer data);
void change_fixture_remove_log (const char *path);

void change_fixture_run (OptConnection *connection, const char *sql);
gint64 change_fixture_count (OptConnection *connection, const char *sql);
void change_fixture_partition (ChangeFixture *fixture, const char *more, const char *expression);
gboolean change_fixture_set (ChangeFixture *fixture, OptChangeProperty *property, GError **error);
gint64 change_fixture_count_indexes (ChangeFixture *fixture, const char *condition);

void change_fixture_wait_for_waiting (ChangeFixture *fixture, const char *statement, int n);

char *change_fixture_apply (ChangeFixture *fixture, GError **error);
gboolean change_fixture_undo (ChangeFixture *fixture, const char *change_id, GError **error);
void change_fixture_assert_apply_fails (ChangeFixture *fixture,
                                        OptErrorCode code,
                                        const char *words);

void change_fixture_assert_events (ChangeFixture *fixture, const char *expected);
char *change_fixture_get_only_change_id (ChangeFixture *fixture);
OptAuditChange *change_fixture_get_only_change (ChangeFixture *fixture);

G_END_DECLS
