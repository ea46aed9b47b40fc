/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-data-table.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "opt-json-build.h"

typedef struct
{
  char *name;
  char *unit; /* (nullable) */
  OptDataKind kind;
} Column;

/* What is not known is NULL, NAN or 0. */
typedef union
{
  char *text;
  double number;
  gint64 time;
} Cell;

struct _OptDataTable
{
  char *title;
  gint64 from;
  gint64 to;
  GArray *columns;
  GPtrArray *rows; /* (element-type Cell[]) */
};

static void
clear_column (gpointer data)
{
  Column *column = data;

  g_free (column->name);
  g_free (column->unit);
}

static const Column *
get_column (const OptDataTable *self, guint column)
{
  return &g_array_index (self->columns, Column, column);
}

static const Cell *
get_row (const OptDataTable *self, guint row)
{
  return self->rows->pdata[row];
}

/**
 * opt_data_table_new:
 * @title: what it shows
 *
 * Returns: (transfer full): a table without columns
 */
OptDataTable *
opt_data_table_new (const char *title)
{
  OptDataTable *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_new0 (OptDataTable, 1);
  self->title = g_strdup (title);
  self->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  g_array_set_clear_func (self->columns, clear_column);
  self->rows = g_ptr_array_new ();

  return self;
}

/**
 * opt_data_table_new_with_columns:
 * @title: what it shows
 * @columns: (array length=n_columns): its columns, in the order in which they stand
 * @n_columns: how many
 *
 * Returns: (transfer full): a table with these columns, whose numbers are those in @columns
 */
OptDataTable *
opt_data_table_new_with_columns (const char *title, const OptDataColumn *columns, guint n_columns)
{
  OptDataTable *self;

  g_return_val_if_fail (title != NULL && columns != NULL, NULL);

  self = opt_data_table_new (title);
  for (guint i = 0; i < n_columns; i++)
    opt_data_table_add_column (self, _ (columns[i].name), columns[i].kind, columns[i].unit);

  return self;
}

/**
 * opt_data_table_free:
 * @self: (transfer full) (nullable): a table
 */
void
opt_data_table_free (OptDataTable *self)
{
  if (self == NULL)
    return;

  for (guint row = 0; row < self->rows->len; row++)
    {
      Cell *cells = self->rows->pdata[row];

      for (guint i = 0; i < self->columns->len; i++)
        if (get_column (self, i)->kind == OPT_DATA_TEXT)
          g_free (cells[i].text);
      g_free (cells);
    }
  g_ptr_array_unref (self->rows);
  g_array_unref (self->columns);
  g_free (self->title);
  g_free (self);
}

/**
 * opt_data_table_set_window:
 * @self: a table
 * @from: since when its figures count, microseconds since 1970
 * @to: up to when
 */
void
opt_data_table_set_window (OptDataTable *self, gint64 from, gint64 to)
{
  g_return_if_fail (self != NULL);

  self->from = from;
  self->to = to;
}

/**
 * opt_data_table_add_column:
 * @self: a table without rows
 * @name: what the column is called
 * @kind: of its cells
 * @unit: (nullable): of its numbers; %NULL where they have none
 *
 * Returns: the column
 */
guint
opt_data_table_add_column (OptDataTable *self, const char *name, OptDataKind kind, const char *unit)
{
  Column column = { .name = g_strdup (name), .unit = g_strdup (unit), .kind = kind };

  g_return_val_if_fail (self != NULL && self->rows->len == 0, 0);

  g_array_append_val (self->columns, column);

  return self->columns->len - 1;
}

/**
 * opt_data_table_add_row:
 * @self: a table with its columns
 *
 * Adds a row of which nothing is known yet. Cells are those of the last row.
 */
void
opt_data_table_add_row (OptDataTable *self)
{
  Cell *cells;

  g_return_if_fail (self != NULL && self->columns->len > 0);

  cells = g_new0 (Cell, self->columns->len);
  for (guint i = 0; i < self->columns->len; i++)
    if (get_column (self, i)->kind == OPT_DATA_NUMBER)
      cells[i].number = NAN;
  g_ptr_array_add (self->rows, cells);
}

static Cell *
get_cell (OptDataTable *self, guint column, OptDataKind kind)
{
  g_return_val_if_fail (self != NULL && self->rows->len > 0, NULL);
  g_return_val_if_fail (column < self->columns->len, NULL);
  g_return_val_if_fail (get_column (self, column)->kind == kind, NULL);

  return (Cell *) self->rows->pdata[self->rows->len - 1] + column;
}

/**
 * opt_data_table_set_text:
 * @self: a table with a row
 * @column: a column of text
 * @text: (nullable): UTF-8
 */
void
opt_data_table_set_text (OptDataTable *self, guint column, const char *text)
{
  Cell *cell = get_cell (self, column, OPT_DATA_TEXT);

  if (cell == NULL)
    return;

  g_free (cell->text);
  cell->text = g_strdup (text);
}

/**
 * opt_data_table_set_number:
 * @self: a table with a row
 * @column: a column of numbers
 * @number: in the column's unit; not finite where it is not known
 */
void
opt_data_table_set_number (OptDataTable *self, guint column, double number)
{
  Cell *cell = get_cell (self, column, OPT_DATA_NUMBER);

  if (cell != NULL)
    cell->number = number;
}

/**
 * opt_data_table_set_time:
 * @self: a table with a row
 * @column: a column of times
 * @real_time: microseconds since 1970; 0 where it is not known
 */
void
opt_data_table_set_time (OptDataTable *self, guint column, gint64 real_time)
{
  Cell *cell = get_cell (self, column, OPT_DATA_TIME);

  if (cell != NULL)
    cell->time = real_time;
}

