/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-parameter-set.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A page of a list, as most applications ask for one. */
#define DEFAULT_LIMIT "20"
#define DEFAULT_OFFSET "0"
#define ARRAY_VALUES 3

static void
value_free (OptParameterValue *value)
{
  g_free (value->type);
  g_free (value->value);
  g_free (value->source);
  g_free (value);
}

void
opt_parameter_set_free (OptParameterSet *self)
{
  g_ptr_array_unref (self->values);
  g_free (self);
}

/**
 * opt_parameter_choice_get_nick:
 * @choice: a choice
 *
 * Returns: its name, as used in JSON; not translated
 */
const char *
opt_parameter_choice_get_nick (OptParameterChoice choice)
{
  static const char *const nicks[] = { "typical", "common", "rare" };

  g_return_val_if_fail ((guint) choice < G_N_ELEMENTS (nicks), NULL);
  return nicks[choice];
}

/* Families of types whose values read alike. */
static char
type_family (const char *type)
{
  static const struct
  {
    const char *prefix;
    char family;
  } families[] = {
    { "smallint", 'i' },  { "integer", 'i' }, { "bigint", 'i' },    { "int", 'i' },
    { "oid", 'i' },       { "numeric", 'n' }, { "double", 'n' },    { "real", 'n' },
    { "decimal", 'n' },   { "float", 'n' },   { "money", 'n' },     { "text", 't' },
    { "character", 't' }, { "varchar", 't' }, { "char", 't' },      { "name", 't' },
    { "\"char\"", 't' },  { "citext", 't' },  { "timestamp", 'd' }, { "date", 'd' },
    { "time", 'c' },      { "bit", 'n' },     { "boolean", 'b' },   { "bool", 'b' },
    { "jsonb", 'j' },     { "json", 'j' },    { "uuid", 'u' },      { "bytea", 'y' },
    { "inet", 'a' },      { "cidr", 'a' },
  };

  /* Neither an interval nor an int4range is an integer. */
  if (g_str_has_prefix (type, "interval"))
    return 'v';
  if (strstr (type, "range") != NULL)
    return 'r';
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_str_has_prefix (type, families[i].prefix))
      return families[i].family;
  return 0;
}

static gboolean
same_family (const char *a, const char *b)
{
  char family = type_family (a);

  if (g_strcmp0 (a, b) == 0)
    return TRUE;
  /* A fraction is no integer, but an integer is a number. */
  return family != 0 && (family == type_family (b) || (family == 'n' && type_family (b) == 'i'));
}

static const char *
default_of_family (char family)
{
  switch (family)
    {
    case 'i':
    case 'n':
      return "1";
    case 'd':
      return "2024-01-01";
    case 'c':
      return "12:00";
    case 'v':
      return "1 day";
    case 'b':
      return "true";
    case 'j':
      return "{}";
    case 'r':
      return "empty";
    case 'u':
      return "00000000-0000-0000-0000-000000000001";
    case 'y':
      return "\\x61";
    case 'a':
      return "192.0.2.1";
    default:
      return "a";
    }
}

/* Whether it is a text that is cast to its column's type: `$1::text::jsonb`. */
static gboolean
is_text_for_column (const OptParameterValue *value, const OptParameter *parameter)
{
  return parameter->column != NULL && parameter->exact && type_family (value->type) == 't';
}

