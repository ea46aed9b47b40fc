/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-error.h"

enum
{
  PROP_TITLE = 1,
  PROP_RETRY,
  N_PROPS
};

enum
{
  SIGNAL_RETRY,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

struct _OptErrorView
{
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkLabel *title_label;
  GtkLabel *message_label;
  GtkLabel *step_label;
  GtkExpander *expander;
  GtkLabel *server_label;
  GtkButton *retry_button;

  /* Owned */
  char *title; /* (nullable) */
  char *retry; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptErrorView, opt_error_view, GTK_TYPE_WIDGET)

static void
retry_clicked (OptErrorView *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
opt_error_view_dispose (GObject *object)
{
  OptErrorView *self = OPT_ERROR_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_ERROR_VIEW);

  G_OBJECT_CLASS (opt_error_view_parent_class)->dispose (object);
}

static void
opt_error_view_finalize (GObject *object)
{
  OptErrorView *self = OPT_ERROR_VIEW (object);

  g_free (self->title);
  g_free (self->retry);

  G_OBJECT_CLASS (opt_error_view_parent_class)->finalize (object);
}

static void
opt_error_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptErrorView *self = OPT_ERROR_VIEW (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_RETRY:
      g_value_set_string (value, self->retry);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_error_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  OptErrorView *self = OPT_ERROR_VIEW (object);

  switch (id)
    {
    case PROP_TITLE:
      opt_error_view_set_title (self, g_value_get_string (value));
      break;
    case PROP_RETRY:
      opt_error_view_set_retry (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * OptErrorView:title:
   *
   * What failed, a few words above the error, or %NULL.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * OptErrorView:retry:
   *
   * Label of the button that tries again, with a mnemonic, or %NULL: there is no such button.
   */
  properties[PROP_RETRY] = g_param_spec_string ("retry", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
opt_error_view_class_init (OptErrorViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_error_view_dispose;
  object_class->finalize = opt_error_view_finalize;
  object_class->get_property = opt_error_view_get_property;
  object_class->set_property = opt_error_view_set_property;
  install_properties (object_class);

  /**
   * OptErrorView::retry:
   * @self: the view
   *
   * The user wants it tried again.
   */
  signals[SIGNAL_RETRY] = g_signal_new ("retry", OPT_TYPE_ERROR_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/widgets/opt-error-view.ui");
  gtk_widget_class_bind_template_child (widget_class, OptErrorView, box);
  gtk_widget_class_bind_template_child (widget_class, OptErrorView, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptErrorView, message_label);
  gtk_widget_class_bind_template_child (widget_class, OptErrorView, step_label);
  gtk_widget_class_bind_template_child (widget_class, OptErrorView, expander);
  gtk_widget_class_bind_template_child (widget_class, OptErrorView, server_label);
  gtk_widget_class_bind_template_child (widget_class, OptErrorView, retry_button);
}

static void
opt_error_view_init (OptErrorView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->retry_button, "clicked", G_CALLBACK (retry_clicked), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_error_view_new:
 *
 * Returns: (transfer floating): a view without an error, and so invisible
 */
GtkWidget *
opt_error_view_new (void)
{
  return g_object_new (OPT_TYPE_ERROR_VIEW, NULL);
}

static void
add_line (GString *text, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append_printf (text, "%s: %s", name, value);
}

/* A hint that is the next step is not said twice. */
static char *
describe_server (const GError *error)
{
  GString *text = g_string_new (NULL);
  const char *hint = opt_error_get_hint (error);

  add_line (text, "SQLSTATE", opt_error_get_sqlstate (error));
  add_line (text, _ ("Detail"), opt_error_get_detail (error));
  if (g_strcmp0 (hint, opt_error_get_next_step (error)) != 0)
    add_line (text, _ ("Hint"), hint);

  return g_string_free (text, FALSE);
}

/**
 * opt_error_view_set_error:
 * @self: a view
 * @error: (nullable): what to show; %NULL hides the view
 */
void
opt_error_view_set_error (OptErrorView *self, const GError *error)
{
  g_autofree char *server = NULL;
  const char *step;

  g_return_if_fail (OPT_IS_ERROR_VIEW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), error != NULL);
  if (error == NULL)
    return;

  step = opt_error_get_next_step (error);
  server = describe_server (error);
  gtk_label_set_label (self->message_label, error->message);
  gtk_label_set_label (self->step_label, step != NULL ? step : "");
  gtk_widget_set_visible (GTK_WIDGET (self->step_label), step != NULL);
  gtk_label_set_label (self->server_label, server);
  gtk_widget_set_visible (GTK_WIDGET (self->expander), *server != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  error->message, -1);
}

/**
 * opt_error_view_get_title:
 * @self: a view
 *
 * Returns: (nullable): what failed
 */
const char *
opt_error_view_get_title (OptErrorView *self)
{
  g_return_val_if_fail (OPT_IS_ERROR_VIEW (self), NULL);

  return self->title;
}

/**
 * opt_error_view_set_title:
 * @self: a view
 * @title: (nullable): what failed, a few words: "The plan could not be made"
 */
void
opt_error_view_set_title (OptErrorView *self, const char *title)
{
  g_return_if_fail (OPT_IS_ERROR_VIEW (self));

  if (g_strcmp0 (self->title, title) == 0)
    return;

  g_free (self->title);
  self->title = g_strdup (title);
  gtk_label_set_label (self->title_label, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->title_label), title != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * opt_error_view_get_retry:
 * @self: a view
 *
 * Returns: (nullable): label of the button that tries again
 */
const char *
opt_error_view_get_retry (OptErrorView *self)
{
  g_return_val_if_fail (OPT_IS_ERROR_VIEW (self), NULL);

  return self->retry;
}

/**
 * opt_error_view_set_retry:
 * @self: a view
 * @label: (nullable): of the button that tries again; %NULL: there is none
 */
void
opt_error_view_set_retry (OptErrorView *self, const char *label)
{
  g_return_if_fail (OPT_IS_ERROR_VIEW (self));

  if (g_strcmp0 (self->retry, label) == 0)
    return;

  g_free (self->retry);
  self->retry = g_strdup (label);
  gtk_button_set_label (self->retry_button, label != NULL ? label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->retry_button), label != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RETRY]);
}
