/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-demo-workload.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "opt-error.h"
#include "opt-paths.h"

/* How skewed zipf and latest are: a share of u of the draws falls on a share of u to this power of
   the values. The demo's data is skewed alike. */
#define SKEW 2.5

typedef enum
{
  DRAW_UNIFORM,
  DRAW_ZIPF,
  DRAW_LATEST,
  DRAW_DAYS,
  DRAW_PICK,
} Draw;

typedef struct
{
  Draw draw;
  double low;
  double high;
  char **choices;
  char *format;
} Generator;

static void
generator_free (gpointer data)
{
  Generator *self = data;

  g_strfreev (self->choices);
  g_free (self->format);
  g_free (self);
}

static void
statement_free (gpointer data)
{
  OptDemoStatement *self = data;

  g_free (self->name);
  g_free (self->sick);
  g_free (self->sql);
  g_ptr_array_unref (self->generators);
  g_free (self);
}

static OptDemoStatement *
statement_new (const char *name)
{
  OptDemoStatement *self = g_new0 (OptDemoStatement, 1);

  self->name = g_strdup (name);
  self->generators = g_ptr_array_new_with_free_func (generator_free);

  return self;
}

static gboolean
set_line_error (GError **error, const char *line)
{
  opt_set_error (error, OPT_ERROR_INVALID, NULL,
                 _ ("The demo's workload has a line that can't be understood: %s"), line);

  return FALSE;
}

static gboolean
parse_range (Generator *self, const char *text, double scale)
{
  char scaled[16] = "";
  long low;
  long high;
  int n = sscanf (text, "%ld..%ld %15s", &low, &high, scaled);

  if (n < 2 || (n == 3 && !g_str_equal (scaled, "scaled")))
    return FALSE;

  self->low = low;
  self->high = high;
  if (n == 3)
    self->high = MAX (self->low + 1, floor (self->high * scale));

  return self->high >= self->low;
}

/* "format TEXT draw LOW..HIGH": the text may hold spaces, so the draw is looked for from behind. */
static const char *
take_format (Generator *self, const char *text)
{
  static const char *const draws[] = { " uniform ", " zipf ", " latest " };

  for (guint i = 0; i < G_N_ELEMENTS (draws); i++)
    {
      const char *at = g_strrstr (text, draws[i]);

      if (at != NULL)
        {
          self->format = g_strndup (text, (gsize) (at - text));
          return at + 1;
        }
    }

  return text;
}

static Generator *
parse_generator (const char *text, double scale)
{
  static const char *const names[] = { "uniform ", "zipf ", "latest ", "days " };
  Generator *self = g_new0 (Generator, 1);

  if (g_str_has_prefix (text, "pick "))
    {
      self->draw = DRAW_PICK;
      self->choices = g_strsplit (text + strlen ("pick "), "|", -1);
      return self;
    }
  if (g_str_has_prefix (text, "format "))
    text = take_format (self, text + strlen ("format "));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_has_prefix (text, names[i]))
        {
          self->draw = (Draw) i;
          if (parse_range (self, text + strlen (names[i]), scale))
            return self;
        }
    }
  generator_free (self);

  return NULL;
}

/* A header line, without its "-- ". */
static gboolean
parse_header (OptDemoStatement *self, const char *line, double scale)
{
  if (g_str_has_prefix (line, "rate: "))
    {
      self->rate = g_ascii_strtod (line + strlen ("rate: "), NULL);
      return self->rate > 0;
    }
  if (g_str_has_prefix (line, "sick: "))
    {
      self->sick = g_strdup (line + strlen ("sick: "));
      return TRUE;
    }
  if (*line == '$')
    {
      char *rest;
      guint64 number = g_ascii_strtoull (line + 1, &rest, 10);
      Generator *generator
          = g_str_has_prefix (rest, ": ") ? parse_generator (rest + 2, scale) : NULL;

      if (generator == NULL)
        return FALSE;
      g_ptr_array_add (self->generators, generator);
      return number == self->generators->len;
    }

  return FALSE;
}

