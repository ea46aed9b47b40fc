/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-test.h"

#include "opt-connection.h"
#include "opt-trial.h"

G_BEGIN_DECLS

/* Two copies of a table of orders, and a trial of statements on them. */
typedef struct
{
  OptConnection *baseline;
  OptConnection *variant;
  OptTrial *trial;
} TrialFixture;

void trial_fixture_set_up (TrialFixture *fixture, gconstpointer data);
void trial_fixture_tear_down (TrialFixture *fixture, gconstpointer data);
OptTrialStatement *trial_fixture_add (TrialFixture *fixture,
                                      const char *sql,
                                      const char *value,
                                      gboolean writes);
void trial_fixture_run (TrialFixture *fixture);
void trial_fixture_measure (TrialFixture *fixture, OptTrialStatement *statement);
void trial_run_sql (OptConnection *connection, const char *sql);

#define TRIAL_TEST_ADD(path, func) \
  g_test_add (path, TrialFixture, NULL, trial_fixture_set_up, func, trial_fixture_tear_down)

G_END_DECLS
