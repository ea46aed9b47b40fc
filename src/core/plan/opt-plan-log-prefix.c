/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-log-prefix.h"

#include <string.h>

#include "opt-plan-log-time.h"

/* Of an empty name, and of a session that has none yet. */
#define UNKNOWN "[unknown]"

/* Names of PostgreSQL have up to 63 bytes, what a process is called in its display up to 96. More
 * would take long to try where several stand side by side. */
#define NAME ".{0,63}?"
#define DISPLAY ".{0,96}?"

/* Of a head that is no longer than names and numbers make it. */
#define MAX_HEAD 2000

/* What the server puts in place of "%d" and the like. Names may have anything in them. */
static const struct
{
  char letter;
  const char *name; /* (nullable): of the group, where it is asked for */
  const char *pattern;
} escapes[] = {
  { 'a', "application", NAME },
  { 'b', NULL, DISPLAY },
  { 'c', NULL, "[0-9a-f]+\\.[0-9a-f]+" },
  { 'd', "database", NAME },
  { 'e', NULL, "[0-9A-Z]{5}" },
  { 'h', NULL, "\\S*" },
  { 'i', NULL, DISPLAY },
  { 'l', NULL, "\\d+" },
  { 'm', "time", OPT_PLAN_LOG_TIME_PATTERN },
  { 'n', "epoch", OPT_PLAN_LOG_EPOCH_PATTERN },
  { 'p', NULL, "\\d+" },
  { 'P', NULL, "\\d*" },
  /* For sessions, which plans are of, the rest is there, too. */
  { 'q', NULL, "" },
  { 'Q', NULL, "-?\\d+" },
  { 'r', NULL, "(?:[^\\s()]+(?:\\(\\d+\\))?)?" },
  { 's', NULL, OPT_PLAN_LOG_TIME_PATTERN },
  { 't', "time", OPT_PLAN_LOG_TIME_PATTERN },
  { 'u', NULL, NAME },
  { 'v', NULL, "(?:-?\\d+/\\d+)?" },
  { 'x', NULL, "\\d+" },
};

/* The same, taking as little for each name as fits, and as much. */
typedef struct
{
  GRegex *least;
  GRegex *most;
} Reading;

struct _OptPlanLogPrefix
{
  Reading known; /* of the databases that there are */
  Reading any;   /* of one that was dropped, too */
};

/* @databases: (nullable): the pattern of their names
 * @padded: to a width, by spaces on either side */
static void
add_escape (GString *pattern,
            char letter,
            const char *databases,
            gboolean padded,
            GHashTable *named)
{
  const char *spaces = padded ? " *" : "";

  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    {
      const char *name = escapes[i].name;
      const char *value = letter == 'd' && databases != NULL ? databases : escapes[i].pattern;

      if (escapes[i].letter != letter)
        continue;
      if (name != NULL && g_hash_table_add (named, (gpointer) name))
        g_string_append_printf (pattern, "%s(?<%s>%s)%s", spaces, name, value, spaces);
      else
        g_string_append_printf (pattern, "%s(?:%s)%s", spaces, value, spaces);
    }
}

static GRegex *
compile (const char *setting, const char *databases, GRegexCompileFlags flags)
{
  g_autoptr (GHashTable) named = g_hash_table_new (g_str_hash, g_str_equal);
  /* What takes more steps is nothing that a server wrote. */
  g_autoptr (GString) pattern = g_string_new ("(*LIMIT_MATCH=1000000)^");

  for (const char *at = setting; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (*at == '%' && at[1] != '%' && at[1] != '\0')
        {
          gsize width = strspn (at + 1, "-0123456789");

          at += width + 1;
          if (*at == '\0')
            break;
          add_escape (pattern, *at, databases, width > 0, named);
        }
      else
        {
          g_autofree char *literal = NULL;

          at += *at == '%' && at[1] == '%';
          literal = g_regex_escape_string (at, (int) (g_utf8_next_char (at) - at));
          g_string_append (pattern, literal);
        }
    }
  /* "LOG:  ", in whatever language. */
  g_string_append (pattern, "[^\\s:]+:\\s+$");

  return g_regex_new (pattern->str, G_REGEX_OPTIMIZE | flags, 0, NULL);
}

