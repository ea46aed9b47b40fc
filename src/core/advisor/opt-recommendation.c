/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-recommendation-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/**
 * OptRecommendation:
 *
 * One change that is worth making, with what it rests on. What is claimed does not change once it
 * is made; how well it is known does: its evidence, its trial, what refuted it, and the record of
 * projections like it.
 */
G_DEFINE_FINAL_TYPE (OptRecommendation, opt_recommendation, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_SERVER,
  PROP_DATABASE,
  PROP_KIND,
  PROP_TITLE,
  PROP_SQL,
  PROP_UNDO_SQL,
  PROP_REASON,
  PROP_RISK,
  PROP_RELATION,
  PROP_CHANGE_SET,
  PROP_STATEMENTS,
  PROP_COST_BEFORE,
  PROP_COST_AFTER,
  PROP_PROJECTED_MS,
  PROP_SIZE_BYTES,
  PROP_MADE_AT,
  PROP_EVIDENCE,
  PROP_HELD,
  PROP_OF,
  PROP_TRIAL,
  PROP_REFUTED_BY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* Where a property that holds a text that never changes keeps it, or NULL. */
static char **
get_text (OptRecommendation *self, guint id)
{
  char **const texts[N_PROPS] = {
    [PROP_SERVER] = &self->server,     [PROP_DATABASE] = &self->database,
    [PROP_KIND] = &self->kind,         [PROP_TITLE] = &self->title,
    [PROP_SQL] = &self->sql,           [PROP_UNDO_SQL] = &self->undo_sql,
    [PROP_REASON] = &self->reason,     [PROP_RISK] = &self->risk,
    [PROP_RELATION] = &self->relation,
  };

  return texts[id];
}

static void
opt_recommendation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptRecommendation *self = OPT_RECOMMENDATION (object);
  char **text = get_text (self, id);

  if (text != NULL)
    {
      g_value_set_string (value, *text);
      return;
    }

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_CHANGE_SET:
      g_value_set_object (value, self->change_set);
      break;
    case PROP_STATEMENTS:
      g_value_set_boxed (value, self->statements);
      break;
    case PROP_COST_BEFORE:
      g_value_set_double (value, self->cost_before);
      break;
    case PROP_COST_AFTER:
      g_value_set_double (value, self->cost_after);
      break;
    case PROP_PROJECTED_MS:
      g_value_set_double (value, self->projected_ms);
      break;
    case PROP_SIZE_BYTES:
      g_value_set_int64 (value, self->size_bytes);
      break;
    case PROP_MADE_AT:
      g_value_set_int64 (value, self->made_at);
      break;
    case PROP_EVIDENCE:
      g_value_set_enum (value, (int) self->evidence);
      break;
    case PROP_HELD:
      g_value_set_uint (value, self->held);
      break;
    case PROP_OF:
      g_value_set_uint (value, self->of);
      break;
    case PROP_TRIAL:
      g_value_set_boxed (value, self->trial);
      break;
    case PROP_REFUTED_BY:
      g_value_set_string (value, self->refuted_by);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_recommendation_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OptRecommendation *self = OPT_RECOMMENDATION (object);
  char **text = get_text (self, id);

  if (text != NULL)
    {
      *text = g_value_dup_string (value);
      return;
    }

  switch (id)
    {
    case PROP_CHANGE_SET:
      self->change_set = g_value_dup_object (value);
      break;
    case PROP_STATEMENTS:
      if (g_value_get_boxed (value) != NULL)
        self->statements = g_value_dup_boxed (value);
      break;
    case PROP_COST_BEFORE:
      self->cost_before = g_value_get_double (value);
      break;
    case PROP_COST_AFTER:
      self->cost_after = g_value_get_double (value);
      break;
    case PROP_PROJECTED_MS:
      self->projected_ms = g_value_get_double (value);
      break;
    case PROP_SIZE_BYTES:
      self->size_bytes = g_value_get_int64 (value);
      break;
    case PROP_MADE_AT:
      self->made_at = g_value_get_int64 (value);
      break;
    case PROP_EVIDENCE:
      opt_recommendation_set_evidence (self, (OptEvidence) g_value_get_enum (value));
      break;
    case PROP_TRIAL:
      opt_recommendation_set_trial (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_recommendation_constructed (GObject *object)
{
  OptRecommendation *self = OPT_RECOMMENDATION (object);

  G_OBJECT_CLASS (opt_recommendation_parent_class)->constructed (object);

  g_assert (self->kind != NULL && self->sql != NULL);
  self->id = opt_recommendation_make_id (self->server, self->database, self->kind, self->sql);
  if (self->statements == NULL)
    self->statements = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_statement_effect_free);
}

static void
opt_recommendation_finalize (GObject *object)
{
  OptRecommendation *self = OPT_RECOMMENDATION (object);

  for (guint id = 1; id < N_PROPS; id++)
    {
      char **text = get_text (self, id);

      if (text != NULL)
        g_free (*text);
    }
  g_free (self->id);
  g_free (self->refuted_by);
  g_clear_object (&self->change_set);
  g_ptr_array_unref (self->statements);
  g_clear_pointer (&self->trial, json_node_unref);

  G_OBJECT_CLASS (opt_recommendation_parent_class)->finalize (object);
}

static void
add_text (GObjectClass *klass, guint id, const char *name)
{
  properties[id]
      = g_param_spec_string (name, NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
}

static void
add_figure (GObjectClass *klass, guint id, const char *name)
{
  properties[id]
      = g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
}

static void
add_integer (GObjectClass *klass, guint id, const char *name)
{
  properties[id]
      = g_param_spec_int64 (name, NULL, NULL, -1, G_MAXINT64, -1,
                            G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
}

static void
opt_recommendation_class_init (OptRecommendationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags write = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = opt_recommendation_get_property;
  object_class->set_property = opt_recommendation_set_property;
  object_class->constructed = opt_recommendation_constructed;
  object_class->finalize = opt_recommendation_finalize;

  add_text (object_class, PROP_SERVER, "server");
  add_text (object_class, PROP_DATABASE, "database");
  add_text (object_class, PROP_KIND, "kind");
  add_text (object_class, PROP_TITLE, "title");
  add_text (object_class, PROP_SQL, "sql");
  add_text (object_class, PROP_UNDO_SQL, "undo-sql");
  add_text (object_class, PROP_REASON, "reason");
  add_text (object_class, PROP_RISK, "risk");
  add_text (object_class, PROP_RELATION, "relation");
  add_figure (object_class, PROP_COST_BEFORE, "cost-before");
  add_figure (object_class, PROP_COST_AFTER, "cost-after");
  add_integer (object_class, PROP_SIZE_BYTES, "size-bytes");
  add_integer (object_class, PROP_MADE_AT, "made-at");
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, read);
  properties[PROP_CHANGE_SET]
      = g_param_spec_object ("change-set", NULL, NULL, OPT_TYPE_CHANGE_SET, once);
  properties[PROP_STATEMENTS]
      = g_param_spec_boxed ("statements", NULL, NULL, G_TYPE_PTR_ARRAY, once);
  properties[PROP_PROJECTED_MS]
      = g_param_spec_double ("projected-ms", NULL, NULL, -1, G_MAXDOUBLE, -1, once);
  properties[PROP_EVIDENCE]
      = g_param_spec_enum ("evidence", NULL, NULL, OPT_TYPE_EVIDENCE, OPT_EVIDENCE_OPINION, write);
  properties[PROP_HELD] = g_param_spec_uint ("held", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_OF] = g_param_spec_uint ("of", NULL, NULL, 0, G_MAXUINT, 0, read);
  properties[PROP_TRIAL] = g_param_spec_boxed ("trial", NULL, NULL, JSON_TYPE_NODE, write);
  properties[PROP_REFUTED_BY] = g_param_spec_string ("refuted-by", NULL, NULL, NULL, read);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
opt_recommendation_init (OptRecommendation *self)
{
  self->evidence = OPT_EVIDENCE_OPINION;
}

/**
 * opt_recommendation_make_id:
 * @server: (nullable): the server's system identifier
 * @database: (nullable): the database
 * @kind: the kind of change
 * @sql: the change
 *
 * Returns: (transfer full): what names this change of this database, today and in a later run: `r`
 *   and the first eight digits of a SHA-256
 */
char *
opt_recommendation_make_id (const char *server,
                            const char *database,
                            const char *kind,
                            const char *sql)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%s\n%s", server != NULL ? server : "",
                                           database != NULL ? database : "", kind, sql);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("r%.8s", digest);
}

/**
 * opt_recommendation_get_evidence:
 * @self: a recommendation
 *
 * Returns: how it is known
 */
OptEvidence
opt_recommendation_get_evidence (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), OPT_EVIDENCE_OPINION);

  return self->evidence;
}

