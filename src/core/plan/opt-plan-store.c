/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-store-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-paths.h"
#include "opt-plan-comparison.h"
#include "opt-plan-shape.h"
#include "opt-statement-text.h"

G_DEFINE_FINAL_TYPE (OptPlanStore, opt_plan_store, G_TYPE_OBJECT)

void
opt_plan_record_free (OptPlanRecord *self)
{
  g_free (self->place);
  g_free (self->bound);
  g_free (self->digest);
  g_free (self->difference);
  g_free (self->json);
  g_free (self);
}

/**
 * opt_plan_record_read:
 * @self: a record
 * @error: return location for %OPT_ERROR_NOT_FOUND where only its figures were kept
 *
 * Returns: (transfer full) (nullable): the plan, whose conditions have `?` where values were
 */
OptPlan *
opt_plan_record_read (const OptPlanRecord *self, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->json != NULL)
    return opt_plan_new_from_text (self->json, -1, error);

  opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Ask for the plan again."),
                 _ ("The plan was too large to be kept; only its figures were."));

  return NULL;
}

static const char *
describe_bound (const char *bound)
{
  static const struct
  {
    const char *bound;
    const char *words;
  } kinds[] = {
    { "seen", N_ ("for values that were seen") },
    { "typical", N_ ("for typical values") },
    { "common", N_ ("for common values") },
    { "rare", N_ ("for rare values") },
    { "generic", N_ ("generic plan") },
    { "constants", N_ ("for the constants in its text") },
    { "log", N_ ("as it ran, from the log") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_strcmp0 (bound, kinds[i].bound) == 0)
        return _ (kinds[i].words);
    }

  return NULL;
}

/**
 * opt_plan_record_describe:
 * @self: a record
 *
 * Returns: (transfer full): where and for what it was made: "on the server, generic plan"
 */
char *
opt_plan_record_describe (const OptPlanRecord *self)
{
  const char *place;
  const char *bound;

  g_return_val_if_fail (self != NULL, NULL);

  place = g_strcmp0 (self->place, "copy") == 0 ? _ ("on a copy") : _ ("on the server");
  bound = describe_bound (self->bound);

  return bound != NULL ? g_strdup_printf (_ ("%s, %s"), place, bound) : g_strdup (place);
}

/**
 * opt_plan_records_find_before:
 * @records: (element-type OptPlanRecord): as opt_plan_store_list_sync() has them
 * @index: one of them
 *
 * Returns: (nullable): the one before it that was made in the same place for the same kind of
 *   values
 */
const OptPlanRecord *
opt_plan_records_find_before (GPtrArray *records, guint index)
{
  const OptPlanRecord *after;

  g_return_val_if_fail (records != NULL && index < records->len, NULL);

  after = records->pdata[index];

  for (guint i = index + 1; i < records->len; i++)
    {
      const OptPlanRecord *before = records->pdata[i];

      if (g_strcmp0 (before->place, after->place) == 0
          && g_strcmp0 (before->bound, after->bound) == 0)
        return before;
    }

  return NULL;
}

/**
 * opt_plan_records_describe_change:
 * @records: (element-type OptPlanRecord): as opt_plan_store_list_sync() has them
 * @index: one of them
 *
 * Says, if it changed, or changed back, what differs from the one before it. It reads both plans:
 * off the main loop, please.
 */
void
opt_plan_records_describe_change (GPtrArray *records, guint index)
{
  OptPlanRecord *record;
  const OptPlanRecord *before;
  g_autoptr (OptPlan) first = NULL;
  g_autoptr (OptPlan) second = NULL;
  g_autoptr (OptPlanComparison) comparison = NULL;

  g_return_if_fail (records != NULL && index < records->len);

  record = records->pdata[index];
  before = record->changed || record->returned != 0 ? opt_plan_records_find_before (records, index)
                                                    : NULL;
  first = before != NULL ? opt_plan_record_read (before, NULL) : NULL;
  second = first != NULL ? opt_plan_record_read (record, NULL) : NULL;
  if (second == NULL)
    return;

  comparison = opt_plan_comparison_new (first, NULL, second, NULL);
  g_free (record->difference);
  record->difference = g_strdup (opt_plan_comparison_get_brief (comparison));
}

