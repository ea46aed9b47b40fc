/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-property-words.h"

#include <string.h>

#include "opt-json.h"

/*
 * "Buffers: shared hit=3 read=1": what the text format says below a node becomes what the JSON
 * format says. See explain.c of PostgreSQL 13 to 18.
 */

static gboolean
is_number (const char *text)
{
  return g_ascii_isdigit (*text) && strspn (text, "0123456789.") == strlen (text);
}

static void
set_number (JsonObject *json, const char *key, const char *text)
{
  json_object_set_member (json, key, opt_json_read_number (text));
}

/* ---- Lists ----------------------------------------------------------------------------------- */

/* Where @separator stands outside parentheses and quotes, or the end. */
static const char *
find_separator (const char *text, const char *separator)
{
  int depth = 0;
  char quote = '\0';

  for (; *text != '\0'; text++)
    {
      if (quote != '\0')
        quote = *text == quote ? '\0' : quote;
      else if (*text == '\'' || *text == '"')
        quote = *text;
      else if (strchr ("([{", *text) != NULL)
        depth++;
      else if (strchr (")]}", *text) != NULL)
        depth--;
      else if (depth <= 0 && g_str_has_prefix (text, separator))
        break;
    }

  return text;
}

static JsonArray *
read_list (const char *text)
{
  JsonArray *array = json_array_new ();

  while (*text != '\0')
    {
      const char *end = find_separator (text, ", ");
      g_autofree char *element = g_strndup (text, (gsize) (end - text));

      json_array_add_string_element (array, element);
      text = *end != '\0' ? end + strlen (", ") : end;
    }

  return array;
}

static void
set_list (JsonObject *json, const char *key, const char *text)
{
  json_object_set_array_member (json, key, read_list (text));
}

/* ---- Grouping sets --------------------------------------------------------------------------- */

/* In text each set has a line; in JSON those for which the rows are sorted once are together. */
static JsonArray *
ensure_sets (JsonObject *json)
{
  JsonArray *sets;

  if (json_object_has_member (json, "Grouping Sets"))
    return json_object_get_array_member (json, "Grouping Sets");

  sets = json_array_new ();
  json_object_set_array_member (json, "Grouping Sets", sets);
  if (json_object_has_member (json, "Group Key"))
    {
      JsonObject *first = json_object_new ();
      JsonArray *keys = json_array_new ();

      json_array_add_element (keys, json_object_dup_member (json, "Group Key"));
      json_object_set_array_member (first, "Group Keys", keys);
      json_array_add_object_element (sets, first);
      json_object_remove_member (json, "Group Key");
    }

  return sets;
}

static void
add_set (JsonObject *json, const char *key, const char *text)
{
  JsonArray *sets = ensure_sets (json);
  guint n = json_array_get_length (sets);
  JsonObject *last = n > 0 ? json_array_get_object_element (sets, n - 1) : NULL;
  gboolean hashed = g_str_equal (key, "Hash Key");
  gboolean sorted = g_str_equal (key, "Sort Key");
  JsonArray *keys = g_str_equal (text, "()") ? json_array_new () : read_list (text);
  const char *name = hashed ? "Hash Keys" : "Group Keys";

  if (last == NULL || hashed || sorted || json_object_has_member (last, "Hash Keys"))
    {
      last = json_object_new ();
      json_array_add_object_element (sets, last);
    }
  if (sorted)
    {
      json_object_set_array_member (last, key, keys);
      return;
    }
  if (!json_object_has_member (last, name))
    json_object_set_array_member (last, name, json_array_new ());
  json_array_add_array_element (json_object_get_array_member (last, name), keys);
}

static gboolean
is_grouping_set (JsonObject *json, const char *key)
{
  if (g_str_equal (key, "Hash Key"))
    return TRUE;
  if (g_str_equal (key, "Group Key"))
    return json_object_has_member (json, "Group Key")
           || json_object_has_member (json, "Grouping Sets");

  /* Of an aggregate itself there is none. */
  return g_str_equal (key, "Sort Key")
         && (json_object_has_member (json, "Group Key")
             || json_object_has_member (json, "Grouping Sets"));
}

