/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-document-private.h"

#include <glib/gi18n.h>

#include "opt-error.h"
#include "opt-plan-list.h"
#include "opt-statement-info.h"
#include "opt-statement-text.h"

/* More than a plan may have; what is larger is not read to its end before that is said. */
#define READ_AT_MOST (64 * 1024 * 1024 + 1)

/* What a document is made of. */
typedef struct
{
  OptPlan *plan;       /* (nullable) */
  char *text;          /* (nullable) */
  GFile *file;         /* (nullable) */
  char *sql;           /* (nullable) */
  char *basis;         /* (nullable) */
  char *kept;          /* (nullable) when and how it was kept */
  OptPlanDocument *of; /* (nullable) that has it with others … */
  guint nth;           /* … among which it is this one, from 1, or all of them */
} Material;

static void
material_free (gpointer data)
{
  Material *material = data;

  g_clear_object (&material->plan);
  g_clear_object (&material->file);
  g_clear_object (&material->of);
  g_free (material->text);
  g_free (material->sql);
  g_free (material->basis);
  g_free (material->kept);
  g_free (material);
}

/* ---- In the thread -------------------------------------------------------------------------- */

static void
append_values (GString *text, JsonNode *value)
{
  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);

      for (guint i = 0; i < json_array_get_length (array); i++)
        append_values (text, json_array_get_element (array, i));
    }
  else if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
    g_string_append_printf (text, "\n%s", json_node_get_string (value));
}

/* Its label, and all of its texts but those of the nodes below. */
static char *
make_haystack (OptPlanDocument *self, OptPlanNode *node)
{
  g_autofree char *label = opt_plan_node_get_label (node);
  g_autoptr (GString) text = g_string_new (label);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  json_object_iter_init (&iter, opt_plan_node_get_json (node));
  while (json_object_iter_next (&iter, &key, &value))
    {
      if (g_strcmp0 (key, "Plans") == 0)
        continue;
      append_values (text, value);
      if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) != G_TYPE_STRING
          && json_node_get_double (value) != 0 && !g_hash_table_contains (self->figures, key))
        g_hash_table_add (self->figures, g_strdup (key));
    }

  return g_utf8_casefold (text->str, (gssize) text->len);
}

static void
look_through (OptPlanDocument *self)
{
  for (guint i = 1; i <= opt_plan_get_n_nodes (self->plan); i++)
    {
      OptPlanNode *node = opt_plan_get_node (self->plan, (int) i);

      g_ptr_array_add (self->haystacks, make_haystack (self, node));
      self->max_depth = MAX (self->max_depth, opt_plan_node_get_depth (node));
      self->has_loops
          |= opt_plan_node_get_loops (node) > 1 || opt_plan_node_get_processes (node) > 1;
      self->has_spill |= opt_plan_node_get_spill (node) != OPT_PLAN_SPILL_NONE;
    }
  for (guint i = 0; i < opt_plan_get_n_plans (self->plan); i++)
    {
      OptPlanEntry entry;

      opt_plan_get_entry (self->plan, i, &entry);
      self->is_logged |= entry.time != NULL && entry.query != NULL;
    }
  for (guint i = 0; i < opt_plan_get_n_findings (self->plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (self->plan, i);
      OptPlanNode *node = opt_finding_get_node (finding);
      guint themes = GPOINTER_TO_UINT (g_hash_table_lookup (self->found_in, node));
      OptFindingTheme theme = opt_finding_kind_get_theme (opt_finding_get_kind (finding));

      /* A note is no reason to mark the node. */
      if (node != NULL && opt_finding_get_severity (finding) == OPT_FINDING_SEVERITY_WARNING)
        g_hash_table_insert (self->found_in, node, GUINT_TO_POINTER (themes | 1u << theme));
    }
}

/* Only what has an end can be read to its end. */
static gboolean
is_readable (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                                  G_FILE_QUERY_INFO_NONE, cancellable, error);
  GFileType type;

  if (info == NULL)
    return FALSE;

  type = g_file_info_get_file_type (info);
  if (type == G_FILE_TYPE_REGULAR || type == G_FILE_TYPE_UNKNOWN)
    return TRUE;

  opt_set_error (error, OPT_ERROR_INVALID, _ ("Choose a file."),
                 type == G_FILE_TYPE_DIRECTORY ? _ ("This is a folder")
                                               : _ ("This is no ordinary file"));

  return FALSE;
}

