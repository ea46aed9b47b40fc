/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-page.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *window;
  OptPlanPage *page;
  OptPlanView *view;
  OptPlanTree *tree;
} PlanFixture;

void plan_fixture_set_up (PlanFixture *fixture, gconstpointer data);
void plan_fixture_tear_down (PlanFixture *fixture, gconstpointer data);

GtkWidget *plan_fixture_find (GtkWidget *widget, GType type);
char *plan_fixture_read (gpointer widget);
void plan_fixture_assert_says (gpointer widget, const char *text);

void plan_fixture_settle (PlanFixture *fixture);
gboolean plan_fixture_has_document (gpointer view);
OptPlan *plan_fixture_open (PlanFixture *fixture, const char *name);
OptPlan *plan_fixture_show_text (PlanFixture *fixture, const char *text);

G_END_DECLS