/**
 * opt_plan_records_describe_changes:
 * @records: (element-type OptPlanRecord): as opt_plan_store_list_sync() has them
 *
 * As opt_plan_records_describe_change(), of all of them.
 */
void
opt_plan_records_describe_changes (GPtrArray *records)
{
  g_return_if_fail (records != NULL);

  for (guint i = 0; i < records->len; i++)
    opt_plan_records_describe_change (records, i);
}

static void
opt_plan_store_finalize (GObject *object)
{
  g_clear_object (&OPT_PLAN_STORE (object)->store);

  G_OBJECT_CLASS (opt_plan_store_parent_class)->finalize (object);
}

static void
opt_plan_store_class_init (OptPlanStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_store_finalize;
}

static void
opt_plan_store_init (OptPlanStore *self)
{
}

static OptPlanStore *
open_sync (const char *path, OptStoreFlags flags, GError **error)
{
  static const char *const migrations[] = { "plans-1", "plans-2", NULL };
  static const OptStoreSchema schema = { OPT_PLAN_STORE_FOLDER, migrations };
  g_autoptr (OptPlanStore) self = g_object_new (OPT_TYPE_PLAN_STORE, NULL);
  g_autofree char *usual_path = NULL;

  if (path == NULL)
    {
      g_autofree char *folder = opt_paths_get_data_dir (error);

      if (folder == NULL)
        return NULL;
      usual_path = g_build_filename (folder, "plans.db", NULL);
      path = usual_path;
    }

  self->store = opt_store_open_sync (path, flags, &schema, 1, error);
  if (self->store == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * opt_plan_store_open_sync:
 * @path: (nullable): the file; %NULL: `plans.db` in opt_paths_get_data_dir()
 * @error: return location for an error of opt_store_open_sync()
 *
 * Returns: (transfer full) (nullable): the store
 */
OptPlanStore *
opt_plan_store_open_sync (const char *path, GError **error)
{
  return open_sync (path, OPT_STORE_FLAGS_NONE, error);
}

/**
 * opt_plan_store_open_beside_writer_sync:
 * @path: (nullable): as for opt_plan_store_open_sync()
 * @error: return location for an error of opt_store_open_sync()
 *
 * For who only lists what others may be noting: a damaged file stays where it is, and who notes the
 * next plan keeps it beside a new one.
 *
 * Returns: (transfer full) (nullable): the store
 */
OptPlanStore *
opt_plan_store_open_beside_writer_sync (const char *path, GError **error)
{
  return open_sync (path, OPT_STORE_BESIDE_WRITER, error);
}

/* opt_plan_note_init: what is kept of a plan; where from and what for is filled in by the caller.
 */
gboolean
opt_plan_note_init (OptPlanNote *self, const char *sql, OptPlan *plan, gint64 time, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  memset (self, 0, sizeof *self);
  self->statement = opt_statement_fingerprint (sql, error);
  if (self->statement == NULL)
    return FALSE;

  self->digest = opt_plan_get_shape_digest (plan);
  node = opt_plan_without_values (plan);
  self->json = opt_json_print (node, FALSE);
  if (strlen (self->json) > OPT_PLAN_BYTES)
    g_clear_pointer (&self->json, g_free);
  self->time = time;
  self->now = time;
  self->total_cost = opt_plan_get_total_cost (plan);
  self->total_ms = opt_plan_has_rows (plan) ? opt_plan_get_total_ms (plan) : NAN;

  return TRUE;
}

void
opt_plan_note_clear (OptPlanNote *self)
{
  g_free (self->statement);
  g_free (self->digest);
  g_free (self->json);
}

OptStoreValue
opt_plan_note_get_json (const OptPlanNote *self)
{
  return self->json != NULL ? opt_store_text (self->json) : opt_store_null ();
}

static gboolean
see_again (OptStore *store, const OptPlanNote *note, gint64 id, GError **error)
{
  const OptStoreValue values[] = {
    opt_store_int (id),
    opt_store_int (note->time),
    opt_store_double (note->total_cost),
    opt_store_double (note->total_ms),
    opt_plan_note_get_json (note),
  };

  return opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "plans-see"), values,
                                 G_N_ELEMENTS (values), error);
}

