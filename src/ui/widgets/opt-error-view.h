/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptErrorView:
 *
 * An error next to what failed: what happened, what to do about it, and in a disclosure what the
 * server said. It is invisible while there is none. It can offer to try again: ::retry.
 */
#define OPT_TYPE_ERROR_VIEW (opt_error_view_get_type ())
G_DECLARE_FINAL_TYPE (OptErrorView, opt_error_view, OPT, ERROR_VIEW, GtkWidget)

GtkWidget *opt_error_view_new (void);

void opt_error_view_set_error (OptErrorView *self, const GError *error);
const char *opt_error_view_get_title (OptErrorView *self);
void opt_error_view_set_title (OptErrorView *self, const char *title);
const char *opt_error_view_get_retry (OptErrorView *self);
void opt_error_view_set_retry (OptErrorView *self, const char *label);

G_END_DECLS
