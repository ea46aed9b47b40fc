/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-apply-step.h"

#include <glib/gi18n.h>

#include "opt-change-leftover.h"
#include "opt-change-plan-group.h"
#include "opt-change-words.h"
#include "opt-error-view.h"
#include "opt-fact-row.h"
#include "opt-job-view.h"
#include "opt-keyring.h"
#include "opt-report-trial.h"
#include "opt-role-group.h"
#include "opt-server-change.h"
#include "opt-sql-view.h"

/* Whoever types a role is not asked about after each letter. */
#define TYPING_MS 300

enum
{
  SIGNAL_APPLIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptApplyStep
{
  OptStep parent_instance;

  /* Template children */
  GtkStack *stack;
  OptErrorView *error_view;
  GtkLabel *cancelled_label;
  AdwPreferencesGroup *left_group;
  GtkButton *left_button;
  OptSqlView *sql_view;
  OptSqlView *undo_view;
  OptFactRow *server_row;
  OptFactRow *evidence_row;
  OptFactRow *risk_row;
  AdwPreferencesGroup *refuted_group;
  GtkCheckButton *anyway_button;
  OptRoleGroup *role_group;
  OptChangePlanGroup *plan_group;
  OptJobView *job_view;
  GtkActionBar *bar;
  GtkLabel *way_label;
  GtkButton *apply_button;

  /* Owned */
  OptServer *server;                 /* (nullable) */
  OptRecommendation *recommendation; /* (nullable) */

  OptAuditChange *change;        /* (nullable) what came of it last */
  OptAuditChange *change_before; /* (nullable) likewise, when this one was begun */

  gpointer focus; /* (nullable) borrowed, only compared: who had it when the server was asked */
  gboolean wants_focus;
  gboolean asked;     /* who owns the table */
  gboolean cancelled; /* the one that was begun last */
};

G_DEFINE_FINAL_TYPE (OptApplyStep, opt_apply_step, OPT_TYPE_STEP)

/* ---- Whether it may be made ------------------------------------------------------------------ */

static gboolean
is_refuted (OptApplyStep *self)
{
  return opt_recommendation_get_evidence (self->recommendation) == OPT_EVIDENCE_REFUTED;
}

static GtkWidget *
get_focus (OptApplyStep *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/* It could not have it before the server had answered. Who went elsewhere meanwhile stays there. */
static void
focus_button (OptApplyStep *self)
{
  if (!self->wants_focus || !gtk_widget_get_sensitive (GTK_WIDGET (self->apply_button)))
    return;

  self->wants_focus = FALSE;
  if (get_focus (self) == self->focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->apply_button));
}

static void
update_choice (OptApplyStep *self)
{
  gboolean sure = self->recommendation != NULL
                  && (!is_refuted (self) || gtk_check_button_get_active (self->anyway_button));
  const char *summary = opt_change_plan_group_get_summary (self->plan_group);

  gtk_widget_set_sensitive (GTK_WIDGET (self->apply_button),
                            sure && opt_change_plan_group_may_apply (self->plan_group));
  gtk_label_set_label (self->way_label, summary != NULL ? summary : "");
  focus_button (self);
}

static void
ask_plan (OptApplyStep *self, guint delay)
{
  if (self->wants_focus)
    self->focus = get_focus (self);
  opt_change_plan_group_ask (self->plan_group, self->server, self->recommendation,
                             opt_role_group_get_role (self->role_group), delay);
}

static void
role_changed (OptApplyStep *self)
{
  GtkWidget *focus = get_focus (self);

  /* Whoever types is not taken away. */
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->role_group)))
    self->wants_focus = FALSE;
  /* Before it is shown nobody asks. */
  if (self->asked)
    ask_plan (self, TYPING_MS);
}

/* ---- Who owns the table ---------------------------------------------------------------------- */

/* In the lane's thread. */
static gpointer
find_owner (OptDatabase *database,
            gpointer data,
            const OptProgress *progress,
            GCancellable *cancellable,
            GError **error)
{
  OptCatalog *catalog = opt_database_load_catalog_sync (database, cancellable, error);
  GPtrArray *relations;

  if (catalog == NULL)
    return NULL;

  relations = opt_catalog_get_relations (catalog);
  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *relation = relations->pdata[i];
      g_autofree char *name = opt_relation_get_quoted_name (relation);

      if (g_strcmp0 (name, data) == 0)
        return g_strdup (relation->owner);
    }

  return g_strdup ("");
}

/* Without an owner the field stays empty, and whoever signs in is told what is missing. */
static void
owner_found (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptApplyStep) self = data;
  g_autofree char *owner = opt_server_run_finish (OPT_SERVER (object), result, NULL);

  if (self->role_group == NULL)
    return;

  if (owner != NULL && *owner != '\0')
    opt_role_group_suggest (self->role_group, owner);
  ask_plan (self, 0);
}

