/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-change-plan-group.h"

#include <glib/gi18n.h>

#include "opt-database-change-plan.h"
#include "opt-error.h"
#include "opt-fact-row.h"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptChangePlanGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template children */
  GtkButton *again_button;
  OptFactRow *rights_row;
  OptFactRow *sessions_row;
  OptFactRow *locks_row;
  OptFactRow *duration_row;
  OptFactRow *disk_row;
  OptFactRow *moment_row;

  /* Owned */
  OptServer *server;                 /* (nullable) */
  OptRecommendation *recommendation; /* (nullable) */
  char *role;                        /* (nullable) */
  char *summary;                     /* (nullable) of what was said last */

  guint timeout; /* until it is asked */
  guint number;  /* of the question that counts */
  gboolean answered;
  gboolean refused; /* the role may not make the change */
};

G_DEFINE_FINAL_TYPE (OptChangePlanGroup, opt_change_plan_group, ADW_TYPE_PREFERENCES_GROUP)

/* ---- What was said --------------------------------------------------------------------------- */

static void
show_fact (OptFactRow *row, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL);
  if (text != NULL)
    opt_fact_row_set_value (row, text);
}

/* What is the same of several statements is said once. */
static char *
describe_steps (const OptChangePlan *plan, char *(*describe) (const OptPlanStep *step))
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < plan->steps->len; i++)
    {
      g_autofree char *text = describe (plan->steps->pdata[i]);

      if (!g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
        g_ptr_array_add (texts, g_steal_pointer (&text));
    }
  g_ptr_array_add (texts, NULL);

  return g_strjoinv ("\n", (char **) texts->pdata);
}

static char *
describe_sessions (const OptChangePlan *plan)
{
  g_autofree char *sessions = describe_steps (plan, opt_plan_step_describe_sessions);
  g_autofree char *hidden = opt_change_plan_describe_hidden (plan);

  return hidden != NULL ? g_strdup_printf ("%s\n%s", sessions, hidden)
                        : g_steal_pointer (&sessions);
}

static void
show_plan (OptChangePlanGroup *self, const OptChangePlan *plan)
{
  g_autofree char *rights = opt_change_plan_describe_rights (plan);
  g_autofree char *sessions = describe_sessions (plan);
  g_autofree char *locks = describe_steps (plan, opt_plan_step_describe_locks);
  g_autofree char *duration = describe_steps (plan, opt_plan_step_describe_duration);
  g_autofree char *disk = describe_steps (plan, opt_plan_step_describe_disk);
  g_autofree char *moment = opt_change_plan_describe_moment (plan);

  show_fact (self->rights_row, rights);
  show_fact (self->sessions_row, sessions);
  show_fact (self->locks_row, locks);
  show_fact (self->duration_row, duration);
  show_fact (self->disk_row, disk);
  show_fact (self->moment_row, moment);
}

static void
count_sessions (const OptPlanStep *step, guint *against, guint *before)
{
  *against = *before = 0;
  for (guint i = 0; i < step->sessions->len; i++)
    {
      const OptPlanSession *session = step->sessions->pdata[i];

      *against += session->conflicts && !session->yields;
      *before += session->waited_for;
    }
}

/* What counts before the button is pressed, in a few words. */
static char *
summarize (const OptChangePlan *plan)
{
  guint n_against = 0;
  guint n_before = 0;

  if (!opt_change_plan_is_allowed (plan))
    return g_strdup (_ ("It may not be made: see “Rights”"));

  /* One session may be in the way of several steps. */
  for (guint i = 0; i < plan->steps->len; i++)
    {
      guint against, before;

      count_sessions (plan->steps->pdata[i], &against, &before);
      n_against = MAX (n_against, against);
      n_before = MAX (n_before, before);
    }
  if (n_against > 0)
    return g_strdup_printf (ngettext ("%u session is in its way now",
                                      "%u sessions are in its way now", n_against),
                            n_against);
  if (n_before > 0)
    return g_strdup_printf (ngettext ("%u transaction would be waited for",
                                      "%u transactions would be waited for", n_before),
                            n_before);

  return g_strdup (plan->n_hidden > 0 ? _ ("Nothing that this role can see is in its way now")
                                      : _ ("Nothing is in its way now"));
}

static void
hide_plan (OptChangePlanGroup *self)
{
  OptFactRow *rows[] = { self->rights_row,   self->sessions_row, self->locks_row,
                         self->duration_row, self->disk_row,     self->moment_row };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    show_fact (rows[i], NULL);
}

static void
say (OptChangePlanGroup *self, const char *text)
{
  g_autofree char *markup = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), markup);
}

/* ---- Asking ---------------------------------------------------------------------------------- */

typedef struct
{
  OptRecommendation *recommendation;
  char *role;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->recommendation);
  g_free (question->role);
  g_free (question);
}

/* In the lane's thread. */
static gpointer
read_plan (OptDatabase *database,
           gpointer data,
           const OptProgress *progress,
           GCancellable *cancellable,
           GError **error)
{
  const Question *question = data;

  return opt_database_plan_change_sync (database, question->role, question->recommendation,
                                        cancellable, error);
}

typedef struct
{
  OptChangePlanGroup *self;
  guint number;
} Asking;

