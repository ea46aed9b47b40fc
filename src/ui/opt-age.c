/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-age.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"

/* What stands beside it keeps its place while the seconds pass. */
#define WIDTH_CHARS 12
/* Where there is no room for that. */
#define NARROW_WIDTH_CHARS 4

struct _OptAge
{
  AdwBin parent_instance;

  /* Owned */
  GtkLabel *label;   /* its child */
  OptServer *server; /* (nullable) */
  GSignalGroup *signals;

  /* Sources */
  guint timer; /* while somebody can see it change */
};

G_DEFINE_FINAL_TYPE (OptAge, opt_age, ADW_TYPE_BIN)

/**
 * opt_age_to_text:
 * @age: in microseconds
 *
 * Returns: (transfer full): "2 s ago"
 */
char *
opt_age_to_text (gint64 age)
{
  int seconds = (int) CLAMP (age / G_USEC_PER_SEC, 0, G_MAXINT);

  if (seconds < 1)
    return g_strdup (_ ("now"));
  /* Translators: how old the numbers on the screen are */
  if (seconds < 120)
    return g_strdup_printf (_ ("%d s ago"), seconds);
  if (seconds < 2 * 60 * 60)
    return g_strdup_printf (_ ("%d min ago"), seconds / 60);

  return g_strdup_printf (_ ("%d h ago"), seconds / (60 * 60));
}

/**
 * opt_age_describe_old:
 * @age: in microseconds
 *
 * Returns: (transfer full) (nullable): "33 s ago", or %NULL where that is as good as now
 */
char *
opt_age_describe_old (gint64 age)
{
  return age >= OPT_AGE_OLD ? opt_age_to_text (age) : NULL;
}

/**
 * opt_age_describe_read:
 * @server: a server
 * @read: sessions, statements or vitals
 *
 * Returns: (transfer full) (nullable): how long ago what is shown of them was read, where that is
 *   not as good as now, and not as good as never
 */
char *
opt_age_describe_read (OptServer *server, OptPollRead read)
{
  gint64 time;

  g_return_val_if_fail (OPT_IS_SERVER (server), NULL);

  time = opt_server_get_read_time (server, read);

  return time != 0 ? opt_age_describe_old (g_get_real_time () - time) : NULL;
}

/* The age comes first, which is what is left where there is little room. */
static char *
describe_paused (gint64 last)
{
  g_autofree char *age = NULL;

  if (last == 0)
    return g_strdup (_ ("Paused"));

  age = opt_age_to_text (g_get_real_time () - last);

  /* Translators: how old the numbers on the screen are, such as "12 s ago" */
  return g_strdup_printf (_ ("%s, paused"), age);
}

static char *
describe_age (OptAge *self)
{
  gint64 last = opt_server_get_last_poll (self->server);

  if (opt_server_get_state (self->server) == OPT_SERVER_CONNECTING)
    return g_strdup (_ ("Connecting…"));
  if (opt_server_get_state (self->server) == OPT_SERVER_RESTING)
    return g_strdup (_ ("Resting"));
  if (opt_server_get_state (self->server) != OPT_SERVER_ONLINE)
    return g_strdup (_ ("Not connected"));
  if (opt_server_get_paused (self->server))
    return describe_paused (last);

  if (opt_server_get_silence (self->server) > 0)
    /* Translators: for how long an answer is waited for, as short as "12 s ago" */
    return g_strdup_printf (_ ("Waiting %u s"), opt_server_get_silence (self->server));

  return last == 0 ? g_strdup (OPT_FORMAT_NONE) : opt_age_to_text (g_get_real_time () - last);
}

/* Counted over less than that, it would be what the beginning costs. */
#define COST_SPAN_MIN (10 * G_USEC_PER_SEC)

/* Where that is worth a word. */
#define LONG_ANSWER (1 * G_USEC_PER_SEC)

static char *
describe_longest (const OptPollCost *cost)
{
  g_autofree char *longest = opt_format_duration ((double) cost->longest / 1000.0);

  return cost->longest >= LONG_ANSWER
             ? g_strdup_printf (_ (" The longest answer of the last minute took %s."), longest)
             : g_strdup ("");
}