static void
opt_apply_step_shown (OptStep *step)
{
  OptApplyStep *self = OPT_APPLY_STEP (step);
  const char *relation = opt_recommendation_get_relation (self->recommendation);

  self->wants_focus = TRUE;
  /* Who stands in the way is another thing each time. */
  if (self->asked || relation == NULL)
    {
      self->asked = TRUE;
      ask_plan (self, 0);
      return;
    }

  self->asked = TRUE;
  opt_server_run_async (self->server, OPT_SERVER_LANE_INTERACTIVE, NULL, find_owner,
                        g_strdup (relation), g_free, g_free, owner_found, g_object_ref (self));
}

/* ---- Making it ------------------------------------------------------------------------------- */

static void
show_page (OptApplyStep *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), g_str_equal (page, "question"));
}

/* A cancel stops what has not run yet; what was left is in the log. */
static void
show_cancelled (OptApplyStep *self)
{
  g_autofree char *leftover = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->cancelled_label), self->cancelled);
  if (!self->cancelled)
    return;

  if (self->change != NULL
      && (self->change_before == NULL
          || !g_str_equal (opt_audit_change_get_id (self->change),
                           opt_audit_change_get_id (self->change_before))))
    leftover = opt_change_describe_leftover (self->change);
  text = leftover != NULL ? g_strdup_printf (_ ("It was cancelled. %s"), leftover)
                          : g_strdup (_ ("It was cancelled before anything ran."));
  gtk_label_set_label (self->cancelled_label, text);
}

/* Until it is removed the change is refused. */
static void
show_left (OptApplyStep *self)
{
  gboolean left = self->change != NULL && opt_change_has_leftover (self->change);

  gtk_widget_set_visible (GTK_WIDGET (self->left_group), left);
  if (!left)
    return;

  adw_preferences_group_set_description (self->left_group, opt_change_get_next_step (self->change));
  gtk_button_set_label (self->left_button, opt_change_get_undo_label (self->change));
}

static void
applied (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptApplyStep) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = opt_server_apply_finish (OPT_SERVER (object), result, &error);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  if (self->stack == NULL)
    return;

  /* What was made is shown by the next step. */
  if (id == NULL)
    show_page (self, "question");
  self->cancelled = cancelled;
  show_cancelled (self);
  opt_error_view_set_title (self->error_view, _ ("The change was not made"));
  opt_error_view_set_error (self->error_view, cancelled ? NULL : error);
  opt_step_take_outcome (OPT_STEP (self),
                         id != NULL ? g_strdup (_ ("The change was made"))
                         : cancelled
                             ? g_strdup (_ ("The change was cancelled"))
                             : g_strdup_printf (_ ("The change was not made: %s"), error->message));
  opt_step_set_job (OPT_STEP (self), NULL);
  if (id != NULL)
    g_signal_emit (self, signals[SIGNAL_APPLIED], 0, id);
  else
    opt_role_group_explain (self->role_group, error);
}

static void
apply_clicked (OptApplyStep *self)
{
  g_autoptr (OptJob) job = NULL;
  g_autofree char *title = NULL;
  char *password;

  if (self->recommendation == NULL || opt_step_get_job (OPT_STEP (self)) != NULL)
    return;

  title = g_strdup_printf (_ ("Making the change: %s"),
                           opt_recommendation_get_title (self->recommendation));
  job = opt_job_new (title);
  g_set_object (&self->change_before, self->change);
  opt_job_view_set_job (self->job_view, job);
  show_page (self, "working");
  opt_step_set_job (OPT_STEP (self), job);
  password = opt_role_group_take_password (self->role_group);
  opt_server_apply_async (self->server, self->recommendation,
                          opt_role_group_get_role (self->role_group), password, job, applied,
                          g_object_ref (self));
  opt_keyring_free_password (password);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_apply_step_dispose (GObject *object)
{
  OptApplyStep *self = OPT_APPLY_STEP (object);

  g_clear_object (&self->recommendation);
  g_clear_object (&self->server);
  g_clear_object (&self->change);
  g_clear_object (&self->change_before);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_APPLY_STEP);

  G_OBJECT_CLASS (opt_apply_step_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, stack);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, cancelled_label);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, left_group);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, left_button);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, sql_view);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, undo_view);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, server_row);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, evidence_row);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, risk_row);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, refuted_group);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, anyway_button);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, role_group);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, plan_group);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, job_view);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, bar);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, way_label);
  gtk_widget_class_bind_template_child (widget_class, OptApplyStep, apply_button);
}

