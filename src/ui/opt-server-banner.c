/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-server-banner.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-demo-dialog.h"
#include "opt-error-view.h"
#include "opt-error.h"
#include "opt-format.h"

struct _OptServerBanner
{
  AdwBin parent_instance;

  /* Template children */
  GtkInfoBar *bar;
  GtkLabel *title_label;
  GtkLabel *cause_label;
  GtkMenuButton *details_button;
  OptErrorView *error_view;
  GtkButton *button;

  /* Owned */
  OptServer *server; /* (nullable) */
  GSignalGroup *signals;
};

G_DEFINE_FINAL_TYPE (OptServerBanner, opt_server_banner, ADW_TYPE_BIN)

static gboolean
ends_sentence (const GString *text)
{
  return text->len > 0 && strchr (".?!:", text->str[text->len - 1]) != NULL;
}

/* libpq speaks in several lines, and indents them. */
static char *
describe_cause (const GError *error)
{
  const char *step = error != NULL ? opt_error_get_next_step (error) : NULL;
  g_auto (GStrv)
    lines = NULL;
  GString *cause;

  if (error == NULL)
    return NULL;

  cause = g_string_new (NULL);
  lines = g_strsplit (error->message, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    g_string_append_printf (cause, "%s%s", i > 0 ? " " : "", g_strstrip (lines[i]));
  /* A message has no full stop, which it needs before another sentence. */
  if (step != NULL)
    g_string_append_printf (cause, "%s %s", ends_sentence (cause) ? "" : ".", step);

  return g_strchomp (g_string_free (cause, FALSE));
}

/* Nobody uses it, and so nothing is missed. */
static char *
describe_rest (OptServerBanner *self, const char *name, const char *when)
{
  g_autofree char *until = opt_format_time (opt_server_get_rests_until (self->server));

  return g_strdup_printf (_ ("%s rests: nobody uses it, and each look would keep it from "
                             "suspending. Shown is what was seen until %s; it is looked at again "
                             "at %s."),
                          name, when, until);
}

static char *
describe_state (OptServerBanner *self)
{
  g_autofree char *when = opt_format_time (opt_server_get_last_poll (self->server));
  const char *name = opt_server_get_name (self->server);

  switch (opt_server_get_state (self->server))
    {
    case OPT_SERVER_OFFLINE:
      return g_strdup_printf (_ ("%s is not watched. Shown is what was seen until %s."), name,
                              when);
    case OPT_SERVER_CONNECTING:
      return g_strdup_printf (_ ("Connecting to %s… Shown is what was seen until %s."), name, when);
    case OPT_SERVER_LOST:
      return g_strdup_printf (_ ("%s is lost. Shown is what was seen until %s."), name, when);
    case OPT_SERVER_RESTING:
      return describe_rest (self, name, when);
    case OPT_SERVER_ONLINE:
    default:
      return NULL;
    }
}

/* What fails alone, while all else goes on. Of the texts the statements' page tells. */
static const GError *
find_trouble (OptServerBanner *self, OptPollRead *read)
{
  static const OptPollRead reads[]
      = { OPT_POLL_READ_STATEMENTS, OPT_POLL_READ_SESSIONS, OPT_POLL_READ_VITALS };

  if (self->server == NULL || opt_server_get_state (self->server) != OPT_SERVER_ONLINE)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (reads); i++)
    {
      const GError *error = opt_server_get_read_error (self->server, reads[i]);

      *read = reads[i];
      if (error != NULL)
        return error;
    }

  return NULL;
}

static char *
describe_trouble (OptServerBanner *self, OptPollRead read)
{
  gint64 last = opt_server_get_last_poll (self->server);
  g_autofree char *when = NULL;

  if (read != OPT_POLL_READ_STATEMENTS || last == 0)
    /* Translators: the end of a sentence such as "The sessions can’t be read" */
    return g_strdup_printf (_ ("%s; all else goes on."), opt_poll_read_to_text (read));

  when = opt_format_time (last);
  /* Translators: a sentence such as "The statements can’t be read", and a time */
  return g_strdup_printf (_ ("%s; all else goes on. Shown is what was seen of them until %s."),
                          opt_poll_read_to_text (read), when);
}