/* opt_plan_note_add: in a transaction: one of another shape than those around it. */
gboolean
opt_plan_note_add (OptPlanNote *self, OptStore *store, GError **error)
{
  const OptStoreValue values[] = {
    opt_store_text (self->server),     opt_store_int (self->database),
    opt_store_text (self->statement),  opt_store_text (self->place),
    opt_store_text (self->bound),      opt_store_text (self->digest),
    opt_store_int (self->time),        opt_store_double (self->total_cost),
    opt_store_double (self->total_ms), opt_plan_note_get_json (self),
  };
  const OptStoreValue limits[] = {
    values[0],
    values[1],
    values[2],
    opt_store_int (OPT_PLANS_PER_STATEMENT),
    opt_store_int (self->now),
  };

  return opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "plans-add"), values,
                                 G_N_ELEMENTS (values), error)
         && opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "plans-limit"),
                                    limits, G_N_ELEMENTS (limits), error);
}

/* opt_plan_store_forget: in a transaction: what is too old goes, whatever statement it is of. */
gboolean
opt_plan_store_forget (OptStore *store, gint64 now, GError **error)
{
  const OptStoreValue oldest = opt_store_int (now - OPT_PLANS_AGE);

  return opt_store_execute_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "plans-forget"),
                                 &oldest, 1, error);
}

/* Whether there was none, or one, of this shape. */
static OptPlanNoted
find_known (OptStore *store, const OptPlanNote *note, const OptStoreValue *key, GError **error)
{
  const OptStoreValue values[]
      = { key[0], key[1], key[2], key[3], key[4], opt_store_text (note->digest) };
  g_autoptr (OptStoreResult) known
      = opt_store_query_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "plans-known"), values,
                              G_N_ELEMENTS (values), error);

  if (known == NULL)
    return 0;

  return opt_store_result_get_n_rows (known) > 0 ? OPT_PLAN_NOTED_RETURNED : OPT_PLAN_NOTED_CHANGED;
}

static gboolean
note_next (OptStore *store, OptPlanNote *note, GError **error)
{
  const OptStoreValue values[] = {
    opt_store_text (note->server), opt_store_int (note->database), opt_store_text (note->statement),
    opt_store_text (note->place),  opt_store_text (note->bound),
  };
  g_autoptr (OptStoreResult) latest
      = opt_store_query_sync (store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "plans-latest"), values,
                              G_N_ELEMENTS (values), error);

  if (latest == NULL)
    return FALSE;

  note->noted = OPT_PLAN_NOTED_KEPT;
  if (opt_store_result_get_n_rows (latest) > 0)
    {
      OptPlanNoted change;

      if (g_strcmp0 (opt_store_result_get_text (latest, 0, "digest"), note->digest) == 0)
        return see_again (store, note, opt_store_result_get_int (latest, 0, "id"), error);
      change = find_known (store, note, values, error);
      if (change == 0)
        return FALSE;
      note->noted |= change;
    }

  return opt_plan_note_add (note, store, error);
}

static gboolean
note_plan (OptStore *store, gpointer data, GError **error)
{
  OptPlanNote *note = data;

  return note_next (store, note, error) && opt_plan_store_forget (store, note->now, error);
}

/**
 * opt_plan_store_note_sync:
 * @self: the store
 * @server: the server's system identifier, as elsewhere
 * @database: the database's OID
 * @sql: the statement, with literals or `$n`: known by its fingerprint, and not kept
 * @place: where it was made: "server" or "copy"
 * @bound: for which values: see #OptPlanRecord
 * @plan: its plan
 * @now: microseconds since 1970
 * @error: return location for an error of the store, or %OPT_ERROR_SYNTAX
 *
 * Keeps a plan. One of the same shape as the last that was made there for such values is only
 * counted and dated, and its figures are those of now.
 *
 * Returns: whether it was kept, and whether the last one was another, and whether it is known all
 *   the same; 0 with an error
 */
OptPlanNoted
opt_plan_store_note_sync (OptPlanStore *self,
                          const char *server,
                          guint32 database,
                          const char *sql,
                          const char *place,
                          const char *bound,
                          OptPlan *plan,
                          gint64 now,
                          GError **error)
{
  OptPlanNote note;
  gboolean kept;

  g_return_val_if_fail (OPT_IS_PLAN_STORE (self) && OPT_IS_PLAN (plan), 0);
  g_return_val_if_fail (server != NULL && sql != NULL && place != NULL && bound != NULL, 0);

  if (!opt_plan_note_init (&note, sql, plan, now, error))
    return 0;

  note.server = server;
  note.database = database;
  note.place = place;
  note.bound = bound;
  kept = opt_store_transaction_sync (self->store, note_plan, &note, error);
  opt_plan_note_clear (&note);

  return kept ? note.noted : 0;
}

