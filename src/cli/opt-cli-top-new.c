/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-top.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-history-newcomers.h"
#include "opt-worker.h"

/* As often as a minute is recorded. */
#define LOOK_EVERY (60 * G_USEC_PER_SEC)

/* Which statements are new: as the window has it of what is live, in the last 15 minutes. */
static OptNewcomers *
look (OptServerFacts *facts, gint64 end, gint64 span, GError **error)
{
  return opt_history_look_for_newcomers_sync (opt_server_facts_get_history_key (facts),
                                              end - MAX (span, OPT_CLI_TOP_RECENT), end, error);
}

static void
take (OptWorkload *workload, OptNewcomers *newcomers, const GError *error)
{
  g_autofree char *trouble
      = error != NULL ? g_strdup_printf (_ ("Which statements are new is not known: the history "
                                            "can’t be read: %s"),
                                         error->message)
                      : NULL;

  opt_workload_set_newcomers (workload, newcomers, trouble);
}

/* opt_cli_top_can_tell_new: whether it is known which statements are new; else an error with the
 * next step */
gboolean
opt_cli_top_can_tell_new (OptWorkload *workload, GError **error)
{
  g_autofree char *why = opt_workload_explain_new (workload);

  if (why != NULL)
    opt_set_error (
        error, OPT_ERROR_NOT_FOUND,
        _ ("It takes an hour that was recorded: leave the window open or “optischema-cli "
           "watch” running, and try again; without --new all statements are shown."),
        "%s", why);

  return why == NULL;
}

/* opt_cli_top_look_for_new: has the workload know which of its statements are new, or why that is
 * not known */
void
opt_cli_top_look_for_new (const OptCliTop *top, OptServerFacts *facts, OptWorkload *workload)
{
  gint64 end = opt_workload_get_delta (workload)->end;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptNewcomers) newcomers
      = look (facts, end > 0 ? end : g_get_real_time (), top->interval, &error);

  take (workload, newcomers, error);
}

/* ---- While it is followed -------------------------------------------------------------------- */

struct _OptCliNew
{
  OptPoller *poller;
  OptWorkload *workload;
  gint64 span;
  gint64 looked_at; /* monotonic */
  GTask *task;      /* (nullable) while it is read */
  OptCliNewFunc func;
  gpointer data;
};

typedef struct
{
  OptServerFacts *facts;
  gint64 end;
  gint64 span;
} Look;

static void
look_free (gpointer data)
{
  g_object_unref (((Look *) data)->facts);
  g_free (data);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Look *wanted = data;
  GError *error = NULL;
  OptNewcomers *newcomers = look (wanted->facts, wanted->end, wanted->span, &error);

  if (newcomers != NULL)
    g_task_return_pointer (task, newcomers, (GDestroyNotify) opt_newcomers_unref);
  else
    g_task_return_error (task, error);
}

static void
looked (GObject *source, GAsyncResult *result, gpointer data)
{
  OptCliNew *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptNewcomers) newcomers = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->task);
  take (self->workload, newcomers, error);
  self->func (self->data);
}

/* opt_cli_new_begin: reads what is new when it is asked for, at most once a minute, and tells
 * @func in the context of now */
OptCliNew *
opt_cli_new_begin (OptPoller *poller,
                   OptWorkload *workload,
                   gint64 span,
                   OptCliNewFunc func,
                   gpointer data)
{
  OptCliNew *self = g_new0 (OptCliNew, 1);

  self->poller = poller;
  self->workload = workload;
  self->span = span;
  self->func = func;
  self->data = data;

  return self;
}

void
opt_cli_new_update (OptCliNew *self, gint64 end)
{
  gint64 now = g_get_monotonic_time ();
  OptServerFacts *facts = opt_poller_get_facts (self->poller);
  Look *wanted;

  if (facts == NULL || self->task != NULL
      || (self->looked_at != 0 && now - self->looked_at < LOOK_EVERY))
    return;

  self->looked_at = now;
  wanted = g_new0 (Look, 1);
  wanted->facts = g_object_ref (facts);
  wanted->end = end;
  wanted->span = self->span;
  self->task = g_task_new (NULL, NULL, looked, self);
  g_task_set_source_tag (self->task, opt_cli_new_update);
  g_task_set_task_data (self->task, wanted, look_free);
  opt_worker_run (self->task, look_thread);
}

/* A reading that is under way ends first: it is of a file. */
void
opt_cli_new_end (OptCliNew *self)
{
  GMainContext *context = g_main_context_get_thread_default ();

  while (self->task != NULL)
    g_main_context_iteration (context, TRUE);
  g_free (self);
}
