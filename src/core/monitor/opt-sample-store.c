/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sample-store.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-json.h"
#include "opt-literals.h"
#include "opt-paths.h"
#include "opt-store.h"

#define FOLDER "monitor"

/* Two seconds, for who reads the file at the moment. */
#define TRUNCATE_TRIES 20
#define TRUNCATE_PAUSE (G_USEC_PER_SEC / 10)

struct _OptSampleStore
{
  GObject parent_instance;

  OptStore *store;
};

G_DEFINE_FINAL_TYPE (OptSampleStore, opt_sample_store, G_TYPE_OBJECT)

/**
 * opt_sample_copy:
 * @self: values
 *
 * Returns: (transfer full): the same once more
 */
OptSample *
opt_sample_copy (const OptSample *self)
{
  OptSample *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (OptSample, 1);
  *copy = *self;
  copy->values = opt_params_copy (self->values);

  return copy;
}

void
opt_sample_free (OptSample *self)
{
  g_clear_pointer (&self->values, opt_params_free);
  g_free (self);
}

/**
 * opt_sample_describe:
 * @self: values
 *
 * Returns: (transfer full): where they are from: "values seen at 14:03:21, 37 times"
 */
char *
opt_sample_describe (const OptSample *self)
{
  g_autoptr (GDateTime) seen = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *n = NULL;
  g_autofree char *when = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  n = opt_format_count (self->n_seen);
  seen = g_date_time_new_from_unix_utc (self->last_seen / G_USEC_PER_SEC);
  local = seen != NULL ? g_date_time_to_local (seen) : NULL;
  now = g_date_time_new_now_local ();
  if (local != NULL)
    when = g_date_time_format (local, g_date_time_get_year (local) == g_date_time_get_year (now)
                                              && g_date_time_get_day_of_year (local)
                                                     == g_date_time_get_day_of_year (now)
                                          ? "%H:%M:%S"
                                          : "%Y-%m-%d %H:%M:%S");

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "values seen at %s, %s time",
                                       "values seen at %s, %s times", (gulong) self->n_seen),
                          when != NULL ? when : "–", n);
}

/**
 * opt_sample_values_to_text:
 * @self: values
 *
 * Returns: (transfer full): them for a person to read: `$1 = 'x', $2 = NULL`
 */
char *
opt_sample_values_to_text (const OptSample *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < opt_params_get_length (self->values); i++)
    {
      const char *value = opt_params_get (self->values, i);

      g_string_append_printf (text, i > 0 ? ", $%u = " : "$%u = ", i + 1);
      if (value == NULL)
        {
          g_string_append (text, "NULL");
          continue;
        }
      g_string_append_c (text, '\'');
      for (const char *c = value; *c != '\0'; c++)
        {
          if (*c == '\'')
            g_string_append_c (text, '\'');
          g_string_append_c (text, *c);
        }
      g_string_append_c (text, '\'');
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
opt_sample_store_finalize (GObject *object)
{
  g_clear_object (&OPT_SAMPLE_STORE (object)->store);

  G_OBJECT_CLASS (opt_sample_store_parent_class)->finalize (object);
}

static void
opt_sample_store_class_init (OptSampleStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_sample_store_finalize;
}

static void
opt_sample_store_init (OptSampleStore *self)
{
}

/* What is deleted is to be gone from the file, too. */
static gboolean
run_pragma (OptSampleStore *self, const char *name, GError **error)
{
  g_autoptr (OptStoreResult) result
      = opt_store_query_sync (self->store, opt_store_sql (FOLDER, name), NULL, 0, error);

  return result != NULL;
}

/* What was deleted stands in the log of writes until all of that is in the file, which waits for
 * who reads it. */
static gboolean
truncate_log (OptSampleStore *self, GError **error)
{
  for (guint try = 0; try < TRUNCATE_TRIES; try++)
    {
      g_autoptr (OptStoreResult) result
          = opt_store_query_sync (self->store, opt_store_sql (FOLDER, "samples-truncate"), NULL, 0,
                                  error);

      if (result == NULL)
        return FALSE;
      if (opt_store_result_get_int (result, 0, "busy") == 0)
        return TRUE;
      g_usleep (TRUNCATE_PAUSE);
    }

  opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Try again when no other program shows values."),
                 _ ("The values are deleted, but another program reads the file, and what it said "
                    "can still be found in it."));

  return FALSE;
}

