/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-next.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROGRAM "optischema-cli"

/**
 * opt_cli_name_connection:
 * @argument: (nullable): CONN as it was typed
 * @conninfo: what it means
 *
 * An address that was typed with a password is told without it: what is printed goes into files and
 * to others.
 *
 * Returns: (transfer full) (nullable): CONN for another command; %NULL where the environment says
 * it
 */
char *
opt_cli_name_connection (const char *argument, OptConninfo *conninfo)
{
  gboolean is_address
      = argument != NULL && (strchr (argument, '=') != NULL || strstr (argument, "://") != NULL);
  gboolean is_secret = is_address
                       && (opt_conninfo_has_password (conninfo)
                           || opt_conninfo_get (conninfo, "sslpassword") != NULL);

  return is_secret ? opt_conninfo_to_string (conninfo) : g_strdup (argument);
}

/**
 * opt_cli_to_shell:
 * @words: (array zero-terminated=1): a command's words
 *
 * Returns: (transfer full): them as a shell takes them
 */
char *
opt_cli_to_shell (const char *const *words)
{
  GString *line = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean plain = g_regex_match_simple ("\\A[A-Za-z0-9_./:@%+-]+\\z", words[i], 0, 0);
      g_autofree char *quoted = plain ? g_strdup (words[i]) : g_shell_quote (words[i]);

      g_string_append_printf (line, "%s%s", i > 0 ? " " : "", quoted);
    }

  return g_string_free (line, FALSE);
}

/**
 * opt_cli_connection_to_shell:
 * @argument: (nullable): CONN as it was typed
 * @conninfo: what it means
 *
 * Returns: (transfer full): CONN for a command that can't do without
 */
char *
opt_cli_connection_to_shell (const char *argument, OptConninfo *conninfo)
{
  g_autofree char *named = opt_cli_name_connection (argument, conninfo);
  g_autofree char *text
      = named != NULL ? g_steal_pointer (&named) : opt_conninfo_to_string (conninfo);
  const char *words[] = { text, NULL };

  return opt_cli_to_shell (words);
}

/**
 * opt_cli_print_next_verbs:
 * @argument: (nullable): CONN as it was typed
 * @conninfo: what it means
 * @id: of a recommendation, or a change
 * @role: (nullable): who signed in for the change, and is to take it back
 * @verbs: (array zero-terminated=1): what can be done with it
 *
 * Prints the commands that can follow.
 */
void
opt_cli_print_next_verbs (const char *argument,
                          OptConninfo *conninfo,
                          const char *id,
                          const char *role,
                          const char *const *verbs)
{
  g_autofree char *connection = opt_cli_connection_to_shell (argument, conninfo);
  const char *as[] = { "--as", role, NULL };
  g_autofree char *named = role != NULL ? opt_cli_to_shell (as) : NULL;

  g_print ("\n%s\n", _ ("Next"));
  for (guint i = 0; verbs[i] != NULL; i++)
    {
      gboolean signs_in = named != NULL && strcmp (verbs[i], "undo") == 0;

      g_print ("  " PROGRAM " %s %s %s%s%s\n", verbs[i], connection, id, signs_in ? " " : "",
               signs_in ? named : "");
    }
}