/* What nobody has seen yet is not old: the pages say why they are empty. */
static gboolean
is_old (OptServerBanner *self)
{
  return self->server != NULL && opt_server_get_last_poll (self->server) != 0
         && opt_server_get_state (self->server) != OPT_SERVER_ONLINE;
}

static const char *
get_button_label (OptServerState state)
{
  switch (state)
    {
    case OPT_SERVER_ONLINE:
      return _ ("_Try Again");
    case OPT_SERVER_LOST:
      return _ ("_Reconnect");
    case OPT_SERVER_RESTING:
      return _ ("_Look Now");
    case OPT_SERVER_OFFLINE:
    case OPT_SERVER_CONNECTING:
    default:
      return _ ("_Connect");
    }
}

/* Nobody but who starts it anew brings back a demo that is lost. */
static void
update_button (OptServerBanner *self, OptServerState state)
{
  gboolean starts = state == OPT_SERVER_LOST && opt_demo_dialog_is_demo (self->server);

  gtk_button_set_label (self->button, starts ? _ ("_Start the Demo") : get_button_label (state));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button),
                                  starts ? "win.demo" : "win.refresh");
  gtk_widget_set_visible (GTK_WIDGET (self->button), state != OPT_SERVER_CONNECTING);
}

static void
update (OptServerBanner *self)
{
  OptServerState state;
  OptPollRead read = OPT_POLL_READ_STATEMENTS;
  const GError *trouble = find_trouble (self, &read);
  const GError *error;
  g_autofree char *title = NULL;
  g_autofree char *cause = NULL;

  /* It keeps its words while it goes. */
  gtk_info_bar_set_revealed (self->bar, trouble != NULL || is_old (self));
  if (trouble == NULL && !is_old (self))
    return;

  state = opt_server_get_state (self->server);
  error = trouble != NULL ? trouble : opt_server_get_error (self->server);
  title = trouble != NULL ? describe_trouble (self, read) : describe_state (self);
  cause = describe_cause (error);
  gtk_info_bar_set_message_type (self->bar, error != NULL ? GTK_MESSAGE_WARNING : GTK_MESSAGE_INFO);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->cause_label, cause != NULL ? cause : "");
  gtk_widget_set_visible (GTK_WIDGET (self->cause_label), cause != NULL);
  opt_error_view_set_error (self->error_view, error);
  gtk_widget_set_visible (GTK_WIDGET (self->details_button), error != NULL);
  update_button (self, state);
}

static void
opt_server_banner_dispose (GObject *object)
{
  OptServerBanner *self = OPT_SERVER_BANNER (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->server);
  /* The template would let go of it behind the bin's back. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SERVER_BANNER);

  G_OBJECT_CLASS (opt_server_banner_parent_class)->dispose (object);
}

static void
opt_server_banner_class_init (OptServerBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_ERROR_VIEW);

  object_class->dispose = opt_server_banner_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/opt-server-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, OptServerBanner, bar);
  gtk_widget_class_bind_template_child (widget_class, OptServerBanner, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptServerBanner, cause_label);
  gtk_widget_class_bind_template_child (widget_class, OptServerBanner, details_button);
  gtk_widget_class_bind_template_child (widget_class, OptServerBanner, error_view);
  gtk_widget_class_bind_template_child (widget_class, OptServerBanner, button);
}

static void
opt_server_banner_init (OptServerBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::error", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "read-changed", G_CALLBACK (update), self);
}

/**
 * opt_server_banner_set_server:
 * @self: a banner
 * @server: (nullable): whose pages it is above
 */
void
opt_server_banner_set_server (OptServerBanner *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_SERVER_BANNER (self));

  if (!g_set_object (&self->server, server))
    return;

  g_signal_group_set_target (self->signals, server);
  update (self);
}