/**
 * opt_sample_store_open_sync:
 * @path: (nullable): the file; %NULL: `samples.db` in opt_paths_get_data_dir()
 * @error: return location for an error of opt_store_open_sync()
 *
 * Returns: (transfer full) (nullable): the store
 */
OptSampleStore *
opt_sample_store_open_sync (const char *path, GError **error)
{
  static const char *const migrations[] = { "samples-1", "samples-2", NULL };
  static const OptStoreSchema schema = { FOLDER, migrations };
  g_autoptr (OptSampleStore) self = g_object_new (OPT_TYPE_SAMPLE_STORE, NULL);
  g_autofree char *usual_path = NULL;

  if (path == NULL)
    {
      g_autofree char *folder = opt_paths_get_data_dir (error);

      if (folder == NULL)
        return NULL;
      usual_path = g_build_filename (folder, "samples.db", NULL);
      path = usual_path;
    }

  self->store = opt_store_open_sync (path, OPT_STORE_FLAGS_NONE, &schema, 1, error);
  if (self->store == NULL || !run_pragma (self, "secure", error))
    return NULL;

  return g_steal_pointer (&self);
}

static char *
values_to_json (const OptParams *values)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < opt_params_get_length (values); i++)
    {
      const char *value = opt_params_get (values, i);

      if (value != NULL)
        json_builder_add_string_value (builder, value);
      else
        json_builder_add_null_value (builder);
    }
  json_builder_end_array (builder);
  node = json_builder_get_root (builder);

  return opt_json_print (node, FALSE);
}

static OptParams *
values_from_json (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = opt_json_parse (text, -1, error);
  OptParams *values;
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;

  values = opt_params_new ();
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      opt_params_add_text (values,
                           json_node_is_null (element) ? NULL : json_node_get_string (element));
    }

  return values;
}

typedef struct
{
  const char *server;
  guint32 database;
  const char *shape;
  const OptSample *sample;
} See;

static gboolean
see (OptStore *store, gpointer data, GError **error)
{
  const See *seen = data;
  g_autofree char *json = values_to_json (seen->sample->values);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
  const OptStoreValue values[] = {
    opt_store_text (seen->server),
    opt_store_int (seen->database),
    opt_store_text (seen->shape),
    opt_store_text (digest),
    opt_store_int (seen->sample->queryid),
    opt_store_text (json),
    opt_store_int (seen->sample->last_seen),
  };
  const OptStoreValue limits[] = {
    values[0],
    values[1],
    values[2],
    opt_store_int (OPT_SAMPLES_LAST),
    opt_store_int (OPT_SAMPLES_RANDOM),
  };

  return opt_store_execute_sync (store, opt_store_sql (FOLDER, "samples-see"), values,
                                 G_N_ELEMENTS (values), error)
         && opt_store_execute_sync (store, opt_store_sql (FOLDER, "samples-thin"), limits,
                                    G_N_ELEMENTS (limits), error);
}

/**
 * opt_sample_store_see_sync:
 * @self: the store
 * @server: the server's system identifier, as elsewhere
 * @database: the database's OID
 * @shape: opt_literals_get_shape() of the normalised text
 * @sample: the values of one execution, and when that was
 * @error: return location for an error of the store
 *
 * Keeps values, or counts them once more. A statement has no more than %OPT_SAMPLES_PER_STATEMENT
 * of them: those seen last, those seen most often, and of all others a sample in which each has the
 * same chance, however often it was seen: those with the lowest digests. What has to go is counted
 * anew if it is seen again.
 *
 * Returns: whether it was kept
 */
