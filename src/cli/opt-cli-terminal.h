/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A terminal that is drawn on again and again, and tells each key: see opt_cli_terminal_open(). */
typedef struct _OptCliTerminal OptCliTerminal;

OptCliTerminal *opt_cli_terminal_open (void);
void opt_cli_terminal_close (OptCliTerminal *self);

void opt_cli_terminal_get_size (int *columns, int *rows);
void opt_cli_terminal_draw (OptCliTerminal *self, const char *text, guint n_bold);
char opt_cli_terminal_read_key (OptCliTerminal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCliTerminal, opt_cli_terminal_close)

G_END_DECLS