/**
 * opt_recommendation_set_evidence:
 * @self: a recommendation
 * @evidence: the rung that it has reached
 *
 * Says how it is known. One that is refuted gets there by opt_recommendation_refute(), with why.
 */
void
opt_recommendation_set_evidence (OptRecommendation *self, OptEvidence evidence)
{
  g_return_if_fail (OPT_IS_RECOMMENDATION (self));

  if (self->evidence == evidence)
    return;

  self->evidence = evidence;
  if (evidence != OPT_EVIDENCE_REFUTED && self->refuted_by != NULL)
    {
      g_clear_pointer (&self->refuted_by, g_free);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFUTED_BY]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EVIDENCE]);
}

/**
 * opt_recommendation_refute:
 * @self: a recommendation
 * @why: what showed that it does not hold, for a person
 *
 * Makes it refuted.
 */
void
opt_recommendation_refute (OptRecommendation *self, const char *why)
{
  g_return_if_fail (OPT_IS_RECOMMENDATION (self));
  g_return_if_fail (why != NULL);

  g_free (self->refuted_by);
  self->refuted_by = g_strdup (why);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFUTED_BY]);
  opt_recommendation_set_evidence (self, OPT_EVIDENCE_REFUTED);
}

/**
 * opt_recommendation_get_refuted_by:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): what refuted it; %NULL where nothing did
 */