static void
set_default (OptParameterValue *value, const OptParameter *parameter, gboolean array)
{
  const char *type = is_text_for_column (value, parameter) ? parameter->column->type : value->type;
  const char *text = default_of_family (type_family (type));

  value->value = array
                     ? g_strdup_printf ("{\"%s\"}", strcmp (text, "\\x61") == 0 ? "\\\\x61" : text)
                     : g_strdup (text);
  value->source = g_strdup (_ ("unknown: default of its type"));
  value->known = FALSE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The most common value whose frequency is the median of theirs. */
static guint
median_common_value (const OptColumnStatistics *statistics)
{
  guint n = statistics->n_most_common;
  g_autofree double *sorted = g_memdup2 (statistics->most_common_frequencies, n * sizeof (double));
  guint best = 0;

  qsort (sorted, n, sizeof (double), compare_doubles);
  for (guint i = 1; i < n; i++)
    if (fabs (statistics->most_common_frequencies[i] - sorted[n / 2])
        < fabs (statistics->most_common_frequencies[best] - sorted[n / 2]))
      best = i;
  return best;
}

static double
common_share (const OptColumnStatistics *statistics)
{
  double share = 0;

  for (guint i = 0; i < statistics->n_most_common; i++)
    share += statistics->most_common_frequencies[i];
  return share;
}

static char *
describe_common (const OptParameter *parameter, guint index)
{
  const char *relation = parameter->relation->name;
  const char *column = parameter->column->name;
  double percent = 100 * parameter->column->statistics->most_common_frequencies[index];

  if (index == 0)
    return g_strdup_printf (_ ("most common value of %s.%s, %.3g %%"), relation, column, percent);
  return g_strdup_printf (_ ("a common value of %s.%s, %.3g %%"), relation, column, percent);
}

static char *
describe_histogram (const OptParameter *parameter)
{
  return g_strdup_printf (_ ("from the histogram of %s.%s"), parameter->relation->name,
                          parameter->column->name);
}

/* Where no value is common, the choices are values of different places. */
static guint
histogram_position (OptParameterChoice choice, guint n_bounds)
{
  static const guint quarters[] = { 2, 1, 3 };

  return n_bounds * quarters[choice] / 4;
}

/* Values of the column for an equality. Those between the common ones are described by the
 * histogram: typical is what half of the rows have. */
static const char *
choose_equal (const OptParameter *parameter, OptParameterChoice choice, guint nth, char **source)
{
  const OptColumnStatistics *statistics = parameter->column->statistics;
  guint n_common = statistics->n_most_common;
  guint n_bounds = statistics->n_histogram_bounds;
  gboolean common = n_common > 0;

  if (n_common > 0 && n_bounds > 0)
    common = choice == OPT_PARAMETER_COMMON
             || (choice == OPT_PARAMETER_TYPICAL
                 && common_share (statistics) + statistics->null_fraction >= 0.5);
  if (common)
    {
      guint index = choice == OPT_PARAMETER_COMMON ? 0
                    : choice == OPT_PARAMETER_RARE ? n_common - 1
                                                   : median_common_value (statistics);

      index = (index + nth) % n_common;
      *source = describe_common (parameter, index);
      return statistics->most_common_values[index];
    }
  if (n_bounds == 0)
    return NULL;
  *source = describe_histogram (parameter);
  return statistics->histogram_bounds[(histogram_position (choice, n_bounds) + nth) % n_bounds];
}

/* Where in the histogram a bound lies: a typical range holds a tenth of the values, a common one
 * three quarters, a rare one a hundredth. */
static double
range_position (gboolean lower, gboolean paired, OptParameterChoice choice)
{
  static const double widths[] = { 0.1, 0.75, 0.01 };
  double width = widths[choice];

  if (paired)
    return lower ? 0.5 - width / 2 : 0.5 + width / 2;
  if (choice == OPT_PARAMETER_TYPICAL)
    return 0.5;
  return lower ? 1 - width : width;
}

static const char *
choose_range (const OptParameter *parameter,
              gboolean paired,
              OptParameterChoice choice,
              char **source)
{
  const OptColumnStatistics *statistics = parameter->column->statistics;
  gboolean lower = parameter->operator_name[0] == '>';
  guint n = statistics->n_histogram_bounds;
  double position = range_position (lower, paired, choice);

  if (n > 0)
    {
      guint index = (guint) lround (position * (n - 1));

      *source = g_strdup_printf (_ ("%.0f %% into the histogram of %s.%s"),
                                 100.0 * index / MAX (n - 1, 1), parameter->relation->name,
                                 parameter->column->name);
      return statistics->histogram_bounds[index];
    }
  return choose_equal (parameter, choice, 0, source);
}

/* A pattern from the start of a real value. */
static char *
choose_pattern (const OptParameter *parameter, OptParameterChoice choice, char **source)
{
  static const glong lengths[] = { 3, 1, 6 };
  const char *value = choose_equal (parameter, choice, 0, source);
  g_autofree char *start = NULL;
  g_autoptr (GString) pattern = NULL;

  if (value == NULL)
    return NULL;
  start = g_utf8_substring (value, 0, MIN (lengths[choice], g_utf8_strlen (value, -1)));
  pattern = g_string_new (NULL);
  for (const char *p = start; *p != '\0'; p++)
    {
      if (*p == '%' || *p == '_' || *p == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *p);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (g_steal_pointer (&pattern), FALSE);
}

static void
append_element (GString *array, const char *value)
{
  g_string_append (array, array->len > 1 ? ",\"" : "\"");
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (array, '\\');
      g_string_append_c (array, *p);
    }
  g_string_append_c (array, '"');
}

static char *
choose_array (const OptParameter *parameter, OptParameterChoice choice, char **source)
{
  g_autoptr (GString) array = g_string_new ("{");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ARRAY_VALUES; i++)
    {
      g_autofree char *this_source = NULL;
      const char *value = choose_equal (parameter, choice, i, &this_source);

      if (value == NULL)
        return NULL;
      if (!g_hash_table_add (seen, (gpointer) value))
        break;
      append_element (array, value);
      if (i == 0)
        *source = g_steal_pointer (&this_source);
    }
  g_string_append_c (array, '}');
  return g_string_free (g_steal_pointer (&array), FALSE);
}