const char *
opt_data_table_get_title (OptDataTable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->title;
}

guint
opt_data_table_get_n_rows (OptDataTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->rows->len;
}

static char *
format_iso (gint64 real_time)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (real_time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time
      = second != NULL ? g_date_time_add (second, real_time % G_USEC_PER_SEC) : NULL;

  return time != NULL ? g_date_time_format_iso8601 (time) : NULL;
}

/* RFC 4180. */
static void
append_quoted (GString *csv, const char *text)
{
  if (text[strcspn (text, ",\"\r\n")] == '\0')
    {
      g_string_append (csv, text);
      return;
    }

  g_string_append_c (csv, '"');
  for (const char *character = text; *character != '\0'; character++)
    {
      if (*character == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *character);
    }
  g_string_append_c (csv, '"');
}

/*
 * A spreadsheet takes text that begins like this for a formula, and what comes from a server may be
 * anybody's: an apostrophe says that it is text (OWASP, "CSV Injection").
 */
static gboolean
is_formula (const char *text)
{
  if (*text == '\0' || strchr ("=+-@\t\r", *text) == NULL)
    return FALSE;

  /* A number is one, with its sign: a queryid. */
  return strchr ("+-", *text) == NULL || text[1] == '\0'
         || text[1 + strspn (text + 1, "0123456789")] != '\0';
}

static void
append_text (GString *csv, const char *text)
{
  g_autofree char *marked = NULL;

  if (is_formula (text))
    marked = g_strconcat ("'", text, NULL);
  append_quoted (csv, marked != NULL ? marked : text);
}

/* With as many digits as tell it from all others. */
static void
append_number (GString *csv, double number)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char digits[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (!isfinite (number))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (digits, sizeof digits, formats[i], number);
      if (memcmp (&(double){ g_ascii_strtod (digits, NULL) }, &number, sizeof number) == 0)
        break;
    }
  g_string_append (csv, digits);
}

static void
append_cell (GString *csv, const Column *column, const Cell *cell)
{
  g_autofree char *time = NULL;

  switch (column->kind)
    {
    case OPT_DATA_TEXT:
      if (cell->text != NULL)
        append_text (csv, cell->text);
      break;
    case OPT_DATA_NUMBER:
      append_number (csv, cell->number);
      break;
    case OPT_DATA_TIME:
      if (cell->time != 0 && (time = format_iso (cell->time)) != NULL)
        g_string_append (csv, time);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * opt_data_table_to_csv:
 * @self: a table
 *
 * Makes comma-separated values (RFC 4180) of it: a line of names with their units, numbers with a
 * decimal point and all their digits, times in UTC (ISO 8601). What is not known is empty.
 *
 * Returns: (transfer full): the text
 */
char *
opt_data_table_to_csv (OptDataTable *self)
{
  GString *csv;

  g_return_val_if_fail (self != NULL, NULL);

  csv = g_string_new (NULL);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const Column *column = get_column (self, i);
      g_autofree char *name = column->unit != NULL
                                  ? g_strdup_printf ("%s (%s)", column->name, column->unit)
                                  : g_strdup (column->name);

      if (i > 0)
        g_string_append_c (csv, ',');
      append_text (csv, name);
    }
  g_string_append (csv, "\r\n");
  for (guint row = 0; row < self->rows->len; row++)
    {
      for (guint i = 0; i < self->columns->len; i++)
        {
          if (i > 0)
            g_string_append_c (csv, ',');
          append_cell (csv, get_column (self, i), get_row (self, row) + i);
        }
      g_string_append (csv, "\r\n");
    }

  return g_string_free (csv, FALSE);
}

static void
add_cell (JsonBuilder *builder, const Column *column, const Cell *cell)
{
  g_autofree char *time = NULL;

  if (column->kind == OPT_DATA_NUMBER && isfinite (cell->number))
    json_builder_add_double_value (builder, cell->number);
  else if (column->kind == OPT_DATA_TEXT && cell->text != NULL)
    json_builder_add_string_value (builder, cell->text);
  else if (column->kind == OPT_DATA_TIME && cell->time != 0
           && (time = format_iso (cell->time)) != NULL)
    json_builder_add_string_value (builder, time);
  else
    json_builder_add_null_value (builder);
}

static void
add_columns (OptDataTable *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->columns->len; i++)
    {
      json_builder_begin_object (builder);
      opt_json_add_text (builder, "name", get_column (self, i)->name);
      opt_json_add_text (builder, "unit", get_column (self, i)->unit);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_rows (OptDataTable *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint row = 0; row < self->rows->len; row++)
    {
      json_builder_begin_array (builder);
      for (guint i = 0; i < self->columns->len; i++)
        add_cell (builder, get_column (self, i), get_row (self, row) + i);
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

/**
 * opt_data_table_to_json:
 * @self: a table
 *
 * Makes an object of it: `title`, `from` and `to` (null where no window was set), `columns` with
 * `name` and `unit`, and `rows`, each an array with a value for each column. What is not known is
 * null; times are in UTC (ISO 8601).
 *
 * Returns: (transfer full): the text
 */
char *
opt_data_table_to_json (OptDataTable *self)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonGenerator) generator = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  from = self->from != 0 ? format_iso (self->from) : NULL;
  to = self->to != 0 ? format_iso (self->to) : NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "title", self->title);
  opt_json_add_text (builder, "from", from);
  opt_json_add_text (builder, "to", to);
  add_columns (self, builder);
  add_rows (self, builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  generator = json_generator_new ();
  json_generator_set_root (generator, root);

  return json_generator_to_data (generator, NULL);
}
