/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-application.h"
#include "opt-page.h"

G_BEGIN_DECLS

/**
 * OptWindow:
 *
 * The main window. Pages and widgets reach it by its actions:
 *
 * - `win.page` (s): shows a page: "overview", "statements", "activity", "plan", "advisor",
 * "sandbox", "history"
 * - `win.statement` (s): a statement's detail, by the id of its #OptStatementItem
 * - `win.table` (s): a table and the statements that use it, by its quoted name with its schema
 * - `win.explain` (s): the plan of this SQL
 * - `win.kept-plan` ((sssmsms)): a plan that was kept, its statement, when and how it was got; with
 *   the text and the date of another one: what differs from that
 * - `win.advise`: asks for recommendations
 * - `win.recommendation` (s): a recommendation's dialog, by its id
 * - `win.change` (s): a change in the history, by its id
 * - `win.alerts`: what fires and what did, and by what rules
 * - `win.connect`: the dialog that connects to a server
 * - `win.demo`: offers the demo, starts it and shows it
 * - `win.keep-values` (b): whether to keep the values seen on the server it shows
 * - `win.open-plan`: a plan from a file, `win.paste-plan`: from the clipboard
 * - `win.server` (s): a server, by its name
 * - `win.connect-server` (s): connects to a server in the list, by its name
 * - `win.reconnect`: to the server it shows, `win.disconnect` from it, `win.refresh`: asks it now
 * - `win.nth-page` (i), `win.find`, `win.palette`, `win.pause`, `win.back`, `win.forward`,
 *   `win.sidebar`
 */
#define OPT_TYPE_WINDOW (opt_window_get_type ())
G_DECLARE_FINAL_TYPE (OptWindow, opt_window, OPT, WINDOW, AdwApplicationWindow)

OptWindow *opt_window_new (OptApplication *application);

OptServer *opt_window_get_server (OptWindow *self);
void opt_window_set_server (OptWindow *self, OptServer *server);
OptPage *opt_window_get_page (OptWindow *self, const char *name);
const char *opt_window_get_page_name (OptWindow *self);
void opt_window_show_page (OptWindow *self, const char *name);
void opt_window_show_alert (OptWindow *self, OptServer *server, const char *page, const char *item);
void opt_window_ask_undo (OptWindow *self, OptServer *server, const char *id);
void opt_window_start_demo (OptWindow *self, gboolean ask);
void opt_window_open_plan (OptWindow *self, GFile *file);
void opt_window_show_nth_page (OptWindow *self, guint n);

G_END_DECLS