/* Whether another parameter bounds the same column from the other side. */
static gboolean
is_paired (const OptStatementInfo *info, const OptParameter *parameter)
{
  for (guint i = 0; i < info->parameters->len; i++)
    {
      const OptParameter *other = info->parameters->pdata[i];

      if (other != parameter && other->column == parameter->column && other->operator_name != NULL
          && ((parameter->operator_name[0] == '<' && other->operator_name[0] == '>')
              || (parameter->operator_name[0] == '>' && other->operator_name[0] == '<')))
        return TRUE;
    }
  return FALSE;
}

/* How many parameters before this one are equal to the same column: those of an IN list differ. */
static guint
count_earlier (const OptStatementInfo *info, const OptParameter *parameter)
{
  guint n = 0;

  for (guint i = 0; i < info->parameters->len && info->parameters->pdata[i] != parameter; i++)
    {
      const OptParameter *other = info->parameters->pdata[i];

      n += other->column == parameter->column && g_strcmp0 (other->operator_name, "=") == 0
           && g_strcmp0 (parameter->operator_name, "=") == 0;
    }
  return n;
}

static gboolean
is_range (const char *operator_name)
{
  static const char *const operators[] = { "<", "<=", ">", ">=", NULL };

  return operator_name != NULL && g_strv_contains (operators, operator_name);
}

static gboolean
set_from_column (OptParameterValue *value,
                 const OptStatementInfo *info,
                 const OptParameter *parameter,
                 OptParameterChoice choice)
{
  g_autofree char *source = NULL;
  g_autofree char *text = NULL;
  const char *operator_name = parameter->operator_name;
  gboolean array = g_str_has_suffix (value->type, "[]");

  if (parameter->column == NULL || parameter->column->statistics == NULL
      || parameter->relation == NULL)
    return FALSE;
  if (array && parameter->array)
    text = choose_array (parameter, choice, &source);
  else if (operator_name != NULL && g_str_has_prefix (operator_name, "~~"))
    text = choose_pattern (parameter, choice, &source);
  else if (array
           || (!same_family (value->type, parameter->column->type)
               && !is_text_for_column (value, parameter)))
    return FALSE;
  else if (is_range (operator_name))
    text = g_strdup (choose_range (parameter, is_paired (info, parameter), choice, &source));
  else
    text = g_strdup (choose_equal (parameter, choice, count_earlier (info, parameter), &source));
  if (text == NULL)
    return FALSE;
  value->value = g_steal_pointer (&text);
  value->source = g_steal_pointer (&source);
  value->known = TRUE;
  return TRUE;
}

static void
set_by_place (OptParameterValue *value, const char *text, const char *source)
{
  value->value = g_strdup (text);
  value->source = g_strdup (source);
}

