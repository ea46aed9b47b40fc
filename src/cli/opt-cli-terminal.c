/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-terminal.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "opt-format.h"

/* ECMA-48, and xterm's alternate screen, which all terminals have taken over. */
#define ENTER "\033[?1049h\033[?25l"
#define LEAVE "\033[?25h\033[?1049l"
#define HOME "\033[H"
#define CLEAR_LINE "\033[K"
#define CLEAR_REST "\033[J"
#define BOLD "\033[1m"
#define DIM "\033[2m"
#define REVERSE "\033[7m"
#define RED "\033[1;31m"
#define YELLOW "\033[33m"
#define PLAIN "\033[m"

#define COLUMNS_USUAL 80
#define ROWS_USUAL 24

struct _OptCliTerminal
{
  struct termios before;
};

/* What is printed otherwise is never a command: these are. */
static void
send (const char *commands)
{
  fputs (commands, stdout);
  fflush (stdout);
}

/* opt_cli_terminal_open: (nullable): %NULL where input and output are not both a terminal. What was
 * on the screen comes back when it is closed. */
OptCliTerminal *
opt_cli_terminal_open (void)
{
  OptCliTerminal *self;
  struct termios raw;

  if (!isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO)
      || g_strcmp0 (g_getenv ("TERM"), "dumb") == 0 || tcgetattr (STDIN_FILENO, &raw) != 0)
    return NULL;

  self = g_new0 (OptCliTerminal, 1);
  self->before = raw;
  /* Each key at once and not shown; Ctrl+C stays a signal. */
  raw.c_lflag &= ~(tcflag_t) (ICANON | ECHO);
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  tcsetattr (STDIN_FILENO, TCSANOW, &raw);
  send (ENTER);

  return self;
}

void
opt_cli_terminal_close (OptCliTerminal *self)
{
  send (LEAVE);
  tcsetattr (STDIN_FILENO, TCSANOW, &self->before);
  g_free (self);
}

void
opt_cli_terminal_get_size (int *columns, int *rows)
{
  struct winsize size = { 0 };

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    size = (struct winsize){ .ws_row = ROWS_USUAL, .ws_col = COLUMNS_USUAL };
  *columns = size.ws_col;
  *rows = size.ws_row;
}

/* opt_cli_has_colours: whether what is printed may have them: not in a pipe, and not where the user
 * wants none (https://no-color.org) */
gboolean
opt_cli_has_colours (void)
{
  const char *unwanted = g_getenv ("NO_COLOR");

  return isatty (STDOUT_FILENO) && (unwanted == NULL || *unwanted == '\0')
         && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
}

/* opt_cli_look_set: how the line of that number looks */
void
opt_cli_look_set (GByteArray *looks, guint line, OptCliLook look)
{
  guint length = looks->len;

  if (line >= length)
    {
      g_byte_array_set_size (looks, line + 1);
      memset (looks->data + length, OPT_CLI_LOOK_PLAIN, line + 1 - length);
    }
  looks->data[line] = (guint8) look;
}

/* As much of the line as there are columns for; returns what is left of it. */
static const char *
add_part (GString *out, const char *line, int columns, int *used)
{
  const char *c;

  for (c = line; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      int width = g_unichar_iszerowidth (character) ? 0 : g_unichar_iswide (character) ? 2 : 1;

      if (*used + width > columns)
        break;
      *used += width;
      g_string_append_unichar (out, character == '\t' ? ' ' : character);
    }

  return c;
}

static const char *
get_command (OptCliLook look)
{
  gboolean colours = opt_cli_has_colours ();

  switch (look)
    {
    case OPT_CLI_LOOK_TITLE:
      return BOLD;
    case OPT_CLI_LOOK_HEAD:
      return REVERSE;
    case OPT_CLI_LOOK_HELP:
      return DIM;
    case OPT_CLI_LOOK_ERROR:
    case OPT_CLI_LOOK_HOT:
      return colours ? RED : "";
    case OPT_CLI_LOOK_WARM:
      return colours ? YELLOW : "";
    case OPT_CLI_LOOK_PLAIN:
    default:
      return "";
    }
}

static void
add_line (GString *out, const char *line, OptCliLook look, int columns)
{
  const char *command = get_command (look);
  gboolean figure = look == OPT_CLI_LOOK_WARM || look == OPT_CLI_LOOK_HOT;
  int used = 0;

  g_string_append (out, command);
  if (figure)
    {
      line = add_part (out, line, MIN (OPT_CLI_LOOK_FIGURE, columns), &used);
      g_string_append (out, *command != '\0' ? PLAIN : "");
    }
  add_part (out, line, columns, &used);
  if (look == OPT_CLI_LOOK_HEAD)
    g_string_append_printf (out, "%*s", columns - used, "");
  if (!figure && *command != '\0')
    g_string_append (out, PLAIN);
}

/* opt_cli_terminal_draw: shows the text, which is UTF-8, from the top, as many lines as there is
 * room for and as much of each, and each as it is to look. Nothing in it is a command. */
void
opt_cli_terminal_draw (OptCliTerminal *self, const char *text, const GByteArray *looks)
{
  g_autofree char *plain = opt_format_plain (text);
  g_auto (GStrv)
    lines = g_strsplit (plain, "\n", -1);
  g_autoptr (GString) out = g_string_new (HOME);
  int columns;
  int rows;

  opt_cli_terminal_get_size (&columns, &rows);
  for (guint i = 0; lines[i] != NULL && i < (guint) rows; i++)
    {
      g_string_append (out, i > 0 ? "\r\n" : "");
      /* Before it: behind a line that is as wide as the terminal it takes the last cell away. */
      g_string_append (out, CLEAR_LINE);
      add_line (out, lines[i], i < looks->len ? (OptCliLook) looks->data[i] : OPT_CLI_LOOK_PLAIN,
                columns);
    }
  g_string_append (out, CLEAR_REST);
  send (out->str);
}

/* opt_cli_terminal_read_key: one that was pressed, or 0; of a key that sends several characters,
 * as the arrows do, nothing is left. */
char
opt_cli_terminal_read_key (OptCliTerminal *self)
{
  char keys[32];
  gssize n = read (STDIN_FILENO, keys, sizeof keys);

  return n > 0 && keys[0] != '\033' ? keys[0] : 0;
}