/* ---- "hit=3 read=1" -------------------------------------------------------------------------- */

typedef void (*TakePair) (JsonObject *json, const char *area, const char *name, const char *value);

/* Of "shared hit=3 read=1, temp read=2" each pair, with the word that leads its area, if one does.
 */
static void
read_pairs (JsonObject *json, const char *text, TakePair take)
{
  g_auto (GStrv)
    areas = g_strsplit (text, ", ", -1);

  for (guint i = 0; areas[i] != NULL; i++)
    {
      g_auto (GStrv)
        words = g_strsplit (areas[i], " ", -1);
      g_autoptr (GString) name = g_string_new (NULL);
      g_autofree char *area = NULL;

      for (guint j = 0; words[j] != NULL; j++)
        {
          char *equals = strchr (words[j], '=');

          if (equals == NULL)
            {
              if (j == 0)
                area = g_strdup (words[j]);
              else
                g_string_append_printf (name, "%s ", words[j]);
              continue;
            }
          *equals = '\0';
          g_string_append (name, words[j]);
          take (json, area, name->str, equals + 1);
          g_string_truncate (name, 0);
        }
    }
}

/* "shared" becomes "Shared". */
static char *
capitalise (const char *word)
{
  char *text = g_strdup (word);

  *text = g_ascii_toupper (*text);

  return text;
}

static void
take_buffers (JsonObject *json, const char *area, const char *name, const char *value)
{
  g_autofree char *what = capitalise (area != NULL ? area : "shared");
  g_autofree char *how = g_str_equal (name, "read") ? g_strdup ("Read") : capitalise (name);
  g_autofree char *key = g_strdup_printf ("%s %s Blocks", what, how);

  set_number (json, key, value);
}

/* "Shared I/O Read Time" from 17 on, "Temp I/O Read Time" from 15 on, "I/O Read Time" otherwise,
 * which 15 and 16 call "shared/local" here. */
static void
take_io (JsonObject *json, const char *area, const char *name, const char *value)
{
  g_autofree char *how = capitalise (name);
  g_autofree char *what
      = capitalise (area != NULL && !g_str_equal (area, "shared/local") ? area : "");
  g_autofree char *key = g_strdup_printf ("%s%sI/O %s Time", what, *what != '\0' ? " " : "", how);

  set_number (json, key, value);
}

static void
take_wal (JsonObject *json, const char *area, const char *name, const char *value)
{
  static const struct
  {
    const char *name;
    const char *key;
  } keys[] = { { "records", "WAL Records" },
               { "fpi", "WAL FPI" },
               { "bytes", "WAL Bytes" },
               { "full", "WAL Buffers Full" },
               { "buffers full", "WAL Buffers Full" } };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].name, name))
      set_number (json, keys[i].key, value);
}

static void
take_heap_blocks (JsonObject *json, const char *area, const char *name, const char *value)
{
  set_number (json, g_str_equal (name, "lossy") ? "Lossy Heap Blocks" : "Exact Heap Blocks", value);
}

static void
take_tuples (JsonObject *json, const char *area, const char *name, const char *value)
{
  g_autofree char *how = capitalise (name);
  g_autofree char *key = g_strdup_printf ("Tuples %s", how);

  set_number (json, key, value);
}

/* ---- "Batches: 5  Memory Usage: 9kB" --------------------------------------------------------- */

static void
set_kilobytes (JsonObject *json, const char *key, const char *value)
{
  json_object_set_int_member (json, key, g_ascii_strtoll (value, NULL, 10));
}

/* "1024 (originally 512)" */
static void
set_hash (JsonObject *json, const char *what, const char *value)
{
  const char *before = strstr (value, "(originally ");
  gint64 now = g_ascii_strtoll (value, NULL, 10);
  g_autofree char *key = g_strdup_printf ("Hash %s", what);
  g_autofree char *original = g_strdup_printf ("Original Hash %s", what);

  json_object_set_int_member (json, key, now);
  json_object_set_int_member (json, original,
                              before != NULL
                                  ? g_ascii_strtoll (before + strlen ("(originally "), NULL, 10)
                                  : now);
}

