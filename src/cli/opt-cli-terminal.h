/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A terminal that is drawn on again and again, and tells each key: see opt_cli_terminal_open(). */
typedef struct _OptCliTerminal OptCliTerminal;

/* How a line looks. Where colours are not wanted those that are nothing else are plain. */
typedef enum
{
  OPT_CLI_LOOK_PLAIN,
  OPT_CLI_LOOK_TITLE, /* bold */
  OPT_CLI_LOOK_HEAD,  /* as a bar across the screen */
  OPT_CLI_LOOK_HELP,  /* dim */
  OPT_CLI_LOOK_ERROR, /* red */
  OPT_CLI_LOOK_WARM,  /* the figure that it begins with yellow … */
  OPT_CLI_LOOK_HOT,   /* … or red */
} OptCliLook;

/* How many columns of a line have such a figure. */
#define OPT_CLI_LOOK_FIGURE 8

gboolean opt_cli_has_colours (void);
void opt_cli_look_set (GByteArray *looks, guint line, OptCliLook look);

OptCliTerminal *opt_cli_terminal_open (void);
void opt_cli_terminal_close (OptCliTerminal *self);

void opt_cli_terminal_get_size (int *columns, int *rows);
void opt_cli_terminal_draw (OptCliTerminal *self, const char *text, const GByteArray *looks);
char opt_cli_terminal_read_key (OptCliTerminal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCliTerminal, opt_cli_terminal_close)

G_END_DECLS
