/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-array-literal.h"

#include <string.h>

/* Reads one element from @c on; leaves @c on the comma or brace behind it. */
static char *
read_element (const char **c, gboolean *is_null)
{
  GString *element = g_string_new (NULL);
  gboolean quoted = FALSE, was_quoted = FALSE;

  for (; **c != '\0' && (quoted || (**c != ',' && **c != '}')); (*c)++)
    {
      if (**c == '"')
        {
          quoted = !quoted;
          was_quoted = TRUE;
        }
      else if (**c == '\\' && (*c)[1] != '\0')
        g_string_append_c (element, *++(*c));
      else
        g_string_append_c (element, **c);
    }
  *is_null = !was_quoted && strcmp (element->str, "NULL") == 0;

  return g_string_free (element, FALSE);
}

/**
 * opt_array_literal_parse:
 * @text: PostgreSQL's text of a one-dimensional array: `{a,"b c",NULL}`
 *
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 *
 * Returns: (transfer full) (array zero-terminated=1): its elements; those that are NULL are left
 * out
 */
char **
opt_array_literal_parse (const char *text)
{
  g_autoptr (GPtrArray) elements = g_ptr_array_new ();
  const char *c;

  g_return_val_if_fail (text != NULL, NULL);

  /* "[0:2]={…}": bounds that are not 1-based stand in front. */
  c = strchr (text, '{');
  if (c != NULL)
    {
      c++;
      while (*c != '\0' && *c != '}')
        {
          gboolean is_null;
          char *element = read_element (&c, &is_null);

          if (is_null)
            g_free (element);
          else
            g_ptr_array_add (elements, element);
          if (*c == ',')
            c++;
        }
    }
  g_ptr_array_add (elements, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&elements), FALSE);
}