static OptParameterValue *
value_new (const OptStatementInfo *info,
           const OptParameter *parameter,
           const char *type,
           OptParameterChoice choice)
{
  OptParameterValue *value = g_new0 (OptParameterValue, 1);

  value->number = parameter->number;
  value->type = g_strdup (type);
  if (parameter->role == OPT_PARAMETER_LIMIT)
    set_by_place (value, DEFAULT_LIMIT, _ ("unknown: a page of 20 rows"));
  else if (parameter->role == OPT_PARAMETER_OFFSET)
    set_by_place (value, DEFAULT_OFFSET, _ ("unknown: the first page"));
  else if (parameter->role == OPT_PARAMETER_FIELD)
    set_by_place (value, "day", _ ("unknown: a field of a time"));
  else if (!set_from_column (value, info, parameter, choice))
    set_default (value, parameter, g_str_has_suffix (type, "[]"));
  return value;
}

/**
 * opt_parameter_set_new:
 * @info: a statement
 * @types: (array zero-terminated=1): the types of `$1`, `$2` …, as the server names them
 *   (pg_prepared_statements.parameter_types)
 * @choice: which values
 *
 * Chooses a value for each parameter from the statistics of the column that it is compared with.
 * For an equality: typical is the most common value of median frequency, or, where the common
 * values hold less than half of the rows, the middle of the histogram. For a range: bounds of the
 * histogram, in order where a column is bounded on both sides. For LIKE: the start of a real value.
 * For an array: three values. LIMIT is 20 and OFFSET 0. Where no column or no statistics are known,
 * a default of the type: such values are not `known`. None is ever NULL.
 *
 * Returns: (transfer full): as many values as there are types
 */
OptParameterSet *
opt_parameter_set_new (const OptStatementInfo *info,
                       const char *const *types,
                       OptParameterChoice choice)
{
  OptParameterSet *self;

  g_return_val_if_fail (info != NULL, NULL);
  g_return_val_if_fail (types != NULL, NULL);

  self = g_new0 (OptParameterSet, 1);
  self->choice = choice;
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) value_free);
  for (guint i = 0; types[i] != NULL; i++)
    {
      OptParameter unknown = { .number = (int) i + 1 };
      const OptParameter *parameter
          = i < info->parameters->len ? info->parameters->pdata[i] : &unknown;
      OptParameterValue *value = value_new (info, parameter, types[i], choice);

      self->n_unknown += !value->known;
      g_ptr_array_add (self->values, value);
    }
  return self;
}

/**
 * opt_parameter_set_get_params:
 * @self: the values
 *
 * Returns: (transfer full): them as a query takes them
 */
OptParams *
opt_parameter_set_get_params (const OptParameterSet *self)
{
  OptParams *params;

  g_return_val_if_fail (self != NULL, NULL);

  params = opt_params_new ();
  for (guint i = 0; i < self->values->len; i++)
    opt_params_add_text (params, ((const OptParameterValue *) self->values->pdata[i])->value);
  return params;
}

static gboolean
value_fits (const char *type, const char *value)
{
  char *end = NULL;

  switch (type_family (type))
    {
    case 'i':
      return g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, NULL, NULL);
    case 'n':
      if (g_str_has_prefix (type, "money") || g_str_has_prefix (type, "bit"))
        return TRUE;
      g_ascii_strtod (value, &end);
      return end != value && *end == '\0';
    default:
      return TRUE;
    }
}

/**
 * opt_parameter_values_fit:
 * @types: (array zero-terminated=1): as for opt_parameter_set_new()
 * @values: values that were literals
 *
 * A literal has a type of its own and a parameter that of its place: `quantity > 2.5` is no
 * `quantity > $1` where that is an integer.
 *
 * Returns: whether they are as many as the types, and none is a number of another kind
 */
gboolean
opt_parameter_values_fit (const char *const *types, const OptParams *values)
{
  guint n;

  g_return_val_if_fail (types != NULL && values != NULL, FALSE);

  n = opt_params_get_length (values);
  if (g_strv_length ((char **) types) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const char *value = opt_params_get (values, i);

      if (value != NULL && !g_str_has_suffix (types[i], "[]") && !value_fits (types[i], value))
        return FALSE;
    }
  return TRUE;
}
