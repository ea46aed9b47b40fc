/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-job-view.h"

#include <glib/gi18n.h>

#include "opt-focus.h"

/* A bar that can't tell how far it is moves so often. */
#define PULSE_MS 80

enum
{
  PROP_JOB = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptJobView
{
  AdwBin parent_instance;

  /* Template children */
  GtkLabel *title;
  GtkLabel *elapsed;
  GtkButton *cancel;
  GtkProgressBar *bar;
  GtkLabel *step;

  /* Owned */
  OptJob *job; /* (nullable) */
  GSignalGroup *signals;
  char *shown_elapsed; /* (nullable) */

  /* Sources: only while it is seen and something runs */
  guint tick_id;
  guint pulse_id;
};

G_DEFINE_FINAL_TYPE (OptJobView, opt_job_view, ADW_TYPE_BIN)

/* "0:07", "12:30", "1:02:30": a clock that ticks is read at a glance. */
static char *
format_elapsed (gint64 microseconds)
{
  guint64 seconds = (guint64) (microseconds / G_USEC_PER_SEC);

  if (seconds < 3600)
    return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02" G_GUINT64_FORMAT, seconds / 60,
                            seconds % 60);

  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%02" G_GUINT64_FORMAT ":%02" G_GUINT64_FORMAT,
                          seconds / 3600, seconds / 60 % 60, seconds % 60);
}

static gboolean
is_cancelled (OptJobView *self)
{
  return g_cancellable_is_cancelled (opt_job_get_cancellable (self->job));
}

static gboolean
has_ended (OptJobView *self)
{
  return !opt_job_get_running (self->job) && opt_job_get_elapsed (self->job) > 0;
}

static const char *
describe_step (OptJobView *self)
{
  const char *step = opt_job_get_step (self->job);

  if (has_ended (self))
    return is_cancelled (self) ? _ ("Cancelled") : _ ("Ended");
  if (is_cancelled (self))
    return _ ("Cancelling: what was begun is cleaned up");

  return step != NULL ? step : _ ("Starting");
}

static void
show_time (OptJobView *self)
{
  g_autofree char *elapsed = format_elapsed (opt_job_get_elapsed (self->job));
  gboolean stoppable = !is_cancelled (self) && !has_ended (self);

  if (g_strcmp0 (elapsed, self->shown_elapsed) != 0)
    {
      gtk_label_set_label (self->elapsed, elapsed);
      g_free (self->shown_elapsed);
      self->shown_elapsed = g_steal_pointer (&elapsed);
    }
  /* Otherwise nothing would have the keyboard. */
  if (!stoppable && opt_focus_is_in (GTK_WIDGET (self->cancel)))
    gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel), stoppable);
}

static gboolean
tick (gpointer data)
{
  OptJobView *self = data;

  show_time (self);
  gtk_label_set_label (self->step, describe_step (self));

  return G_SOURCE_CONTINUE;
}

static gboolean
pulse (gpointer data)
{
  gtk_progress_bar_pulse (OPT_JOB_VIEW (data)->bar);

  return G_SOURCE_CONTINUE;
}

static void
update_sources (OptJobView *self)
{
  gboolean live
      = self->job != NULL && !has_ended (self) && gtk_widget_get_mapped (GTK_WIDGET (self));
  gboolean pulses = live && opt_job_get_running (self->job) && opt_job_get_fraction (self->job) < 0;

  if (live && self->tick_id == 0)
    self->tick_id = g_timeout_add (500, tick, self);
  else if (!live)
    g_clear_handle_id (&self->tick_id, g_source_remove);

  if (pulses && self->pulse_id == 0)
    self->pulse_id = g_timeout_add (PULSE_MS, pulse, self);
  else if (!pulses)
    g_clear_handle_id (&self->pulse_id, g_source_remove);
}

static void
show (OptJobView *self)
{
  double fraction;

  if (self->job == NULL)
    {
      update_sources (self);
      return;
    }

  fraction = opt_job_get_fraction (self->job);
  gtk_label_set_label (self->step, describe_step (self));
  gtk_progress_bar_set_fraction (self->bar, has_ended (self) ? 1 : MAX (fraction, 0));
  show_time (self);
  update_sources (self);
}

static void
cancel_clicked (OptJobView *self)
{
  if (self->job == NULL)
    return;

  opt_job_cancel (self->job);
  show (self);
}

static void
opt_job_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (opt_job_view_parent_class)->map (widget);
  show (OPT_JOB_VIEW (widget));
}

static void
opt_job_view_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (opt_job_view_parent_class)->unmap (widget);
  update_sources (OPT_JOB_VIEW (widget));
}

static void
opt_job_view_dispose (GObject *object)
{
  OptJobView *self = OPT_JOB_VIEW (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  g_clear_object (&self->job);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->pulse_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_JOB_VIEW);

  G_OBJECT_CLASS (opt_job_view_parent_class)->dispose (object);
}

static void
opt_job_view_finalize (GObject *object)
{
  g_free (OPT_JOB_VIEW (object)->shown_elapsed);

  G_OBJECT_CLASS (opt_job_view_parent_class)->finalize (object);
}

static void
opt_job_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_JOB:
      g_value_set_object (value, OPT_JOB_VIEW (object)->job);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_job_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_JOB:
      opt_job_view_set_job (OPT_JOB_VIEW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_job_view_class_init (OptJobViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = opt_job_view_dispose;
  object_class->finalize = opt_job_view_finalize;
  object_class->get_property = opt_job_view_get_property;
  object_class->set_property = opt_job_view_set_property;
  widget_class->map = opt_job_view_map;
  widget_class->unmap = opt_job_view_unmap;

  /**
   * OptJobView:job:
   *
   * The work that it shows, or %NULL.
   */
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, OPT_TYPE_JOB, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-job-view.ui");
  gtk_widget_class_set_css_name (widget_class, "job-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, OptJobView, title);
  gtk_widget_class_bind_template_child (widget_class, OptJobView, elapsed);
  gtk_widget_class_bind_template_child (widget_class, OptJobView, cancel);
  gtk_widget_class_bind_template_child (widget_class, OptJobView, bar);
  gtk_widget_class_bind_template_child (widget_class, OptJobView, step);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked);
}

static void
opt_job_view_init (OptJobView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Who waits for it has the keyboard here, where Enter does not cancel it. */
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);

  self->signals = g_signal_group_new (OPT_TYPE_JOB);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (show), self);
}

/**
 * opt_job_view_new:
 *
 * Returns: a view that shows no job yet
 */
GtkWidget *
opt_job_view_new (void)
{
  return g_object_new (OPT_TYPE_JOB_VIEW, NULL);
}

/**
 * opt_job_view_get_job:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the work that it shows
 */
OptJob *
opt_job_view_get_job (OptJobView *self)
{
  g_return_val_if_fail (OPT_IS_JOB_VIEW (self), NULL);

  return self->job;
}

/**
 * opt_job_view_set_job:
 * @self: a view
 * @job: (nullable): the work to show
 */
void
opt_job_view_set_job (OptJobView *self, OptJob *job)
{
  const char *title;

  g_return_if_fail (OPT_IS_JOB_VIEW (self));

  if (!g_set_object (&self->job, job))
    return;

  title = job != NULL && opt_job_get_title (job) != NULL ? opt_job_get_title (job) : _ ("Work");
  gtk_label_set_label (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  g_signal_group_set_target (self->signals, job);
  show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}