const char *
opt_recommendation_get_refuted_by (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->refuted_by;
}

/**
 * opt_recommendation_set_record:
 * @self: a recommendation
 * @held: how many projections of its kind held when they were put to the test
 * @of: how many were put to the test
 *
 * Sets the record that its confidence is.
 */
void
opt_recommendation_set_record (OptRecommendation *self, guint held, guint of)
{
  g_return_if_fail (OPT_IS_RECOMMENDATION (self));
  g_return_if_fail (held <= of);

  self->held = held;
  self->of = of;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HELD]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OF]);
}

/**
 * opt_recommendation_get_held:
 * @self: a recommendation
 *
 * Returns: how many of our projections of its kind held
 */
guint
opt_recommendation_get_held (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), 0);

  return self->held;
}

/**
 * opt_recommendation_get_of:
 * @self: a recommendation
 *
 * Returns: how many of our projections of its kind were put to the test; 0: no record yet
 */
guint
opt_recommendation_get_of (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), 0);

  return self->of;
}

/**
 * opt_recommendation_describe_confidence:
 * @self: a recommendation
 *
 * Returns: (transfer full): its confidence for a person: "held in 41 of 46", "no record yet"
 */
char *
opt_recommendation_describe_confidence (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  if (self->of == 0)
    return g_strdup (_ ("no record yet"));

  return g_strdup_printf (_ ("held in %u of %u"), self->held, self->of);
}

/**
 * opt_recommendation_set_trial:
 * @self: a recommendation
 * @trial: (nullable): what its trial gave
 *
 * Keeps a trial's result with it.
 */
void
opt_recommendation_set_trial (OptRecommendation *self, JsonNode *trial)
{
  JsonNode *copy = trial != NULL ? json_node_copy (trial) : NULL;

  g_return_if_fail (OPT_IS_RECOMMENDATION (self));

  g_clear_pointer (&self->trial, json_node_unref);
  self->trial = copy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRIAL]);
}

/**
 * opt_recommendation_get_trial:
 * @self: a recommendation
 *
 * Returns: (transfer none) (nullable): what its trial gave
 */
JsonNode *
opt_recommendation_get_trial (OptRecommendation *self)
{
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  return self->trial;
}