/* @first is what the line begins with: it tells of what it is. */
static void
read_part (JsonObject *json, const char *first, const char *key, const char *value)
{
  gboolean of_hash = g_str_equal (first, "Buckets");

  if (of_hash && (g_str_equal (key, "Buckets") || g_str_equal (key, "Batches")))
    set_hash (json, key, value);
  else if (g_str_equal (key, "Batches"))
    set_number (json, "HashAgg Batches", value);
  else if (g_str_equal (key, "Memory Usage"))
    set_kilobytes (json, "Peak Memory Usage", value);
  else if (g_str_equal (key, "Disk Usage"))
    set_kilobytes (json, "Disk Usage", value);
  else if (g_str_equal (key, "Planned Partitions"))
    set_number (json, key, value);
  else if (g_str_equal (first, "Hits"))
    {
      g_autofree char *cache = g_strdup_printf ("Cache %s", key);

      set_number (json, cache, value);
    }
  else if (g_str_equal (key, "Sort Method"))
    json_object_set_string_member (json, key, value);
  else if (g_str_equal (first, "Sort Method"))
    {
      set_kilobytes (json, "Sort Space Used", value);
      json_object_set_string_member (json, "Sort Space Type", key);
    }
  else if (g_str_equal (key, "Maximum Storage"))
    set_kilobytes (json, key, value);
  else
    json_object_set_string_member (json, key, value);
}

static void
read_parts (JsonObject *json, const char *words)
{
  g_auto (GStrv)
    parts = g_strsplit (words, "  ", -1);
  g_autofree char *first = NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *colon = strstr (parts[i], ": ");

      if (colon == NULL)
        continue;
      *colon = '\0';
      if (first == NULL)
        first = g_strdup (g_strstrip (parts[i]));
      read_part (json, first, g_strstrip (parts[i]), colon + strlen (": "));
    }
}

/* "Full-sort Groups: 3  Sort Methods: quicksort, top-N heapsort  Average Memory: 27kB  Peak Memory:
 * 27kB", which is an object of its own. */
static void
read_sort_groups (JsonObject *json, const char *words)
{
  g_auto (GStrv)
    parts = g_strsplit (words, "  ", -1);
  JsonObject *groups = json_object_new ();
  g_autofree char *name = g_strndup (words, strcspn (words, ":"));

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *colon = strstr (parts[i], ": ");
      const char *value = colon != NULL ? colon + strlen (": ") : "";
      const char *space;

      if (colon == NULL)
        continue;
      *colon = '\0';
      if (i == 0)
        {
          set_number (groups, "Group Count", value);
          continue;
        }
      if (g_str_has_prefix (parts[i], "Sort Method"))
        {
          set_list (groups, "Sort Methods Used", value);
          continue;
        }
      space = strchr (parts[i], ' ');
      if (space != NULL)
        {
          g_autofree char *key = g_strdup_printf ("Sort Space %s", space + 1);
          JsonObject *used = json_object_has_member (groups, key)
                                 ? json_object_get_object_member (groups, key)
                                 : NULL;

          if (used == NULL)
            {
              used = json_object_new ();
              json_object_set_object_member (groups, key, used);
            }
          set_kilobytes (used,
                         g_str_has_prefix (parts[i], "Average") ? "Average Sort Space Used"
                                                                : "Peak Sort Space Used",
                         value);
        }
    }
  json_object_set_object_member (json, name, groups);
}

/* "bernoulli ('10'::real) REPEATABLE ('1'::double precision)" */
static void
read_sampling (JsonObject *json, const char *value)
{
  static const char repeatable[] = " REPEATABLE (";
  const char *open = strchr (value, '(');
  const char *end = find_separator (value, repeatable);
  g_autofree char *method = g_strchomp (g_strndup (value, strcspn (value, "(")));

  json_object_set_string_member (json, "Sampling Method", method);
  if (open != NULL && end - open >= 2)
    {
      g_autofree char *parameters = g_strndup (open + 1, (gsize) (end - open - 2));

      set_list (json, "Sampling Parameters", parameters);
    }
  if (*end != '\0')
    {
      g_autofree char *seed = g_strdup (end + strlen (repeatable));

      if (g_str_has_suffix (seed, ")"))
        seed[strlen (seed) - 1] = '\0';
      json_object_set_string_member (json, "Repeatable Seed", seed);
    }
}