static char *
read_file (GFile *file, gsize *length, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gssize n = 1;

  if (!is_readable (file, cancellable, error))
    return NULL;
  stream = g_file_read (file, cancellable, error);
  while (stream != NULL && n > 0 && bytes->len < READ_AT_MOST)
    {
      guint8 buffer[65536];

      n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, cancellable, error);
      if (n > 0)
        g_byte_array_append (bytes, buffer, (guint) n);
    }
  if (stream == NULL || n < 0)
    return NULL;

  *length = bytes->len;
  /* Its end, for whoever takes it for a string. */
  g_byte_array_append (bytes, (const guint8 *) "", 1);

  return (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
}

static OptPlan *
read_plan (OptPlanDocument *self, Material *material, GCancellable *cancellable, GError **error)
{
  g_autofree char *content = NULL;
  gsize length = 0;

  if (material->plan != NULL)
    return g_object_ref (material->plan);
  if (material->file == NULL)
    return opt_plan_new_from_text (material->text, -1, error);

  self->file = g_file_get_basename (material->file);
  self->name = g_strdup (self->file);
  content = read_file (material->file, &length, cancellable, error);

  return content != NULL ? opt_plan_new_from_text (content, (gssize) length, error) : NULL;
}

static char **
name_plans (OptPlan *plan)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < opt_plan_get_n_plans (plan); i++)
    g_ptr_array_add (names, opt_plan_describe_entry (plan, i));
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* One of the plans of another document, or all of them again. */
static OptPlan *
choose_plan (OptPlanDocument *self, const Material *material, GError **error)
{
  const OptPlanDocument *of = material->of;

  self->whole = g_object_ref (of->whole);
  self->names = g_strdupv (of->names);
  self->nth = material->nth;
  self->file = g_strdup (of->file);
  if (of->file != NULL && self->nth > 0)
    /* Translators: a file, and the number of a plan in it */
    self->name = g_strdup_printf (_ ("%s, plan %u"), of->file, self->nth);
  else
    self->name = g_strdup (of->file);

  return self->nth > 0 ? opt_plan_new_nth (self->whole, self->nth - 1, error)
                       : g_object_ref (self->whole);
}

/* What does not parse here may do anything. */
static gboolean
only_reads (const char *sql)
{
  g_autoptr (OptStatementInfo) info = opt_statement_info_new (sql, NULL, NULL, NULL);

  return info != NULL && !info->writes;
}

static void
make (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Material *material = data;
  g_autoptr (OptPlanDocument) self = g_object_new (OPT_TYPE_PLAN_DOCUMENT, NULL);
  g_autoptr (GError) error = NULL;
  const char *sql = material->sql;

  self->plan = material->of != NULL ? choose_plan (self, material, &error)
                                    : read_plan (self, material, cancellable, &error);
  if (self->plan == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->whole == NULL && opt_plan_get_n_plans (self->plan) > 1)
    {
      self->whole = g_object_ref (self->plan);
      self->names = name_plans (self->plan);
    }

  if (sql == NULL && opt_plan_get_n_plans (self->plan) > 0)
    sql = opt_plan_get_query_text (self->plan, 0);
  self->sql = sql != NULL ? opt_statement_format (sql) : NULL;
  self->basis = g_strdup (material->basis);
  self->kept = g_strdup (material->kept);
  self->may_run_on_server = material->basis != NULL && only_reads (material->sql);
  self->text = opt_plan_to_text (self->plan);
  self->statistics = opt_plan_statistics_new (self->plan);
  self->usage = opt_plan_usage_new (self->plan);
  if (self->sql != NULL && opt_plan_get_n_plans (self->plan) == 1)
    {
      g_array_unref (self->origins);
      self->origins = opt_plan_find_origins (self->plan, self->sql);
    }
  look_through (self);
  g_task_return_pointer (task, g_steal_pointer (&self), g_object_unref);
}

