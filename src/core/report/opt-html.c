/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-html.h"

#include <string.h>

#include "opt-report-read.h"

/* Within a line: a line end behind them would be shown as a space. */
static const char *const inline_tags[]
    = { "a", "code", "pre", "small", "span", "strong", "time", NULL };

struct _OptHtml
{
  GString *text;
  GPtrArray *open; /* (element-type utf8) the elements that are not yet ended; static names */
};

/**
 * opt_html_new:
 *
 * Returns: (transfer full): an empty piece of a page
 */
OptHtml *
opt_html_new (void)
{
  OptHtml *self = g_new0 (OptHtml, 1);

  self->text = g_string_new (NULL);
  self->open = g_ptr_array_new ();

  return self;
}

void
opt_html_free (OptHtml *self)
{
  g_string_free (self->text, TRUE);
  g_ptr_array_unref (self->open);
  g_free (self);
}

/**
 * opt_html_free_to_text:
 * @self: (transfer full): a piece of a page, with each element ended
 *
 * Returns: (transfer full): its text
 */
char *
opt_html_free_to_text (OptHtml *self)
{
  char *text;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->open->len == 0, NULL);

  text = g_strdup (self->text->str);
  opt_html_free (self);

  return text;
}

/**
 * opt_html_escape:
 * @text: text of any origin
 *
 * Returns: (transfer full): it for an element or an attribute, control characters made visible
 */
char *
opt_html_escape (const char *text)
{
  g_autofree char *clean = opt_report_clean (text, TRUE);

  return g_markup_escape_text (clean, -1);
}

static void
append_tag (OptHtml *self, const char *tag, va_list attributes)
{
  const char *name;

  g_string_append_printf (self->text, "<%s", tag);
  while ((name = va_arg (attributes, const char *)) != NULL)
    {
      const char *value = va_arg (attributes, const char *);
      g_autofree char *escaped = value != NULL ? opt_html_escape (value) : NULL;

      if (escaped != NULL)
        g_string_append_printf (self->text, " %s=\"%s\"", name, escaped);
    }
}

/**
 * opt_html_start:
 * @self: a piece of a page
 * @tag: an element's name, a literal
 * @...: names and values of its attributes, then %NULL; one whose value is %NULL is left out
 *
 * Starts an element.
 */
void
opt_html_start (OptHtml *self, const char *tag, ...)
{
  va_list attributes;

  va_start (attributes, tag);
  append_tag (self, tag, attributes);
  va_end (attributes);
  g_string_append_c (self->text, '>');
  g_ptr_array_add (self->open, (gpointer) tag);
}

/**
 * opt_html_end:
 * @self: a piece of a page
 *
 * Ends the element that was started last.
 */
void
opt_html_end (OptHtml *self)
{
  const char *tag;

  g_return_if_fail (self->open->len > 0);

  tag = g_ptr_array_remove_index (self->open, self->open->len - 1);
  g_string_append_printf (self->text, "</%s>", tag);
  if (!g_strv_contains (inline_tags, tag))
    g_string_append_c (self->text, '\n');
}

/**
 * opt_html_empty:
 * @self: a piece of a page
 * @tag: the name of an element that HTML or SVG lets be empty
 * @...: names and values of its attributes, then %NULL
 */
void
opt_html_empty (OptHtml *self, const char *tag, ...)
{
  va_list attributes;

  va_start (attributes, tag);
  append_tag (self, tag, attributes);
  va_end (attributes);
  g_string_append (self->text, "/>");
}

/**
 * opt_html_text:
 * @self: a piece of a page
 * @text: text of any origin
 */
void
opt_html_text (OptHtml *self, const char *text)
{
  g_autofree char *escaped = opt_html_escape (text);

  g_string_append (self->text, escaped);
}

/**
 * opt_html_add:
 * @self: a piece of a page
 * @tag: an element's name
 * @klass: (nullable): its class
 * @text: what is in it
 *
 * Adds an element with text in it.
 */
void
opt_html_add (OptHtml *self, const char *tag, const char *klass, const char *text)
{
  opt_html_start (self, tag, "class", klass, NULL);
  opt_html_text (self, text);
  opt_html_end (self);
}

/**
 * opt_html_take:
 * @self: a piece of a page
 * @markup: (transfer full): another piece, as text
 */
void
opt_html_take (OptHtml *self, char *markup)
{
  g_string_append (self->text, markup);
  g_free (markup);
}

static const char *
find_value (const char *place, gsize length, const char *first, va_list values)
{
  for (const char *name = first; name != NULL; name = va_arg (values, const char *))
    {
      const char *value = va_arg (values, const char *);

      if (strlen (name) == length && strncmp (name, place, length) == 0)
        return value;
    }

  return "";
}

/**
 * opt_html_fill:
 * @page: a page with places: `{{title}}`
 * @place: the first place's name
 * @...: its markup, then further names and markups, then %NULL
 *
 * What is filled in is not searched for places.
 *
 * Returns: (transfer full): the page with its places filled
 */
char *
opt_html_fill (const char *page, const char *place, ...)
{
  GString *text = g_string_sized_new (strlen (page));
  const char *rest = page;
  const char *open, *close;

  while ((open = strstr (rest, "{{")) != NULL && (close = strstr (open, "}}")) != NULL)
    {
      va_list values;

      g_string_append_len (text, rest, open - rest);
      va_start (values, place);
      g_string_append (text, find_value (open + 2, (gsize) (close - open - 2), place, values));
      va_end (values);
      rest = close + 2;
    }
  g_string_append (text, rest);

  return g_string_free (text, FALSE);
}