static void
plan_read (GObject *object, GAsyncResult *result, gpointer data)
{
  Asking *asking = data;
  g_autoptr (OptChangePlanGroup) self = asking->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptChangePlan) plan = opt_server_run_finish (OPT_SERVER (object), result, &error);
  gboolean outdated = asking->number != self->number;

  g_free (asking);
  if (self->again_button == NULL || outdated)
    return;

  self->answered = TRUE;
  self->refused = plan != NULL && !opt_change_plan_is_allowed (plan);
  gtk_widget_set_sensitive (GTK_WIDGET (self->again_button), TRUE);
  if (plan != NULL)
    {
      say (self, NULL);
      show_plan (self, plan);
      self->summary = summarize (plan);
    }
  else
    {
      g_autofree char *text = opt_error_to_text (error);

      say (self, text);
      hide_plan (self);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ask_now (OptChangePlanGroup *self)
{
  Question *question = g_new0 (Question, 1);
  Asking *asking = g_new0 (Asking, 1);

  question->recommendation = opt_recommendation_copy (self->recommendation);
  question->role = g_strdup (self->role);
  asking->self = g_object_ref (self);
  asking->number = self->number;
  opt_server_run_async (self->server, OPT_SERVER_LANE_INTERACTIVE, NULL, read_plan, question,
                        question_free, (GDestroyNotify) opt_change_plan_free, plan_read, asking);
}

static gboolean
time_is_up (gpointer data)
{
  OptChangePlanGroup *self = data;

  self->timeout = 0;
  ask_now (self);

  return G_SOURCE_REMOVE;
}

static void
again_clicked (OptChangePlanGroup *self)
{
  g_autoptr (OptServer) server = self->server != NULL ? g_object_ref (self->server) : NULL;
  g_autoptr (OptRecommendation) recommendation
      = server != NULL ? g_object_ref (self->recommendation) : NULL;
  g_autofree char *role = g_strdup (self->role);

  if (server != NULL)
    opt_change_plan_group_ask (self, server, recommendation, role, 0);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_change_plan_group_dispose (GObject *object)
{
  OptChangePlanGroup *self = OPT_CHANGE_PLAN_GROUP (object);

  self->number++;
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->server);
  g_clear_object (&self->recommendation);
  g_clear_pointer (&self->role, g_free);
  g_clear_pointer (&self->summary, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_CHANGE_PLAN_GROUP);

  G_OBJECT_CLASS (opt_change_plan_group_parent_class)->dispose (object);
}

static void
opt_change_plan_group_class_init (OptChangePlanGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_FACT_ROW);

  G_OBJECT_CLASS (klass)->dispose = opt_change_plan_group_dispose;

  /**
   * OptChangePlanGroup::changed:
   * @self: the group
   *
   * It was asked, or is known, what the change would do.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_CHANGE_PLAN_GROUP, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-change-plan-group.ui");
  gtk_widget_class_bind_template_child (widget_class, OptChangePlanGroup, again_button);
  gtk_widget_class_bind_template_child (widget_class, OptChangePlanGroup, rights_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangePlanGroup, sessions_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangePlanGroup, locks_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangePlanGroup, duration_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangePlanGroup, disk_row);
  gtk_widget_class_bind_template_child (widget_class, OptChangePlanGroup, moment_row);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked);
}

static void
opt_change_plan_group_init (OptChangePlanGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_change_plan_group_ask:
 * @self: a group
 * @server: where the change would be made
 * @recommendation: the change
 * @role: (nullable): who would make it; %NULL or empty for the role that watches
 * @delay: milliseconds to wait for another question, as of somebody who types
 *
 * Asks the server, in a thread. Only the last question is answered.
 */
void
opt_change_plan_group_ask (OptChangePlanGroup *self,
                           OptServer *server,
                           OptRecommendation *recommendation,
                           const char *role,
                           guint delay)
{
  g_return_if_fail (OPT_IS_CHANGE_PLAN_GROUP (self));
  g_return_if_fail (OPT_IS_SERVER (server));
  g_return_if_fail (OPT_IS_RECOMMENDATION (recommendation));

  g_set_object (&self->server, server);
  g_set_object (&self->recommendation, recommendation);
  g_free (self->role);
  self->role = g_strdup (role);
  self->number++;
  self->answered = FALSE;
  g_clear_pointer (&self->summary, g_free);
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_widget_set_sensitive (GTK_WIDGET (self->again_button), FALSE);
  say (self, _ ("Asking the server…"));
  if (delay > 0)
    self->timeout = g_timeout_add (delay, time_is_up, self);
  else
    ask_now (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * opt_change_plan_group_may_apply:
 * @self: a group
 *
 * Returns: whether the server was asked, and does not say that the role may not make the change.
 *   Where it could not be asked, whoever makes the change is told what is missing
 */
gboolean
opt_change_plan_group_may_apply (OptChangePlanGroup *self)
{
  g_return_val_if_fail (OPT_IS_CHANGE_PLAN_GROUP (self), FALSE);

  return self->answered && !self->refused;
}

/**
 * opt_change_plan_group_get_summary:
 * @self: a group
 *
 * Returns: (nullable) (transfer none): what stands in the way, in a few words; %NULL where that is
 *   not known
 */
const char *
opt_change_plan_group_get_summary (OptChangePlanGroup *self)
{
  g_return_val_if_fail (OPT_IS_CHANGE_PLAN_GROUP (self), NULL);

  return self->summary;
}
