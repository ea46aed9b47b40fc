/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * OptShortcut:
 * @action: what it does, with its target
 * @keys: the keys, as GTK writes them
 * @plain: whether they are only for the window where nothing in it wants them, as an entry wants
 *   each letter
 *
 * Keys of an action.
 */
typedef struct
{
  const char *action;
  const char *keys[3]; /* %NULL-terminated */
  gboolean plain;
} OptShortcut;

const OptShortcut *opt_shortcuts_get (gsize *n);

void opt_shortcuts_install (GtkApplication *application);
void opt_shortcuts_bind (GtkWidget *window);
GtkWindow *opt_shortcuts_make_window (void);

G_END_DECLS