static double
get_figure (OptStoreResult *result, guint row, const char *column)
{
  return opt_store_result_is_null (result, row, column)
             ? NAN
             : opt_store_result_get_double (result, row, column);
}

/* Other constants, or other values that were seen, may well have another plan: nothing has changed
 * by that. */
static gboolean
has_same_values (const OptPlanRecord *record)
{
  return strcmp (record->bound, "constants") != 0 && strcmp (record->bound, "seen") != 0;
}

/* The last of the same shape before it, made in the same place for the same kind of values. */
static const OptPlanRecord *
find_earlier (GPtrArray *records, guint index)
{
  const OptPlanRecord *record = records->pdata[index];

  for (guint i = index + 1; i < records->len; i++)
    {
      const OptPlanRecord *other = records->pdata[i];

      if (strcmp (other->place, record->place) == 0 && strcmp (other->bound, record->bound) == 0
          && strcmp (other->digest, record->digest) == 0)
        return other;
    }

  return NULL;
}

static void
mark_changes (GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      OptPlanRecord *record = records->pdata[i];
      const OptPlanRecord *before = opt_plan_records_find_before (records, i);

      const OptPlanRecord *earlier = find_earlier (records, i);

      if (before == NULL || !has_same_values (record) || before == earlier)
        continue;
      record->changed = earlier == NULL;
      if (earlier != NULL
          && (strcmp (record->bound, "log") != 0
              || earlier->last_seen + OPT_PLANS_ALTERNATE < record->first_seen))
        record->returned = earlier->first_seen;
    }
}

/**
 * opt_plan_store_list_sync:
 * @self: the store
 * @server: the server's system identifier
 * @database: the database's OID
 * @sql: a statement, with literals or `$n`
 * @error: return location for an error of the store, or %OPT_ERROR_SYNTAX
 *
 * Returns: (transfer full) (element-type OptPlanRecord) (nullable): the plans that it had, the
 *   newest first
 */
GPtrArray *
opt_plan_store_list_sync (OptPlanStore *self,
                          const char *server,
                          guint32 database,
                          const char *sql,
                          GError **error)
{
  g_autofree char *statement = NULL;
  g_autoptr (OptStoreResult) result = NULL;
  g_autoptr (GPtrArray) records = NULL;
  OptStoreValue values[3];

  g_return_val_if_fail (OPT_IS_PLAN_STORE (self) && server != NULL && sql != NULL, NULL);

  statement = opt_statement_fingerprint (sql, error);
  if (statement == NULL)
    return NULL;
  values[0] = opt_store_text (server);
  values[1] = opt_store_int (database);
  values[2] = opt_store_text (statement);
  result = opt_store_query_sync (self->store, opt_store_sql (OPT_PLAN_STORE_FOLDER, "plans-list"),
                                 values, G_N_ELEMENTS (values), error);
  if (result == NULL)
    return NULL;

  records = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_plan_record_free);
  for (guint i = 0; i < opt_store_result_get_n_rows (result); i++)
    {
      OptPlanRecord *record = g_new0 (OptPlanRecord, 1);

      record->id = opt_store_result_get_int (result, i, "id");
      record->place = g_strdup (opt_store_result_get_text (result, i, "place"));
      record->bound = g_strdup (opt_store_result_get_text (result, i, "bound"));
      record->digest = g_strdup (opt_store_result_get_text (result, i, "digest"));
      record->first_seen = opt_store_result_get_int (result, i, "first_seen");
      record->last_seen = opt_store_result_get_int (result, i, "last_seen");
      record->n_seen = opt_store_result_get_int (result, i, "n_seen");
      record->total_cost = get_figure (result, i, "total_cost");
      record->total_ms = get_figure (result, i, "total_ms");
      if (!opt_store_result_is_null (result, i, "data"))
        record->json = g_strdup (opt_store_result_get_text (result, i, "data"));
      g_ptr_array_add (records, record);
    }
  mark_changes (records);

  return g_steal_pointer (&records);
}
