/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-search.h"

#include <string.h>

typedef struct
{
  char *text; /* case-folded where it is not ASCII */
  gboolean ascii;
  gboolean number; /* it may begin a queryid */
} Word;

struct _OptStatementSearch
{
  GArray *words; /* (element-type Word) */
};

static void
word_clear (gpointer data)
{
  g_free (((Word *) data)->text);
}

static gboolean
is_number (const char *text)
{
  gsize sign = *text == '-' ? 1 : 0;

  return text[sign] != '\0' && strspn (text + sign, "0123456789") == strlen (text + sign);
}

/**
 * opt_statement_search_new:
 * @text: (nullable): words, each of which a statement's text must have, in any case and order; a
 *   number may also be how a queryid begins
 *
 * Returns: (transfer full): the search
 */
OptStatementSearch *
opt_statement_search_new (const char *text)
{
  OptStatementSearch *self = g_new0 (OptStatementSearch, 1);
  g_auto (GStrv)
    parts = g_strsplit_set (text != NULL ? text : "", " \t\r\n", -1);

  self->words = g_array_new (FALSE, FALSE, sizeof (Word));
  g_array_set_clear_func (self->words, word_clear);
  for (char **part = parts; *part != NULL; part++)
    {
      Word word = { .ascii = g_str_is_ascii (*part), .number = is_number (*part) };

      if (**part == '\0')
        continue;
      word.text = word.ascii ? g_strdup (*part) : g_utf8_casefold (*part, -1);
      g_array_append_val (self->words, word);
    }

  return self;
}

/**
 * opt_statement_search_free:
 * @self: (nullable) (transfer full): a search
 */
void
opt_statement_search_free (OptStatementSearch *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->words);
  g_free (self);
}

static gboolean
matches_text (const Word *word, const char *text)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;
  if (word->ascii)
    return strcasestr (text, word->text) != NULL;

  folded = g_utf8_casefold (text, -1);

  return strstr (folded, word->text) != NULL;
}

static gboolean
matches_queryid (const Word *word, OptStatementItem *item)
{
  char queryid[32];

  if (!word->number)
    return FALSE;

  g_snprintf (queryid, sizeof queryid, "%" G_GINT64_FORMAT,
              opt_statement_item_get_key (item)->queryid);

  return g_str_has_prefix (queryid, word->text);
}

/**
 * opt_statement_search_matches:
 * @self: a search
 * @item: a statement
 *
 * Returns: whether it is looked for
 */
gboolean
opt_statement_search_matches (const OptStatementSearch *self, OptStatementItem *item)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (item), FALSE);

  for (guint i = 0; i < self->words->len; i++)
    {
      const Word *word = &g_array_index (self->words, Word, i);

      if (!matches_text (word, opt_statement_item_get_text (item)) && !matches_queryid (word, item))
        return FALSE;
    }

  return TRUE;
}