gboolean
opt_sample_store_see_sync (OptSampleStore *self,
                           const char *server,
                           guint32 database,
                           const char *shape,
                           const OptSample *sample,
                           GError **error)
{
  See seen = { server, database, shape, sample };

  g_return_val_if_fail (OPT_IS_SAMPLE_STORE (self), FALSE);
  g_return_val_if_fail (server != NULL && shape != NULL && sample != NULL, FALSE);

  return opt_store_transaction_sync (self->store, see, &seen, error);
}

/**
 * opt_sample_store_limit_sync:
 * @self: the store
 * @server: whose values
 * @now: the server's clock, microseconds since 1970
 * @limit: how many may stay, of all databases
 * @error: return location for an error of the store
 *
 * Forgets what was not seen for %OPT_SAMPLES_AGE, and what was seen longest ago where there is
 * more.
 *
 * Returns: whether it was done
 */
gboolean
opt_sample_store_limit_sync (OptSampleStore *self,
                             const char *server,
                             gint64 now,
                             guint limit,
                             GError **error)
{
  const OptStoreValue values[] = {
    opt_store_text (server),
    opt_store_int (now - OPT_SAMPLES_AGE),
    opt_store_int (limit),
  };

  g_return_val_if_fail (OPT_IS_SAMPLE_STORE (self), FALSE);
  g_return_val_if_fail (server != NULL, FALSE);

  return opt_store_execute_sync (self->store, opt_store_sql (FOLDER, "samples-limit"), values,
                                 G_N_ELEMENTS (values), error);
}

/**
 * opt_sample_store_list_sync:
 * @self: the store
 * @server: the server's system identifier
 * @database: the database's OID
 * @sql: (nullable): a statement, as pg_stat_statements has it: only its values
 * @queryid: likewise by its number; 0: of all
 * @error: return location for an error of the store
 *
 * Returns: (transfer full) (nullable) (element-type OptSample): the values, those first that were
 *   seen most often
 */
GPtrArray *
opt_sample_store_list_sync (OptSampleStore *self,
                            const char *server,
                            guint32 database,
                            const char *sql,
                            gint64 queryid,
                            GError **error)
{
  g_autofree char *shape = NULL;
  g_autoptr (OptStoreResult) result = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sample_free);

  g_return_val_if_fail (OPT_IS_SAMPLE_STORE (self), NULL);
  g_return_val_if_fail (server != NULL, NULL);

  shape = sql != NULL ? opt_literals_get_shape (sql, NULL) : NULL;
  if (sql != NULL && shape == NULL)
    return g_steal_pointer (&list);
  {
    const OptStoreValue values[] = {
      opt_store_text (server),
      opt_store_int (database),
      shape != NULL ? opt_store_text (shape) : opt_store_null (),
      queryid != 0 ? opt_store_int (queryid) : opt_store_null (),
    };

    result = opt_store_query_sync (self->store, opt_store_sql (FOLDER, "samples-list"), values,
                                   G_N_ELEMENTS (values), error);
  }
  if (result == NULL)
    return NULL;

  for (guint row = 0; row < opt_store_result_get_n_rows (result); row++)
    {
      OptParams *values = values_from_json (opt_store_result_get_text (result, row, "data"), NULL);
      OptSample *sample;

      if (values == NULL)
        continue;
      sample = g_new0 (OptSample, 1);
      sample->values = values;
      sample->queryid = opt_store_result_get_int (result, row, "queryid");
      sample->first_seen = opt_store_result_get_int (result, row, "first_seen");
      sample->last_seen = opt_store_result_get_int (result, row, "last_seen");
      sample->n_seen = opt_store_result_get_int (result, row, "n_seen");
      g_ptr_array_add (list, sample);
    }

  return g_steal_pointer (&list);
}

/**
 * opt_sample_store_forget_sync:
 * @self: the store
 * @server: the server's system identifier
 * @database: the database's OID; 0: of all
 * @queryid: of this statement only; 0: of all
 * @error: return location for an error of the store
 *
 * Deletes values, so that the file does not hold them any more.
 *
 * Returns: whether it was done
 */
