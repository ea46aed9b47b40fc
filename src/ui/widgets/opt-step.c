/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-step.h"

enum
{
  PROP_TITLE = 1,
  PROP_DEFAULT_WIDGET,
  PROP_JOB,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  char *title;               /* (nullable) */
  GtkWidget *default_widget; /* (nullable) borrowed from the step's own template */
  OptJob *job;               /* (nullable) */
  char *outcome;             /* (nullable) */
} OptStepPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (OptStep, opt_step, ADW_TYPE_BIN)

static OptStepPrivate *
get_private (OptStep *self)
{
  return opt_step_get_instance_private (self);
}

static void
opt_step_dispose (GObject *object)
{
  OptStepPrivate *private = get_private (OPT_STEP (object));

  private->default_widget = NULL;
  g_clear_object (&private->job);

  G_OBJECT_CLASS (opt_step_parent_class)->dispose (object);
}

static void
opt_step_finalize (GObject *object)
{
  OptStepPrivate *private = get_private (OPT_STEP (object));

  g_free (private->title);
  g_free (private->outcome);

  G_OBJECT_CLASS (opt_step_parent_class)->finalize (object);
}

static void
opt_step_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptStepPrivate *private = get_private (OPT_STEP (object));

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, private->title);
      break;
    case PROP_DEFAULT_WIDGET:
      g_value_set_object (value, private->default_widget);
      break;
    case PROP_JOB:
      g_value_set_object (value, private->job);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_step_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OptStep *self = OPT_STEP (object);

  switch (id)
    {
    case PROP_TITLE:
      opt_step_set_title (self, g_value_get_string (value));
      break;
    case PROP_DEFAULT_WIDGET:
      opt_step_set_default_widget (self, g_value_get_object (value));
      break;
    case PROP_JOB:
      opt_step_set_job (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_step_class_init (OptStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = opt_step_dispose;
  object_class->finalize = opt_step_finalize;
  object_class->get_property = opt_step_get_property;
  object_class->set_property = opt_step_set_property;

  /**
   * OptStep:title:
   *
   * What it asks or tells, a few words for the header.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * OptStep:default-widget:
   *
   * What Enter activates, or %NULL.
   */
  properties[PROP_DEFAULT_WIDGET]
      = g_param_spec_object ("default-widget", NULL, NULL, GTK_TYPE_WIDGET, flags);

  /**
   * OptStep:job:
   *
   * The work that it waits for, or %NULL.
   */
  properties[PROP_JOB] = g_param_spec_object ("job", NULL, NULL, OPT_TYPE_JOB, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
opt_step_init (OptStep *self)
{
}

/**
 * opt_step_get_title:
 * @self: a step
 *
 * Returns: (nullable): what it asks or tells
 */
const char *
opt_step_get_title (OptStep *self)
{
  g_return_val_if_fail (OPT_IS_STEP (self), NULL);

  return get_private (self)->title;
}

/**
 * opt_step_set_title:
 * @self: a step
 * @title: what it asks or tells, a few words
 */
void
opt_step_set_title (OptStep *self, const char *title)
{
  OptStepPrivate *private;

  g_return_if_fail (OPT_IS_STEP (self));

  private = get_private (self);
  if (g_strcmp0 (private->title, title) == 0)
    return;

  g_free (private->title);
  private->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * opt_step_get_default_widget:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): what Enter activates
 */
GtkWidget *
opt_step_get_default_widget (OptStep *self)
{
  g_return_val_if_fail (OPT_IS_STEP (self), NULL);

  return get_private (self)->default_widget;
}

/**
 * opt_step_set_default_widget:
 * @self: a step
 * @widget: (nullable): a widget in it that Enter is to activate
 */
void
opt_step_set_default_widget (OptStep *self, GtkWidget *widget)
{
  g_return_if_fail (OPT_IS_STEP (self));

  if (get_private (self)->default_widget == widget)
    return;

  get_private (self)->default_widget = widget;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFAULT_WIDGET]);
}

/**
 * opt_step_get_job:
 * @self: a step
 *
 * Returns: (transfer none) (nullable): the work that it waits for
 */
OptJob *
opt_step_get_job (OptStep *self)
{
  g_return_val_if_fail (OPT_IS_STEP (self), NULL);

  return get_private (self)->job;
}

/**
 * opt_step_set_job:
 * @self: a step
 * @job: (nullable): the work that it waits for; %NULL once that has ended
 */
void
opt_step_set_job (OptStep *self, OptJob *job)
{
  g_return_if_fail (OPT_IS_STEP (self));

  if (g_set_object (&get_private (self)->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

/**
 * opt_step_get_outcome:
 * @self: a step
 *
 * Returns: (nullable): what came of the work that it waited for last, in a sentence
 */
const char *
opt_step_get_outcome (OptStep *self)
{
  g_return_val_if_fail (OPT_IS_STEP (self), NULL);

  return get_private (self)->outcome;
}

/**
 * opt_step_take_outcome:
 * @self: a step
 * @outcome: (transfer full): what came of its work, in a sentence; to be told before the job is
 *   taken away
 */
void
opt_step_take_outcome (OptStep *self, char *outcome)
{
  g_return_if_fail (OPT_IS_STEP (self));

  g_free (get_private (self)->outcome);
  get_private (self)->outcome = outcome;
}

/**
 * opt_step_show:
 * @self: a step
 *
 * For its dialog: it came on the screen.
 */
void
opt_step_show (OptStep *self)
{
  g_return_if_fail (OPT_IS_STEP (self));

  if (OPT_STEP_GET_CLASS (self)->shown != NULL)
    OPT_STEP_GET_CLASS (self)->shown (self);
}