/* ---- A line ---------------------------------------------------------------------------------- */

static gboolean
is_one_of (const char *key, const char *const *keys)
{
  return g_strv_contains (keys, key);
}

/**
 * opt_plan_property_words_read_usage:
 * @json: what is known of a node, or of the planning
 * @words: a line below it
 *
 * Takes what a line says of blocks, of their times and of the write-ahead log, if it does.
 */
void
opt_plan_property_words_read_usage (JsonObject *json, const char *words)
{
  g_return_if_fail (json != NULL && words != NULL);

  if (g_str_has_prefix (words, "Buffers: "))
    read_pairs (json, words + strlen ("Buffers: "), take_buffers);
  else if (g_str_has_prefix (words, "I/O Timings: "))
    read_pairs (json, words + strlen ("I/O Timings: "), take_io);
  else if (g_str_has_prefix (words, "WAL: "))
    read_pairs (json, words + strlen ("WAL: "), take_wal);
}

/* What the tree is made of, which no line of text is called. */
static gboolean
is_of_tree (const char *key)
{
  static const char *const names[]
      = { "Plan",       "Plans",         "Workers",      "Worker Number",       "Target Tables",
          "Triggers",   "Grouping Sets", "Node Type",    "Parent Relationship", "Subplan Name",
          "Group Keys", "Hash Keys",     "Actual Loops", "Actual Rows",         "Plan Rows",
          NULL };

  return is_one_of (key, names);
}

/**
 * opt_plan_property_words_read:
 * @json: what is known of a node
 * @words: a line below it
 *
 * Puts what a line says into @json, as the JSON format has it. What is not known is kept as it is,
 * unless its name is one that the tree has itself.
 */
void
opt_plan_property_words_read (JsonObject *json, const char *words)
{
  static const char *const usage[] = { "Buffers", "I/O Timings", "WAL", NULL };
  static const char *const lists[] = { "Output",    "Sort Key",         "Presorted Key",
                                       "Group Key", "Params Evaluated", "Conflict Arbiter Indexes",
                                       NULL };
  static const char *const parts[]
      = { "Buckets", "Batches", "Planned Partitions", "Hits", "Sort Method", "Storage", NULL };
  static const char *const booleans[] = { "Single Copy", "Inner Unique", "Disabled", NULL };
  static const char *const numbers[]
      = { "Heap Fetches",    "Workers Planned",    "Workers Launched", "Subplans Removed",
          "Tuples Inserted", "Conflicting Tuples", "Index Searches",   NULL };
  const char *colon;
  const char *value;
  g_autofree char *key = NULL;

  g_return_if_fail (json != NULL && words != NULL);

  colon = strchr (words, ':');
  if (colon == NULL)
    return;
  key = g_strndup (words, (gsize) (colon - words));
  value = colon + 1;
  while (*value == ' ')
    value++;

  if (is_of_tree (key))
    return;

  if (is_one_of (key, usage))
    opt_plan_property_words_read_usage (json, words);
  else if (is_grouping_set (json, key))
    add_set (json, key, value);
  else if (is_one_of (key, lists))
    set_list (json, key, value);
  else if (is_one_of (key, parts))
    read_parts (json, words);
  else if (g_str_equal (key, "Full-sort Groups") || g_str_equal (key, "Pre-sorted Groups"))
    read_sort_groups (json, words);
  else if (g_str_equal (key, "Sampling"))
    read_sampling (json, value);
  else if (g_str_equal (key, "Heap Blocks"))
    read_pairs (json, value, take_heap_blocks);
  else if (g_str_equal (key, "Tuples"))
    read_pairs (json, value, take_tuples);
  else if (is_one_of (key, booleans))
    json_object_set_boolean_member (json, key, g_str_equal (value, "true"));
  else if (is_number (value)
           && (is_one_of (key, numbers) || g_str_has_prefix (key, "Rows Removed by ")))
    set_number (json, key, value);
  else
    json_object_set_string_member (json, key, value);
}