/* Of two that fit either comes first once. */
static char *
make_choice (const char *const *databases, gboolean reversed)
{
  GString *pattern = g_string_new (NULL);

  for (guint i = 0; databases[i] != NULL; i++)
    {
      g_autofree char *literal = g_regex_escape_string (databases[i], -1);

      if (reversed)
        g_string_prepend (pattern, i > 0 ? "|" : "");
      else
        g_string_append (pattern, i > 0 ? "|" : "");
      g_string_insert (pattern, reversed ? 0 : -1, literal);
    }

  return g_string_free (pattern, FALSE);
}

/**
 * opt_plan_log_prefix_new:
 * @setting: log_line_prefix
 * @databases: (array zero-terminated=1): the names of that server's databases
 *
 * Returns: (transfer full): it, to read lines by
 */
OptPlanLogPrefix *
opt_plan_log_prefix_new (const char *setting, const char *const *databases)
{
  OptPlanLogPrefix *self;
  g_autofree char *forth = NULL;
  g_autofree char *back = NULL;

  g_return_val_if_fail (setting != NULL && databases != NULL, NULL);

  self = g_new0 (OptPlanLogPrefix, 1);
  forth = make_choice (databases, FALSE);
  back = make_choice (databases, TRUE);
  self->known.least = compile (setting, forth, 0);
  self->known.most = compile (setting, back, G_REGEX_UNGREEDY);
  self->any.least = compile (setting, NULL, 0);
  self->any.most = compile (setting, NULL, G_REGEX_UNGREEDY);

  return self;
}

void
opt_plan_log_prefix_free (OptPlanLogPrefix *self)
{
  g_clear_pointer (&self->known.least, g_regex_unref);
  g_clear_pointer (&self->known.most, g_regex_unref);
  g_clear_pointer (&self->any.least, g_regex_unref);
  g_clear_pointer (&self->any.most, g_regex_unref);
  g_free (self);
}

/* What both ways to read it agree upon. */
static char *
fetch (GMatchInfo *least, GMatchInfo *most, const char *name)
{
  g_autofree char *first = g_match_info_fetch_named (least, name);
  g_autofree char *second = g_match_info_fetch_named (most, name);

  if (first == NULL || second == NULL || strcmp (g_strstrip (first), g_strstrip (second)) != 0)
    return NULL;

  return *first != '\0' && strcmp (first, UNKNOWN) != 0 ? g_steal_pointer (&first) : NULL;
}

static gboolean
read_by (const Reading *self, const char *head, char **time, char **database, char **application)
{
  g_autoptr (GMatchInfo) least = NULL;
  g_autoptr (GMatchInfo) most = NULL;

  if (self->least == NULL || self->most == NULL || !g_regex_match (self->least, head, 0, &least)
      || !g_regex_match (self->most, head, 0, &most))
    return FALSE;

  *time = fetch (least, most, "time");
  if (*time == NULL)
    *time = fetch (least, most, "epoch");
  *database = fetch (least, most, "database");
  *application = fetch (least, most, "application");

  return TRUE;
}

/**
 * opt_plan_log_prefix_read:
 * @self: a prefix
 * @head: what stands in a line before its message
 * @time: (out) (transfer full) (nullable): when it was written
 * @database: (out) (transfer full) (nullable): of which session
 * @application: (out) (transfer full) (nullable): of which program
 *
 * What the prefix does not have is %NULL, and what can be read in several ways, as a name may have
 * in it what the prefix has around it.
 *
 * Returns: %FALSE where the line was written with another prefix
 */
gboolean
opt_plan_log_prefix_read (OptPlanLogPrefix *self,
                          const char *head,
                          char **time,
                          char **database,
                          char **application)
{
  g_return_val_if_fail (self != NULL && head != NULL, FALSE);
  g_return_val_if_fail (time != NULL && database != NULL && application != NULL, FALSE);

  *time = NULL;
  *database = NULL;
  *application = NULL;

  return strlen (head) <= MAX_HEAD
         && (read_by (&self->known, head, time, database, application)
             || read_by (&self->any, head, time, database, application));
}
