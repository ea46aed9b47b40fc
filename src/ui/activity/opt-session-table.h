/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-session-filter.h"
#include "opt-session-list.h"

G_BEGIN_DECLS

/**
 * OptSessionTable:
 *
 * The sessions of a list as a table that can be sorted, or (:tree) those that hold others up with
 * who waits for them below. ::open asks for all of one; what can be done to one are actions of
 * whoever is around it: `activity.cancel`, `activity.terminate`, `activity.statement` (all i).
 */
#define OPT_TYPE_SESSION_TABLE (opt_session_table_get_type ())
G_DECLARE_FINAL_TYPE (OptSessionTable, opt_session_table, OPT, SESSION_TABLE, GtkWidget)

GtkWidget *opt_session_table_new (gboolean tree);

void opt_session_table_set_list (OptSessionTable *self, OptSessionList *list);
void opt_session_table_set_filter (OptSessionTable *self,
                                   OptSessionFilter filter,
                                   const char *search,
                                   gboolean with_own);
void opt_session_table_refresh (OptSessionTable *self);
void opt_session_table_set_settings (OptSessionTable *self, GSettings *settings);
void opt_session_table_fill_menu_button (OptSessionTable *self, GtkMenuButton *button);
GActionGroup *opt_session_table_get_columns_actions (OptSessionTable *self);
GListModel *opt_session_table_get_rows (OptSessionTable *self);
guint opt_session_table_get_n_rows (OptSessionTable *self);
OptSession *opt_session_table_get_selected (OptSessionTable *self);
void opt_session_table_select (OptSessionTable *self, OptSession *session);

G_END_DECLS