gboolean
opt_sample_store_forget_sync (OptSampleStore *self,
                              const char *server,
                              guint32 database,
                              gint64 queryid,
                              GError **error)
{
  const OptStoreValue values[] = {
    opt_store_text (server),
    database != 0 ? opt_store_int (database) : opt_store_null (),
    queryid != 0 ? opt_store_int (queryid) : opt_store_null (),
  };

  g_return_val_if_fail (OPT_IS_SAMPLE_STORE (self), FALSE);
  g_return_val_if_fail (server != NULL, FALSE);

  return opt_store_execute_sync (self->store, opt_store_sql (FOLDER, "samples-forget"), values,
                                 G_N_ELEMENTS (values), error)
         && truncate_log (self, error);
}

typedef struct
{
  const char *name;
  const char *server; /* (nullable) */
  guint32 database;
} Place;

static gboolean
note_place (OptStore *store, const Place *place, GError **error)
{
  const OptStoreValue values[] = {
    opt_store_text (place->name),
    opt_store_text (place->server),
    opt_store_int (place->database),
  };

  return opt_store_execute_sync (store, opt_store_sql (FOLDER, "samples-note-place"), values,
                                 G_N_ELEMENTS (values), error);
}

/**
 * opt_sample_store_note_place_sync:
 * @self: the store
 * @name: a saved connection
 * @server: the server's system identifier
 * @database: the database's OID
 * @error: return location for an error of the store
 *
 * Notes that the connection keeps values of this database, for opt_sample_store_forget_place_sync()
 * to know where it is not connected to.
 *
 * Returns: whether it is noted
 */
gboolean
opt_sample_store_note_place_sync (OptSampleStore *self,
                                  const char *name,
                                  const char *server,
                                  guint32 database,
                                  GError **error)
{
  const Place place = { name, server, database };

  g_return_val_if_fail (OPT_IS_SAMPLE_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL && server != NULL, FALSE);

  return note_place (self->store, &place, error);
}

/**
 * opt_sample_store_list_places_sync:
 * @self: the store
 * @error: return location for an error of the store
 *
 * Returns: (transfer full) (nullable): the saved connections that keep values
 */
char **
opt_sample_store_list_places_sync (OptSampleStore *self, GError **error)
{
  g_autoptr (OptStoreResult) result = NULL;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (OPT_IS_SAMPLE_STORE (self), NULL);

  result = opt_store_query_sync (self->store, opt_store_sql (FOLDER, "samples-places"), NULL, 0,
                                 error);
  if (result == NULL)
    return NULL;
  for (guint row = 0; row < opt_store_result_get_n_rows (result); row++)
    g_strv_builder_add (names, opt_store_result_get_text (result, row, "name"));

  return g_strv_builder_end (names);
}

static gboolean
forget_place (OptStore *store, gpointer data, GError **error)
{
  const Place *place = data;
  const OptStoreValue name = opt_store_text (place->name);

  return (place->server == NULL || note_place (store, place, error))
         && opt_store_execute_sync (store, opt_store_sql (FOLDER, "samples-forget-place"), &name, 1,
                                    error)
         && opt_store_execute_sync (store, opt_store_sql (FOLDER, "samples-drop-place"), &name, 1,
                                    error);
}

/**
 * opt_sample_store_forget_place_sync:
 * @self: the store
 * @name: a saved connection; "": one that is not saved
 * @server: (nullable): the system identifier of its server, where it is known
 * @database: and the database's OID
 * @error: return location for an error of the store
 *
 * Deletes the values of all databases that the connection kept values of, so that the file does not
 * hold them any more; but not of those that another saved connection keeps values of.
 *
 * Returns: whether it was done
 */
gboolean
opt_sample_store_forget_place_sync (OptSampleStore *self,
                                    const char *name,
                                    const char *server,
                                    guint32 database,
                                    GError **error)
{
  Place place = { name, server, database };

  g_return_val_if_fail (OPT_IS_SAMPLE_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return opt_store_transaction_sync (self->store, forget_place, &place, error)
         && truncate_log (self, error);
}