/* ---- On the main loop ----------------------------------------------------------------------- */

static void
make_in_thread (Material *material,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, make_in_thread);
  g_task_set_task_data (task, material, material_free);
  g_task_run_in_thread (task, make);
}

/**
 * opt_plan_document_read_text_async:
 * @text: what EXPLAIN printed
 * @cancellable: (nullable): cancels it
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * Reads a plan that somebody pasted.
 */
void
opt_plan_document_read_text_async (const char *text,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  Material *material = g_new0 (Material, 1);

  g_return_if_fail (text != NULL);

  material->text = g_strdup (text);
  make_in_thread (material, cancellable, callback, user_data);
}

/**
 * opt_plan_document_read_file_async:
 * @file: holds what EXPLAIN printed
 * @cancellable: (nullable): cancels it
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * Reads a plan from a file, of 64 MB at most.
 */
void
opt_plan_document_read_file_async (GFile *file,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  Material *material = g_new0 (Material, 1);

  g_return_if_fail (G_IS_FILE (file));

  material->file = g_object_ref (file);
  make_in_thread (material, cancellable, callback, user_data);
}

/**
 * opt_plan_document_wrap_async:
 * @plan: a plan that a server made
 * @sql: its statement
 * @basis: (nullable): what it rests on
 * @cancellable: (nullable): cancels it
 * @callback: called when it is done
 * @user_data: for @callback
 */
void
opt_plan_document_wrap_async (OptPlan *plan,
                              const char *sql,
                              const char *basis,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Material *material = g_new0 (Material, 1);

  g_return_if_fail (OPT_IS_PLAN (plan) && sql != NULL);

  material->plan = g_object_ref (plan);
  material->sql = g_strdup (sql);
  material->basis = g_strdup (basis != NULL ? basis : "");
  make_in_thread (material, cancellable, callback, user_data);
}

/**
 * opt_plan_document_read_kept_async:
 * @text: a plan that was kept, without values
 * @sql: (nullable): its statement
 * @kept: when and how it was got
 * @cancellable: (nullable): cancels it
 * @callback: called when it is read
 * @user_data: for @callback
 */
void
opt_plan_document_read_kept_async (const char *text,
                                   const char *sql,
                                   const char *kept,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  Material *material = g_new0 (Material, 1);

  g_return_if_fail (text != NULL && kept != NULL);

  material->text = g_strdup (text);
  material->sql = g_strdup (sql);
  material->kept = g_strdup (kept);
  make_in_thread (material, cancellable, callback, user_data);
}

/**
 * opt_plan_document_choose_async:
 * @self: a document that has several plans, or one of them
 * @nth: which of them is wanted, from 1; 0: all of them together
 * @cancellable: (nullable): cancels it
 * @callback: called when it is read
 * @user_data: for @callback
 */
void
opt_plan_document_choose_async (OptPlanDocument *self,
                                guint nth,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Material *material;

  g_return_if_fail (OPT_IS_PLAN_DOCUMENT (self) && self->whole != NULL);

  material = g_new0 (Material, 1);
  material->of = g_object_ref (self);
  material->nth = nth;
  material->sql = g_strdup (self->basis != NULL || self->kept != NULL ? self->sql : NULL);
  material->basis = g_strdup (self->basis);
  material->kept = g_strdup (self->kept);
  make_in_thread (material, cancellable, callback, user_data);
}

/**
 * opt_plan_document_new_finish:
 * @result: what the callback of any of these was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the document
 */
OptPlanDocument *
opt_plan_document_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
