/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-ini-lines.h"

#include <string.h>

struct _OptIniLines
{
  GPtrArray *lines; /* of char *, without what ends them */
};

/**
 * opt_ini_lines_new:
 * @text: of a file; may be empty
 *
 * Returns: (transfer full): its lines
 */
OptIniLines *
opt_ini_lines_new (const char *text)
{
  OptIniLines *self;
  g_auto (GStrv)
    lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (OptIniLines, 1);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (self->lines, g_strdup (lines[i]));
  /* What follows the last end of a line is no line. */
  if (self->lines->len > 0 && *(char *) self->lines->pdata[self->lines->len - 1] == '\0')
    g_ptr_array_set_size (self->lines, (int) self->lines->len - 1);

  return self;
}

/**
 * opt_ini_lines_free:
 * @self: (nullable) (transfer full): lines
 */
void
opt_ini_lines_free (OptIniLines *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->lines);
  g_free (self);
}

/**
 * opt_ini_lines_to_text:
 * @self: lines
 *
 * Returns: (transfer full): the file
 */
char *
opt_ini_lines_to_text (OptIniLines *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, g_string_free (text, FALSE));

  for (guint i = 0; i < self->lines->len; i++)
    {
      g_string_append (text, self->lines->pdata[i]);
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}

/* ---- What a line is -------------------------------------------------------------------------- */

static gboolean
is_nothing (const char *line)
{
  while (g_ascii_isspace (*line))
    line++;

  return *line == '\0' || *line == '#';
}

/* (nullable): the name in brackets */
static char *
dup_group (const char *line)
{
  const char *end;

  while (g_ascii_isspace (*line))
    line++;
  end = *line == '[' ? strchr (line, ']') : NULL;

  return end != NULL && is_nothing (end + 1) ? g_strndup (line + 1, (gsize) (end - line - 1))
                                             : NULL;
}

/* (nullable): what stands before the equals sign */
static char *
dup_key (const char *line)
{
  const char *equals = strchr (line, '=');
  char *key;

  if (is_nothing (line) || equals == NULL)
    return NULL;

  key = g_strstrip (g_strndup (line, (gsize) (equals - line)));
  if (*key == '\0' || *key == '[')
    g_clear_pointer (&key, g_free);

  return key;
}

/**
 * opt_ini_lines_find_malformed:
 * @self: lines
 *
 * Returns: the number of the first line that is neither a group, nor a key with its value, nor a
 *   comment, from 1; 0: there is none
 */
guint
opt_ini_lines_find_malformed (OptIniLines *self)
{
  gboolean in_group = FALSE;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *line = self->lines->pdata[i];
      g_autofree char *group = dup_group (line);
      g_autofree char *key = dup_key (line);

      if (!g_utf8_validate (line, -1, NULL)
          || (group == NULL && !is_nothing (line) && (key == NULL || !in_group)))
        return i + 1;
      in_group = in_group || group != NULL;
    }

  return 0;
}

/* The last with that name, as #GKeyFile has it; @key %NULL: the group itself. -1: there is none. */
static int
find (OptIniLines *self, const char *group, const char *key)
{
  gboolean inside = FALSE;
  int found = -1;

  for (guint i = 0; i < self->lines->len; i++)
    {
      g_autofree char *name = dup_group (self->lines->pdata[i]);
      g_autofree char *own = NULL;

      if (name != NULL)
        inside = g_str_equal (name, group);
      else if (inside && key != NULL)
        own = dup_key (self->lines->pdata[i]);
      if (key == NULL ? name != NULL && inside : own != NULL && g_str_equal (own, key))
        found = (int) i;
    }

  return found;
}

/**
 * opt_ini_lines_find:
 * @self: lines
 * @group: a group
 * @key: (nullable): a key of it
 *
 * Returns: the number of the line that says it, or without a key of the line that begins the group,
 *   from 1; 0: there is none
 */
guint
opt_ini_lines_find (OptIniLines *self, const char *group, const char *key)
{
  g_return_val_if_fail (self != NULL && group != NULL, 0);

  return (guint) (find (self, group, key) + 1);
}

/* ---- Changes --------------------------------------------------------------------------------- */

/* After the last key of the group: what stands below that may be a comment on the next one. */
static int
find_end (OptIniLines *self, int group)
{
  int end = group + 1;

  for (guint i = (guint) end; i < self->lines->len; i++)
    {
      g_autofree char *name = dup_group (self->lines->pdata[i]);

      if (name != NULL)
        break;
      if (!is_nothing (self->lines->pdata[i]))
        end = (int) i + 1;
    }

  return end;
}

/**
 * opt_ini_lines_set:
 * @self: lines
 * @group: a group, which is added at the end where there is none
 * @key: a key
 * @value: (nullable): its value as it is written, escaped; %NULL: the key is taken out
 */
void
opt_ini_lines_set (OptIniLines *self, const char *group, const char *key, const char *value)
{
  int at;
  char *line;

  g_return_if_fail (self != NULL && group != NULL && key != NULL);

  at = find (self, group, key);
  if (value == NULL)
    {
      for (; at >= 0; at = find (self, group, key))
        g_ptr_array_remove_index (self->lines, (guint) at);
      return;
    }

  line = g_strconcat (key, "=", value, NULL);
  if (at >= 0)
    {
      g_free (self->lines->pdata[at]);
      self->lines->pdata[at] = line;
      return;
    }
  at = find (self, group, NULL);
  if (at < 0)
    {
      if (self->lines->len > 0)
        g_ptr_array_add (self->lines, g_strdup (""));
      g_ptr_array_add (self->lines, g_strconcat ("[", group, "]", NULL));
      at = (int) self->lines->len - 1;
    }
  g_ptr_array_insert (self->lines, find_end (self, at), line);
}

/**
 * opt_ini_lines_remove_group:
 * @self: lines
 * @group: a group
 *
 * Takes it out with its keys. Comments stay.
 */
void
opt_ini_lines_remove_group (OptIniLines *self, const char *group)
{
  gboolean inside = FALSE;

  g_return_if_fail (self != NULL && group != NULL);

  for (guint i = 0; i < self->lines->len;)
    {
      const char *line = self->lines->pdata[i];
      g_autofree char *name = dup_group (line);

      if (name != NULL)
        inside = g_str_equal (name, group);
      if (inside && !is_nothing (line))
        g_ptr_array_remove_index (self->lines, i);
      else
        i++;
    }
}