static char *
describe_cost (OptAge *self)
{
  guint silence = opt_server_get_silence (self->server);
  gint64 last = opt_server_get_last_poll (self->server);
  gint64 period = opt_server_get_poll_period (self->server, OPT_POLL_READ_STATEMENTS);
  g_autofree char *when = NULL;
  g_autofree char *every = NULL;
  g_autofree char *time = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *longest = NULL;
  g_autofree char *way = NULL;
  OptPollCost cost;

  if (silence > 0)
    return g_strdup_printf (ngettext ("Waiting for an answer of the server since %u second.",
                                      "Waiting for an answer of the server since %u seconds.",
                                      silence),
                            silence);

  if (last == 0)
    return g_strdup (_ ("Nothing was asked of the server yet."));

  when = opt_format_time (last);
  opt_server_get_poll_cost (self->server, &cost);
  if (cost.span < COST_SPAN_MIN)
    return g_strdup_printf (_ ("Last asked at %s."), when);

  every = opt_format_duration ((double) period / 1000.0);
  time = opt_format_duration ((double) cost.usual * 60000.0 / (double) cost.span);
  bytes = opt_format_bytes (cost.bytes * 60 * G_USEC_PER_SEC / cost.span);

  longest = describe_longest (&cost);
  way = opt_format_duration (cost.round_trip > 0 ? (double) cost.round_trip / 1000.0 : NAN);

  return g_strdup_printf (
      /* Translators: a time, two durations, a size, a sentence or nothing, and a duration */
      _ ("Last asked at %s, each %s. A minute of watching usually takes %s of the server’s time, at "
         "most, and gets %s.%s Not counted is the way there and back of %s, measured with a "
         "statement that does nothing."),
      when, every, time, bytes, longest, way);
}

static void
update (OptAge *self)
{
  g_autofree char *age = NULL;
  g_autofree char *cost = NULL;

  if (self->server == NULL)
    return;

  age = describe_age (self);
  cost = describe_cost (self);
  gtk_label_set_text (self->label, age);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), cost);
}

/* ---- Each second, while somebody looks --------------------------------------------------------
 */

static gboolean
second_passed (gpointer data)
{
  update (data);

  return G_SOURCE_CONTINUE;
}

static gboolean
is_minimised (OptAge *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return GDK_IS_TOPLEVEL (surface)
         && (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED) != 0;
}

static void
update_timer (OptAge *self)
{
  gboolean wanted = self->server != NULL && opt_server_get_state (self->server) == OPT_SERVER_ONLINE
                    && gtk_widget_get_mapped (GTK_WIDGET (self)) && !is_minimised (self);

  if (wanted && self->timer == 0)
    self->timer = g_timeout_add_seconds (1, second_passed, self);
  else if (!wanted)
    g_clear_handle_id (&self->timer, g_source_remove);
}

static void
changed (OptAge *self)
{
  update (self);
  update_timer (self);
}

static void
opt_age_map (GtkWidget *widget)
{
  GdkSurface *surface;

  GTK_WIDGET_CLASS (opt_age_parent_class)->map (widget);

  surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  if (GDK_IS_TOPLEVEL (surface))
    g_signal_connect_swapped (surface, "notify::state", G_CALLBACK (changed), widget);
  changed (OPT_AGE (widget));
}

static void
opt_age_unmap (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  if (surface != NULL)
    g_signal_handlers_disconnect_by_func (surface, changed, widget);

  GTK_WIDGET_CLASS (opt_age_parent_class)->unmap (widget);

  update_timer (OPT_AGE (widget));
}

static void
opt_age_dispose (GObject *object)
{
  OptAge *self = OPT_AGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (opt_age_parent_class)->dispose (object);
}

static void
opt_age_class_init (OptAgeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = opt_age_dispose;
  widget_class->map = opt_age_map;
  widget_class->unmap = opt_age_unmap;
}

static void
opt_age_init (OptAge *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (self->label, WIDTH_CHARS);
  gtk_label_set_xalign (self->label, 1);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));

  self->signals = g_signal_group_new (OPT_TYPE_SERVER);
  g_signal_group_connect_swapped (self->signals, "polled", G_CALLBACK (changed), self);
  g_signal_group_connect_swapped (self->signals, "notify::state", G_CALLBACK (changed), self);
  g_signal_group_connect_swapped (self->signals, "notify::paused", G_CALLBACK (changed), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * opt_age_set_narrow:
 * @self: an age
 * @narrow: whether to do with less room, if need be
 */
void
opt_age_set_narrow (OptAge *self, gboolean narrow)
{
  g_return_if_fail (OPT_IS_AGE (self));

  gtk_label_set_width_chars (self->label, narrow ? NARROW_WIDTH_CHARS : WIDTH_CHARS);
}

/**
 * opt_age_set_server:
 * @self: an age
 * @server: (nullable): whose numbers are shown
 */
void
opt_age_set_server (OptAge *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_AGE (self));

  if (!g_set_object (&self->server, server))
    return;

  g_signal_group_set_target (self->signals, server);
  gtk_widget_set_visible (GTK_WIDGET (self), server != NULL);
  changed (self);
}
