/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-palette-query.h"

#include <string.h>

struct _OptPaletteQuery
{
  char **words; /* folded, none of them empty */
};

/**
 * opt_palette_fold:
 * @text: a text
 *
 * Returns: (transfer full): the text as queries compare it: without case, composed or not the same
 */
char *
opt_palette_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  composed = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (composed, -1);
}

/**
 * opt_palette_query_new:
 * @text: what was typed
 *
 * Returns: (transfer full): a query for its words; without one it matches everything
 */
OptPaletteQuery *
opt_palette_query_new (const char *text)
{
  OptPaletteQuery *self = g_new0 (OptPaletteQuery, 1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *folded = NULL;
  g_auto (GStrv)
    words = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  folded = opt_palette_fold (text);
  words = g_strsplit_set (folded, " \t\n", -1);
  for (gsize i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_strv_builder_add (builder, words[i]);
  self->words = g_strv_builder_end (builder);

  return self;
}

/**
 * opt_palette_query_free:
 * @self: a query
 */
void
opt_palette_query_free (OptPaletteQuery *self)
{
  g_strfreev (self->words);
  g_free (self);
}

/**
 * opt_palette_query_equal:
 * @self: a query
 * @other: another
 *
 * Returns: whether both have the same words
 */
gboolean
opt_palette_query_equal (const OptPaletteQuery *self, const OptPaletteQuery *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return g_strv_equal ((const char *const *) self->words, (const char *const *) other->words);
}

/**
 * opt_palette_query_matches:
 * @self: a query
 * @folded: a text by opt_palette_fold()
 *
 * Returns: whether each word occurs in it
 */
gboolean
opt_palette_query_matches (const OptPaletteQuery *self, const char *folded)
{
  g_return_val_if_fail (self != NULL && folded != NULL, FALSE);

  for (gsize i = 0; self->words[i] != NULL; i++)
    if (strstr (folded, self->words[i]) == NULL)
      return FALSE;

  return TRUE;
}

/* Zero at the start of the text, 1 at the start of a word, 2 within one or not at all. */
static guint
rank_word (const char *word, const char *folded)
{
  if (g_str_has_prefix (folded, word))
    return 0;

  for (const char *at = strstr (folded, word); at != NULL; at = strstr (at + 1, word))
    if (!g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (at))))
      return 1;

  return 2;
}

/**
 * opt_palette_query_rank:
 * @self: a query
 * @folded: a text by opt_palette_fold() that it matches
 *
 * Somebody who types "conn" looks for "Connect" rather than for "Disconnect".
 *
 * Returns: how far it is from what was likely meant, zero if each word is where the text begins
 */
guint
opt_palette_query_rank (const OptPaletteQuery *self, const char *folded)
{
  guint rank = 0;

  g_return_val_if_fail (self != NULL && folded != NULL, 0);

  for (gsize i = 0; self->words[i] != NULL; i++)
    rank += rank_word (self->words[i], folded);

  return rank;
}