static gboolean
finish_statement (OptDemoStatement *self, GString *sql, GError **error)
{
  if (self->rate <= 0)
    return set_line_error (error, self->name);

  g_string_truncate (sql, sql->len - 1);
  self->sql = g_strdup (sql->str);
  g_string_truncate (sql, 0);

  return TRUE;
}

/**
 * opt_demo_workload_parse:
 * @text: what is in workload.sql, which explains its own format
 * @scale: the scale at which the demo was built
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptDemoStatement): the statements
 */
GPtrArray *
opt_demo_workload_parse (const char *text, double scale, GError **error)
{
  g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func (statement_free);
  g_auto (GStrv)
    lines = NULL;
  g_autoptr (GString) sql = g_string_new (NULL);
  OptDemoStatement *statement = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strchomp (lines[i]);

      if (g_str_has_prefix (line, "-- name: "))
        {
          statement = statement_new (line + strlen ("-- name: "));
          g_ptr_array_add (statements, statement);
        }
      else if (statement == NULL || *line == '\0')
        continue;
      else if (g_str_has_prefix (line, "-- "))
        {
          if (!parse_header (statement, line + strlen ("-- "), scale))
            {
              set_line_error (error, line);
              return NULL;
            }
        }
      else
        {
          if (sql->len > 0)
            g_string_append_c (sql, '\n');
          g_string_append (sql, line);
          if (g_str_has_suffix (line, ";"))
            {
              if (!finish_statement (statement, sql, error))
                return NULL;
              statement = NULL;
            }
        }
    }

  if (statement != NULL)
    {
      set_line_error (error, statement->name);
      return NULL;
    }

  return g_steal_pointer (&statements);
}

/**
 * opt_demo_workload_load:
 * @scale: the scale at which the demo was built
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptDemoStatement): the demo's statements
 */
GPtrArray *
opt_demo_workload_load (double scale, GError **error)
{
  g_autofree char *folder = opt_paths_find_data ("demo");
  g_autofree char *path = g_build_filename (folder, "workload.sql", NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  return opt_demo_workload_parse (text, scale, error);
}

static char *
days_ago (double days)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add (now, (GTimeSpan) (-days * G_TIME_SPAN_DAY));

  return g_date_time_format_iso8601 (then);
}

static char *
generate (const Generator *self, GRand *random)
{
  double u = g_rand_double (random);
  double span = self->high - self->low + 1;
  double number = self->low;
  g_autofree char *digits = NULL;
  g_autoptr (GString) text = NULL;

  switch (self->draw)
    {
    case DRAW_PICK:
      return g_strdup (self->choices[(guint) (u * g_strv_length (self->choices))]);
    case DRAW_DAYS:
      return days_ago (self->low + u * (self->high - self->low));
    case DRAW_ZIPF:
      number = self->low + floor (span * pow (u, SKEW));
      break;
    case DRAW_LATEST:
      number = self->high - floor (span * pow (u, SKEW));
      break;
    case DRAW_UNIFORM:
    default:
      number = self->low + floor (span * u);
      break;
    }

  digits = g_strdup_printf ("%.0f", number);
  if (self->format == NULL)
    return g_steal_pointer (&digits);

  text = g_string_new (self->format);
  g_string_replace (text, "{}", digits, 0);

  return g_strdup (text->str);
}

/**
 * opt_demo_statement_make_params:
 * @self: a statement
 * @random: where the chance comes from
 *
 * Returns: (transfer full): values for one execution
 */
OptParams *
opt_demo_statement_make_params (const OptDemoStatement *self, GRand *random)
{
  OptParams *params;

  g_return_val_if_fail (self != NULL && random != NULL, NULL);

  params = opt_params_new ();
  for (guint i = 0; i < self->generators->len; i++)
    {
      g_autofree char *value = generate (self->generators->pdata[i], random);

      opt_params_add_text (params, value);
    }

  return params;
}
