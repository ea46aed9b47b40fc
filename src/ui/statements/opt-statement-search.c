/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-search.h"

#include <string.h>

#define TABLE "table:"
#define NEW "is:new"
#define SLOWER "is:slower"

typedef struct
{
  char *text; /* case-folded where it is not ASCII */
  gboolean ascii;
  gboolean number;  /* it may begin a queryid */
  gboolean table;   /* it is a table's name, or how one begins; case-folded */
  gboolean fresh;   /* that it is new is looked for … */
  gboolean slower;  /* … or that it got slower */
  gboolean exact;   /* there is such a table … */
  gpointer catalog; /* (nullable) … in this catalog; only compared */
} Word;

struct _OptStatementSearch
{
  GArray *words;           /* (element-type Word) */
  OptServerTables *tables; /* (nullable) */
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

/* Quotes are how SQL writes a name, and not part of it. */
static char *
fold_name (const char *name)
{
  g_autofree char *bare = g_strdup (name);
  char *end = bare;

  for (const char *at = name; *at != '\0'; at++)
    if (*at != '"')
      *end++ = *at;
  *end = '\0';

  return g_utf8_casefold (bare, -1);
}

static void
add_word (OptStatementSearch *self, const char *text)
{
  Word word = { .ascii = g_str_is_ascii (text), .number = is_number (text) };

  if (g_ascii_strncasecmp (text, TABLE, strlen (TABLE)) == 0)
    {
      word.table = TRUE;
      word.text = fold_name (text + strlen (TABLE));
    }
  else if (g_ascii_strcasecmp (text, NEW) == 0)
    word.fresh = TRUE;
  else if (g_ascii_strcasecmp (text, SLOWER) == 0)
    word.slower = TRUE;
  else
    word.text = word.ascii ? g_strdup (text) : g_utf8_casefold (text, -1);

  g_array_append_val (self->words, word);
}

/* Of a table's name, a space within quotes is part. */
static const char *
find_end (const char *text)
{
  gboolean table = g_ascii_strncasecmp (text, TABLE, strlen (TABLE)) == 0;
  gboolean quoted = FALSE;

  for (; *text != '\0' && (quoted || strchr (" \t\r\n", *text) == NULL); text++)
    if (table && *text == '"')
      quoted = !quoted;

  return text;
}

/**
 * opt_statement_search_new:
 * @text: (nullable): words, each of which a statement's text must have, in any case and order; a
 *   number may also be how a queryid begins, and "table:orders" is a table that it uses, by its
 *   name or, where there is no such table, by how it begins; "is:new" are those that were called
 *   first in the window, "is:slower" those that got slower
 * @tables: (nullable): where tables are looked up; without it no statement uses any
 *
 * Returns: (transfer full): the search
 */
OptStatementSearch *
opt_statement_search_new (const char *text, OptServerTables *tables)
{
  OptStatementSearch *self = g_new0 (OptStatementSearch, 1);

  self->words = g_array_new (FALSE, FALSE, sizeof (Word));
  g_array_set_clear_func (self->words, word_clear);
  g_set_object (&self->tables, tables);
  for (const char *at = text != NULL ? text : ""; *at != '\0';)
    {
      const char *end = find_end (at);
      g_autofree char *part = g_strndup (at, end - at);

      if (*part != '\0')
        add_word (self, part);
      at = *end != '\0' ? end + 1 : end;
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
  g_clear_object (&self->tables);
  g_free (self);
}

/**
 * opt_statement_search_has_tables:
 * @self: a search
 *
 * Returns: whether it asks for tables, and so for the catalog
 */
gboolean
opt_statement_search_has_tables (const OptStatementSearch *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->words->len; i++)
    if (g_array_index (self->words, Word, i).table)
      return TRUE;

  return FALSE;
}

/**
 * opt_statement_search_has_new:
 * @self: a search
 *
 * Returns: whether it asks for what is new, which may not be known
 */
gboolean
opt_statement_search_has_new (const OptStatementSearch *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->words->len; i++)
    if (g_array_index (self->words, Word, i).fresh)
      return TRUE;

  return FALSE;
}

/* ---- Tables ---------------------------------------------------------------------------------- */

typedef gboolean (*NameFunc) (const char *name, const char *wanted);

static gboolean
is_name (const char *name, const char *wanted)
{
  return g_str_equal (name, wanted);
}

static gboolean
begins_name (const char *name, const char *wanted)
{
  return g_str_has_prefix (name, wanted);
}

static gboolean
is_relation (const OptRelation *relation, const char *wanted, NameFunc func)
{
  g_autofree char *qualified = g_strconcat (relation->schema, ".", relation->name, NULL);
  g_autofree char *name = fold_name (relation->name);
  g_autofree char *whole = fold_name (qualified);

  return func (name, wanted) || func (whole, wanted);
}

static gboolean
has_relation (GPtrArray *relations, const char *wanted, NameFunc func)
{
  for (guint i = 0; i < relations->len; i++)
    if (is_relation (relations->pdata[i], wanted, func))
      return TRUE;

  return FALSE;
}

static gboolean
has_name (GPtrArray *names, const char *wanted)
{
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *name = fold_name (names->pdata[i]);

      if (is_name (name, wanted))
        return TRUE;
    }

  return FALSE;
}

static gboolean
matches_table (const OptStatementSearch *self, Word *word, const char *text)
{
  OptCatalog *catalog = self->tables != NULL ? opt_server_tables_get_catalog (self->tables) : NULL;
  const OptTableUse *use;

  /* Somebody is about to type a name. */
  if (*word->text == '\0')
    return TRUE;
  if (catalog == NULL || text == NULL)
    return FALSE;
  use = opt_server_tables_find (self->tables, text);
  if (use == NULL)
    return FALSE;
  if (word->catalog != catalog)
    {
      word->catalog = catalog;
      word->exact = has_relation (opt_catalog_get_relations (catalog), word->text, is_name);
    }

  return has_relation (use->relations, word->text, word->exact ? is_name : begins_name)
         || has_name (use->missing, word->text) || has_name (use->system, word->text);
}

/* ---- Words ----------------------------------------------------------------------------------- */

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

static gboolean
matches_word (const OptStatementSearch *self, Word *word, OptStatementItem *item)
{
  const char *text = opt_statement_item_get_text (item);

  if (word->fresh)
    return opt_statement_item_get_first (item) != 0;
  if (word->slower)
    return opt_statement_item_get_slowdown (item) != NULL;
  if (word->table)
    return matches_table (self, word, text);

  return matches_text (word, text) || matches_queryid (word, item);
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
    if (!matches_word (self, &g_array_index (self->words, Word, i), item))
      return FALSE;

  return TRUE;
}