static void
opt_apply_step_class_init (OptApplyStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_CHANGE_PLAN_GROUP);
  g_type_ensure (OPT_TYPE_ERROR_VIEW);
  g_type_ensure (OPT_TYPE_FACT_ROW);
  g_type_ensure (OPT_TYPE_JOB_VIEW);
  g_type_ensure (OPT_TYPE_ROLE_GROUP);
  g_type_ensure (OPT_TYPE_SQL_VIEW);

  object_class->dispose = opt_apply_step_dispose;
  OPT_STEP_CLASS (klass)->shown = opt_apply_step_shown;

  /**
   * OptApplyStep::applied:
   * @self: the step
   * @change_id: which change it is in the log
   *
   * The change was made.
   */
  signals[SIGNAL_APPLIED] = g_signal_new ("applied", OPT_TYPE_APPLY_STEP, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/advisor/opt-apply-step.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, apply_clicked);
  gtk_widget_class_bind_template_callback (widget_class, role_changed);
  gtk_widget_class_bind_template_callback (widget_class, update_choice);
}

static void
opt_apply_step_init (OptApplyStep *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->anyway_button, "toggled", G_CALLBACK (update_choice), self,
                           G_CONNECT_SWAPPED);
}

/* The default button says what it does. */
static const char *
get_verb (OptRecommendation *recommendation)
{
  const char *kind = opt_recommendation_get_kind (recommendation);

  if (g_strcmp0 (kind, OPT_RECOMMENDATION_CREATE_INDEX) == 0)
    return _ ("_Create Index");

  return _ ("_Make the Change");
}

static void
show_claim (OptApplyStep *self)
{
  OptEvidence evidence = opt_recommendation_get_evidence (self->recommendation);
  const char *refuted_by = opt_recommendation_get_refuted_by (self->recommendation);
  g_autoptr (JsonNode) node = opt_recommendation_to_json (self->recommendation);
  g_autofree char *outcome = opt_report_describe_outcome (json_node_get_object (node));
  g_autofree char *known = g_strdup_printf ("%s: %s", opt_evidence_get_label (evidence), outcome);
  g_autofree char *place = opt_conninfo_to_place (opt_server_get_conninfo (self->server));
  g_autofree char *why = g_markup_escape_text (refuted_by != NULL ? refuted_by : "", -1);

  opt_sql_view_set_sql (self->sql_view, opt_recommendation_get_sql (self->recommendation));
  opt_sql_view_set_sql (self->undo_view, opt_recommendation_get_undo_sql (self->recommendation));
  opt_fact_row_set_value (self->server_row, place);
  opt_fact_row_set_value (self->evidence_row, known);
  opt_fact_row_set_value (self->risk_row, opt_recommendation_get_risk (self->recommendation));
  adw_preferences_group_set_description (self->refuted_group, why);
  gtk_widget_set_visible (GTK_WIDGET (self->refuted_group), is_refuted (self));
  gtk_button_set_label (self->apply_button, get_verb (self->recommendation));
}

/**
 * opt_apply_step_set_recommendation:
 * @self: a step
 * @server: where to make the change
 * @recommendation: the change
 */
void
opt_apply_step_set_recommendation (OptApplyStep *self,
                                   OptServer *server,
                                   OptRecommendation *recommendation)
{
  OptServerFacts *facts;

  g_return_if_fail (OPT_IS_APPLY_STEP (self));
  g_return_if_fail (OPT_IS_SERVER (server));
  g_return_if_fail (OPT_IS_RECOMMENDATION (recommendation));

  g_set_object (&self->server, server);
  g_set_object (&self->recommendation, recommendation);
  facts = opt_server_get_facts (server);
  opt_role_group_set_watcher (self->role_group,
                              facts != NULL ? opt_server_facts_get_user (facts) : NULL);
  show_claim (self);
  update_choice (self);
}

/**
 * opt_apply_step_set_change:
 * @self: a step
 * @change: (nullable): what came of the recommendation last
 */
void
opt_apply_step_set_change (OptApplyStep *self, OptAuditChange *change)
{
  gboolean left, same;

  g_return_if_fail (OPT_IS_APPLY_STEP (self));

  left = gtk_widget_get_visible (GTK_WIDGET (self->left_group));
  same = self->change != NULL && change != NULL
         && g_str_equal (opt_audit_change_get_id (self->change), opt_audit_change_get_id (change));
  g_set_object (&self->change, change);
  show_cancelled (self);
  show_left (self);
  /* What was told of it is over; another attempt has its own error. */
  if (left && same && !gtk_widget_get_visible (GTK_WIDGET (self->left_group)))
    opt_error_view_set_error (self->error_view, NULL);
}

/**
 * opt_apply_step_set_unread:
 * @self: a step that has made its change
 * @error: why the log, which would say how it went, can't be read
 *
 * Says that there is nothing more to be shown of it for now.
 */
void
opt_apply_step_set_unread (OptApplyStep *self, const GError *error)
{
  g_return_if_fail (OPT_IS_APPLY_STEP (self));
  g_return_if_fail (error != NULL);

  show_page (self, "question");
  gtk_widget_set_visible (GTK_WIDGET (self->bar), FALSE);
  opt_error_view_set_title (self->error_view, _ ("The change was made, but its log can’t be read"));
  opt_error_view_set_error (self->error_view, error);
}
