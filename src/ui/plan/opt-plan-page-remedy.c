/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-page-private.h"

#include <glib/gi18n.h>

#include "opt-remedy-dialog.h"
#include "opt-server-remedy.h"

/* As long as the command line gives a statement. */
#define TIME_PER_STATEMENT (20 * G_USEC_PER_SEC)

/* What a finding handed on, until there is an answer. */
typedef struct
{
  OptPlanPage *page;
  OptJob *job;
  char *title; /* what the finding says */
  char *change;
} Errand;

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->page);
  g_object_unref (errand->job);
  g_free (errand->title);
  g_free (errand->change);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static GtkWindow *
get_window (OptPlanPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* The statement that could not be planned there, or of which a part is beyond it, says why. */
static char *
describe_nothing (const OptAdvice *advice)
{
  GString *text = g_string_new (advice->conclusion);
  GPtrArray *const notes[] = { advice->not_planned, advice->unresolved };

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    for (guint j = 0; j < notes[i]->len; j++)
      {
        const OptAdviceNote *note = notes[i]->pdata[j];

        if (note->reason != NULL)
          g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", note->reason);
      }

  return g_string_free (text, FALSE);
}

static void
show_nothing (OptPlanPage *self, const OptAdvice *advice)
{
  g_autofree char *text = describe_nothing (advice);
  GtkWidget *dialog = adw_message_dialog_new (get_window (self),
                                              _ ("The advisor has nothing to recommend"), text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
advised (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  OptPlanPage *self = errand->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAdvice) advice = opt_server_advise_on_finish (OPT_SERVER (object), result, &error);

  /* Something else was asked for in the meantime, or the page is gone. */
  if (self->job != errand->job)
    return;

  opt_plan_page_end (self, NULL, error);
  if (advice == NULL)
    return;
  if (advice->recommendations->len == 0)
    {
      show_nothing (self, advice);
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.recommendation", "s",
                              opt_recommendation_get_id (advice->recommendations->pdata[0]));
}

static void
tried (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  OptPlanPage *self = errand->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = opt_server_try_change_finish (OPT_SERVER (object), result, &error);

  if (self->job != errand->job)
    return;

  opt_plan_page_end (self, NULL, error);
  if (trial != NULL)
    gtk_window_present (GTK_WINDOW (
        opt_remedy_dialog_new (get_window (self), errand->title, errand->change, trial)));
}

/* The parameter is the finding's place among those of the plan that is shown. */
static void
take_up (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptPlanPage *self = OPT_PLAN_PAGE (widget);
  OptServer *server = opt_page_get_server (OPT_PAGE (self));
  OptPlanDocument *document = opt_plan_view_get_document (self->view);
  guint index = g_variant_get_uint32 (parameter);
  const OptFindingRemedy *remedy;
  OptFinding *finding;
  const char *sql;
  Errand *errand;

  if (server == NULL || document == NULL || self->sql == NULL || self->job != NULL
      || index >= opt_plan_get_n_findings (opt_plan_document_get_plan (document)))
    return;
  finding = opt_plan_get_finding (opt_plan_document_get_plan (document), index);
  remedy = opt_finding_get_remedy (finding);
  if (remedy == NULL)
    return;

  sql = remedy->statement != NULL ? remedy->statement : self->sql;
  errand = g_new0 (Errand, 1);
  errand->page = g_object_ref (self);
  errand->title = g_strdup (opt_finding_get_title (finding));
  errand->change = g_strdup (remedy->sql);
  if (remedy->kind == OPT_FINDING_REMEDY_ADVISE)
    {
      errand->job = g_object_ref (opt_plan_page_begin (self, _ ("Asking the advisor"), TRUE));
      opt_server_advise_on_async (server, sql, errand->job, advised, errand);
    }
  else
    {
      errand->job = g_object_ref (opt_plan_page_begin (self, _ ("Trying it in the sandbox"), TRUE));
      opt_server_try_change_async (server, errand->change, sql, TIME_PER_STATEMENT, errand->job,
                                   tried, errand);
    }
}

/*
 * opt_plan_page_install_remedy:
 *
 * Installs what findings hand on: to the advisor, or to a trial.
 */
void
opt_plan_page_install_remedy (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "plan.take-up", "u", take_up);
}
