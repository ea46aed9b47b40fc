/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-audit-redact.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-conninfo.h"

#define SPACE "(?:\\s|--[^\\n]*+(?:\\n|\\z)|/\\*.*?\\*/)"
/* A backslash is taken to escape: what is wrongly taken in is hidden, and nothing wrongly let out.
 */
#define QUOTED "(?:[^'\\\\]++|''|\\\\.)*+"
#define DOLLARS "\\$(?<tag>\\w*+)\\$.*?(?:\\$\\k<tag>\\$|\\z)"

/*
 * PASSWORD and the literal behind it: of ALTER ROLE, or of an option. A run of quotes opens a
 * literal within a literal.
 */
static const char password_pattern[]
    = "(?<word>\\bpassword)(?<space>" SPACE "*+)"
      "(?:'{2,}+[^']*+'*+"
      "|(?:e|n|u&)?'" QUOTED "(?:'|\\z)(?:\\s++'" QUOTED "(?:'|\\z))*+"
      "|" DOLLARS ")";

/* Comments, so that a quote in one opens nothing, and literals. */
static const char literal_pattern[] = "--[^\\n]*+|/\\*.*?\\*/|\"[^\"]*+\""
                                      "|(?:\\be)?'" QUOTED "(?:'|\\z)|" DOLLARS;

/* Where an expression gives up, it is better to keep nothing. */
static char *
keep_nothing (void)
{
  return g_strdup (_ ("[not kept: its secrets could not be told from the rest]"));
}

static char *
hide_password_literals (const char *text)
{
  static GRegex *regex;
  static gsize once;
  char *hidden;

  if (g_once_init_enter (&once))
    {
      regex = g_regex_new (password_pattern, G_REGEX_CASELESS | G_REGEX_DOTALL | G_REGEX_OPTIMIZE,
                           0, NULL);
      g_assert (regex != NULL);
      g_once_init_leave (&once, 1);
    }

  hidden = g_regex_replace (regex, text, -1, 0, "\\g<word>\\g<space>'…'", 0, NULL);

  return hidden != NULL ? hidden : keep_nothing ();
}

static char *
replace_text (const char *text, const char *from, const char *to)
{
  g_auto (GStrv)
    parts = g_strsplit (text, from, -1);

  return g_strjoinv (to, parts);
}

/* A literal may be a connection address. */
static gboolean
hide_in_literal (const GMatchInfo *match, GString *result, gpointer data)
{
  g_autofree char *literal = g_match_info_fetch (match, 0);
  const char *opening = strchr (literal, '\'');
  g_autofree char *hidden = NULL;

  if (strchr ("-/\"", *literal) != NULL)
    {
      g_string_append (result, literal);
    }
  else if (*literal == '$')
    {
      hidden = opt_conninfo_hide_secrets (literal);
      g_string_append (result, hidden);
    }
  else
    {
      gsize length = strlen (opening + 1);
      gboolean closed = length > 0 && opening[length] == '\'';
      g_autofree char *inner = g_strndup (opening + 1, length - closed);
      g_autofree char *single = replace_text (inner, "''", "'");
      g_autofree char *clean = opt_conninfo_hide_secrets (single);

      /* Nothing to hide, nothing to write anew. */
      if (g_str_equal (clean, single))
        {
          g_string_append (result, literal);
          return FALSE;
        }
      hidden = replace_text (clean, "'", "''");
      g_string_append_len (result, literal, opening + 1 - literal);
      g_string_append (result, hidden);
      g_string_append (result, closed ? "'" : "");
    }

  return FALSE;
}

/**
 * opt_audit_redact_sql:
 * @sql: SQL of any kind
 *
 * Hides the literal behind PASSWORD, and passwords of connection addresses within literals, as
 * CREATE SUBSCRIPTION and dblink() have them. A column named password is left alone.
 *
 * Returns: (transfer full): @sql, with "…" in place of secrets
 */
char *
opt_audit_redact_sql (const char *sql)
{
  static GRegex *regex;
  static gsize once;
  g_autofree char *without_passwords = NULL;
  char *hidden;

  g_return_val_if_fail (sql != NULL, NULL);

  if (g_once_init_enter (&once))
    {
      regex = g_regex_new (literal_pattern, G_REGEX_CASELESS | G_REGEX_DOTALL | G_REGEX_OPTIMIZE, 0,
                           NULL);
      g_assert (regex != NULL);
      g_once_init_leave (&once, 1);
    }

  without_passwords = hide_password_literals (sql);
  hidden = g_regex_replace_eval (regex, without_passwords, -1, 0, 0, hide_in_literal, NULL, NULL);

  return hidden != NULL ? hidden : keep_nothing ();
}

/**
 * opt_audit_redact_text:
 * @text: a title, a server's message, JSON
 *
 * Hides what looks like a password anywhere: behind PASSWORD, and in connection addresses.
 *
 * Returns: (transfer full): @text, with "…" in place of secrets
 */
char *
opt_audit_redact_text (const char *text)
{
  g_autofree char *without_passwords = NULL;
  char *hidden;

  g_return_val_if_fail (text != NULL, NULL);

  without_passwords = hide_password_literals (text);
  hidden = opt_conninfo_hide_secrets (without_passwords);

  return hidden != NULL ? hidden : keep_nothing ();
}
