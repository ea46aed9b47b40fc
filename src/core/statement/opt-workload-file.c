/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-workload-file.h"

#include "opt-error.h"
#include "opt-parse-tree.h"
#include "opt-statement-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static void
workload_statement_free (OptWorkloadStatement *statement)
{
  g_free (statement->sql);
  g_free (statement);
}

void
opt_workload_file_free (OptWorkloadFile *self)
{
  g_ptr_array_unref (self->statements);
  g_free (self);
}

static guint
line_of_character (const char *text, int position)
{
  guint line = 1;

  for (const char *p = text; *p != '\0' && position > 1; p = g_utf8_next_char (p), position--)
    line += *p == '\n';
  return line;
}

static void
prefix_line (GError **error, const char *text, guint first_line)
{
  int position = opt_error_get_position (*error);
  guint line = first_line + line_of_character (text, position) - 1;

  g_prefix_error (error, _ ("Line %u: "), line);
}

/* `-- weight: 2.5`, as the last such comment before the statement says. */
static gboolean
read_weight (const OptStatementSpan *span, double *weight, GError **error)
{
  *weight = 1;
  for (guint i = 0; i < span->comments->len; i++)
    {
      const char *p = span->comments->pdata[i];
      char *end = NULL;

      if (!g_str_has_prefix (p, "--"))
        continue;
      for (p += 2; g_ascii_isspace (*p); p++)
        ;
      if (g_ascii_strncasecmp (p, "weight:", strlen ("weight:")) != 0)
        continue;
      p += strlen ("weight:");
      *weight = g_ascii_strtod (p, &end);
      while (end != p && g_ascii_isspace (*end))
        end++;
      if (end == p || *end != '\0' || !isfinite (*weight) || *weight <= 0)
        {
          opt_set_error (error, OPT_ERROR_SYNTAX,
                         _ ("Write a positive number, such as “-- weight: 10”."),
                         _ ("The weight of the statement at line %u is not a positive number"),
                         span->line);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * opt_workload_file_parse:
 * @text: the file's text
 *
 * Reads a workload file and parses each statement. Files over 1 MB are refused.
 *
 * Returns: (transfer full): the workload, or %NULL with an %OPT_ERROR_SYNTAX whose message starts
 * with the line, or %OPT_ERROR_INVALID where there is no statement
 */
OptWorkloadFile *
opt_workload_file_parse (const char *text, GError **error)
{
  g_autoptr (OptWorkloadFile) self = NULL;
  g_autoptr (GPtrArray) spans = NULL;
  GError *failure = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  spans = opt_statement_split (text, &failure);
  if (spans == NULL)
    {
      prefix_line (&failure, g_utf8_validate (text, -1, NULL) ? text : "", 1);
      g_propagate_error (error, failure);
      return NULL;
    }
  self = g_new0 (OptWorkloadFile, 1);
  self->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) workload_statement_free);
  for (guint i = 0; i < spans->len; i++)
    {
      const OptStatementSpan *span = spans->pdata[i];
      g_autoptr (OptParseTree) tree = opt_parse_tree_new (span->sql, &failure);
      OptWorkloadStatement *statement;
      double weight;

      if (tree == NULL)
        {
          prefix_line (&failure, span->sql, span->line);
          g_propagate_error (error, failure);
          return NULL;
        }
      if (!read_weight (span, &weight, error))
        return NULL;
      statement = g_new0 (OptWorkloadStatement, 1);
      statement->sql = g_strdup (span->sql);
      statement->weight = weight;
      statement->line = span->line;
      g_ptr_array_add (self->statements, statement);
    }
  if (self->statements->len == 0)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Write statements separated by “;”."),
                     _ ("The workload holds no statement"));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * opt_workload_file_load:
 * @path: a file's name
 *
 * Reads and parses a workload file; see opt_workload_file_parse(). Blocks.
 *
 * Returns: (transfer full): the workload, or %NULL with an error that names the file
 */
OptWorkloadFile *
opt_workload_file_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  OptWorkloadFile *self;
  gsize length = 0;

  g_return_val_if_fail (path != NULL, NULL);

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  if (strlen (text) != length)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Give a text file with SQL statements."),
                     _ ("%s is not a text file"), path);
      return NULL;
    }
  self = opt_workload_file_parse (text, error);
  if (self == NULL)
    g_prefix_error (error, "%s: ", path);
  return self;
}
