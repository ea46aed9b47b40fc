/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-test.h"

#include "opt-connection.h"
#include "opt-rows.h"

G_BEGIN_DECLS

/* Two copies of a few tables. */
typedef struct
{
  OptConnection *baseline;
  OptConnection *variant;
} RowsFixture;

void rows_fixture_set_up (RowsFixture *fixture, gconstpointer data);
void rows_fixture_tear_down (RowsFixture *fixture, gconstpointer data);
int rows_fixture_finish (int status);
void rows_fixture_run (OptConnection *connection, const char *sql);
void rows_fixture_run_both (RowsFixture *fixture, const char *sql);
OptRowsVerdict *rows_fixture_compare (RowsFixture *fixture,
                                      const char *first,
                                      const char *second,
                                      const char *value);
void rows_fixture_assert_equal (RowsFixture *fixture, const char *first, const char *second);
void rows_fixture_assert_different (RowsFixture *fixture,
                                    const char *first,
                                    const char *second,
                                    const char *told);
void rows_fixture_assert_unverifiable (RowsFixture *fixture,
                                       const char *first,
                                       const char *second,
                                       const char *told);

#define ROWS_TEST_ADD(path, func) \
  g_test_add (path, RowsFixture, NULL, rows_fixture_set_up, func, rows_fixture_tear_down)

G_END_DECLS
