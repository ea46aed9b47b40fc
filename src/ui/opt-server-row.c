/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-server-row.h"

#include <glib/gi18n.h>

#include <math.h>

#include "opt-age.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-page.h"
#include "opt-sparkline.h"

/* A piece of the sparkline: a quarter of an hour in as many as it can show. */
#define TREND_STEP (15 * G_USEC_PER_SEC)
#define TREND_LENGTH 60
/* How often is looked how old the load is. */
#define TICK_SECONDS 5

struct _OptServerRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkImage *state_image;
  GtkLabel *name_label;
  GtkLabel *subtitle_label;
  GtkBox *load_box;
  OptSparkline *sparkline;
  GtkLabel *load_label;
  GMenuModel *menu;

  /* Borrowed */
  GtkWidget *popover; /* (nullable) the menu, a child while it is needed */

  /* Owned */
  OptServerList *servers;
  OptServer *server;

  /* Sources */
  guint tick; /* while it is mapped: what is not read anew gets older */
};

enum
{
  PROP_RESTS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (OptServerRow, opt_server_row, GTK_TYPE_LIST_BOX_ROW)

/* ---- What it shows --------------------------------------------------------------------------- */

typedef struct
{
  const char *icon;
  const char *style;
} StateLook;

static const StateLook looks[] = {
  [OPT_SERVER_OFFLINE] = { "opt-state-offline-symbolic", "dim-label" },
  [OPT_SERVER_CONNECTING] = { "content-loading-symbolic", "dim-label" },
  [OPT_SERVER_ONLINE] = { "opt-state-online-symbolic", "success" },
  [OPT_SERVER_LOST] = { "dialog-warning-symbolic", "warning" },
  [OPT_SERVER_RESTING] = { "weather-clear-night-symbolic", "dim-label" },
};

static const StateLook paused_look = { "media-playback-pause-symbolic", "dim-label" };

static void
show_state (OptServerRow *self)
{
  OptServerState state = opt_server_get_state (self->server);
  gboolean paused = state == OPT_SERVER_ONLINE && opt_server_get_paused (self->server);
  const StateLook *look = paused ? &paused_look : &looks[state];

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_image), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (self->state_image), look->style);
  gtk_image_set_from_icon_name (self->state_image, look->icon);
}

/* In words: nothing is told by a colour alone. */
static const char *
describe_state (OptServerRow *self)
{
  const GError *error = opt_server_get_error (self->server);

  switch (opt_server_get_state (self->server))
    {
    case OPT_SERVER_OFFLINE:
      return _ ("Not connected");
    case OPT_SERVER_CONNECTING:
      return _ ("Connecting…");
    case OPT_SERVER_LOST:
      if (g_error_matches (error, OPT_ERROR, OPT_ERROR_AUTHENTICATION))
        return _ ("Sign-in failed");
      if (g_error_matches (error, OPT_ERROR, OPT_ERROR_UNREACHABLE)
          || g_error_matches (error, OPT_ERROR, OPT_ERROR_TIMEOUT))
        return _ ("Can’t be reached");
      return error != NULL ? _ ("Can’t be watched") : _ ("Lost");
    case OPT_SERVER_RESTING:
      return _ ("Resting, as nobody uses it");
    case OPT_SERVER_ONLINE:
    default:
      return opt_server_get_paused (self->server) ? _ ("Paused")
                                                  : opt_server_get_display (self->server);
    }
}

static char *
describe_load (OptServerRow *self)
{
  OptTimeline *timeline = opt_server_get_timeline (self->server);
  guint n = opt_timeline_get_n_points (timeline);

  if (n == 0 || opt_server_get_state (self->server) != OPT_SERVER_ONLINE)
    return g_strdup (OPT_FORMAT_NONE);

  return opt_format_number (opt_timeline_point_get_load (opt_timeline_get_point (timeline, n - 1)));
}

/* The mean of each piece; what is not known of it is a gap. */
static void
show_trend (OptServerRow *self)
{
  OptTimeline *timeline = opt_server_get_timeline (self->server);
  guint n = opt_timeline_get_n_points (timeline);
  gint64 end = n > 0 ? opt_timeline_get_point (timeline, n - 1)->end : 0;
  double sums[TREND_LENGTH] = { 0 };
  double weights[TREND_LENGTH] = { 0 };

  for (guint i = n; i > 0; i--)
    {
      const OptTimelinePoint *point = opt_timeline_get_point (timeline, i - 1);
      double load = opt_timeline_point_get_load (point);
      gint64 first = (end - point->end) / TREND_STEP;
      gint64 last = (end - point->start - 1) / TREND_STEP;

      if (first < 0 || first >= TREND_LENGTH)
        break;
      if (!isfinite (load))
        continue;
      /* What was recorded is longer than a piece. */
      for (gint64 ago = first; ago <= MIN (MAX (last, first), TREND_LENGTH - 1); ago++)
        {
          gint64 from = MAX (point->start, end - (ago + 1) * TREND_STEP);
          double weight = (double) MAX (MIN (point->end, end - ago * TREND_STEP) - from, 1);

          sums[TREND_LENGTH - 1 - ago] += load * weight;
          weights[TREND_LENGTH - 1 - ago] += weight;
        }
    }

  for (guint i = 0; i < TREND_LENGTH; i++)
    sums[i] = weights[i] > 0 ? sums[i] / weights[i] : NAN;
  opt_sparkline_set_values (self->sparkline, sums, TREND_LENGTH);
}

static void
show_load (OptServerRow *self)
{
  g_autofree char *load = describe_load (self);
  g_autofree char *name = NULL;
  g_autofree char *age = opt_age_describe_read (self->server, OPT_POLL_READ_STATEMENTS);
  /* Translators: a number, and "33 s ago" */
  g_autofree char *tooltip = age != NULL
                                 ? g_strdup_printf (_ ("Load: %s active sessions, %s"), load, age)
                                 : g_strdup_printf (_ ("Load: %s active sessions"), load);

  if (opt_timeline_is_load_partial (opt_server_get_timeline (self->server)))
    {
      char *whole
          = g_strdup_printf ("%s\n%s", tooltip, _ ("Without those that the role may not see"));

      g_free (tooltip);
      tooltip = whole;
    }

  show_trend (self);
  gtk_label_set_text (self->load_label, load);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->load_box), tooltip);
  gtk_widget_set_visible (GTK_WIDGET (self->load_box),
                          opt_timeline_get_n_points (opt_server_get_timeline (self->server)) > 0);

  if (age != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->load_label), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->load_label), "dim-label");

  /* Translators: a server's name, its state, its load, and "33 s ago" */
  name = age != NULL
             ? g_strdup_printf (_ ("%s, %s, load %s %s"), opt_server_get_name (self->server),
                                describe_state (self), load, age)
             /* Translators: a server's name, its state, its load */
             : g_strdup_printf (_ ("%s, %s, load %s"), opt_server_get_name (self->server),
                                describe_state (self), load);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update (OptServerRow *self)
{
  OptServerState state = opt_server_get_state (self->server);
  const char *display = opt_server_get_display (self->server);
  /* Which may be where it is. */
  const char *words = describe_state (self);
  g_autofree char *tooltip = g_str_equal (display, words)
                                 ? g_strdup (display)
                                 : g_strdup_printf ("%s\n%s", display, words);

  gtk_label_set_text (self->name_label, opt_server_get_name (self->server));
  gtk_label_set_text (self->subtitle_label, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  show_state (self);
  show_load (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "server.connect",
                                 state == OPT_SERVER_OFFLINE || state == OPT_SERVER_LOST);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "server.disconnect",
                                 state != OPT_SERVER_OFFLINE);
  /* Which may have said by now that it suspends itself. */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESTS]);
}

/* ---- Rest ------------------------------------------------------------------------------------ */

static gboolean
get_rests (OptServerRow *self)
{
  OptServerFacts *facts = opt_server_get_facts (self->server);

  switch (opt_server_get_rest (self->server))
    {
    case OPT_REST_ALWAYS:
      return TRUE;
    case OPT_REST_WHERE_IT_SUSPENDS:
      return facts != NULL && opt_server_facts_may_suspend (facts);
    case OPT_REST_NEVER:
    default:
      return FALSE;
    }
}

static void
set_rests (OptServerRow *self, gboolean rests)
{
  g_autoptr (GError) error = NULL;

  if (get_rests (self) == rests)
    return;

  if (!opt_server_list_set_rest (self->servers, self->server,
                                 rests ? OPT_REST_ALWAYS : OPT_REST_NEVER, &error))
    opt_page_toast (GTK_WIDGET (self), error->message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESTS]);
}

static void
opt_server_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_RESTS:
      g_value_set_boolean (value, get_rests (OPT_SERVER_ROW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_server_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_RESTS:
      set_rests (OPT_SERVER_ROW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* ---- What its menu does ---------------------------------------------------------------------- */

static void
connect_server (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptServerRow *self = OPT_SERVER_ROW (widget);

  gtk_widget_activate_action (widget, "win.connect-server", "s",
                              opt_server_get_name (self->server));
}

static void
disconnect_server (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptServerRow *self = OPT_SERVER_ROW (widget);

  if (opt_page_may_disconnect (widget, self->server))
    opt_server_disconnect (self->server);
}

static void
remove_answered (AdwMessageDialog *dialog, const char *response, OptServerRow *self)
{
  if (g_strcmp0 (response, "remove") == 0
      && opt_page_may_disconnect (GTK_WIDGET (self), self->server))
    opt_server_list_remove (self->servers, self->server);
}

static void
remove_server (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptServerRow *self = OPT_SERVER_ROW (widget);
  GtkWidget *dialog;

  if (!opt_page_may_disconnect (widget, self->server))
    return;

  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), NULL, NULL);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Remove “%s”?"),
                                     opt_server_get_name (self->server));
  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      opt_server_get_saved (self->server)
          ? _ ("The saved connection, its password and the values that were seen there are "
               "forgotten. What was recorded of the server and the plans that were got stay, and "
               "on the server itself nothing happens.")
          : _ ("It is disconnected and leaves the list. What was recorded of the server and the "
               "plans that were got stay, and on the server itself nothing happens."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_menu (OptServerRow *self, const GdkRectangle *place)
{
  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->menu);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), place);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
pressed (OptServerRow *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  if (!gdk_event_triggers_context_menu (event))
    return;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self, &(GdkRectangle){ (int) x, (int) y, 1, 1 });
}

static void
show_menu_by_key (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_menu (OPT_SERVER_ROW (widget),
             &(GdkRectangle){ 12, gtk_widget_get_height (widget) - 1, 1, 1 });
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_server_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  OptServerRow *self = OPT_SERVER_ROW (widget);

  GTK_WIDGET_CLASS (opt_server_row_parent_class)->size_allocate (widget, width, height, baseline);

  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static gboolean
time_passed (gpointer data)
{
  show_load (data);

  return G_SOURCE_CONTINUE;
}

static void
opt_server_row_map (GtkWidget *widget)
{
  OptServerRow *self = OPT_SERVER_ROW (widget);

  GTK_WIDGET_CLASS (opt_server_row_parent_class)->map (widget);

  self->tick = g_timeout_add_seconds (TICK_SECONDS, time_passed, self);
}

static void
opt_server_row_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&OPT_SERVER_ROW (widget)->tick, g_source_remove);

  GTK_WIDGET_CLASS (opt_server_row_parent_class)->unmap (widget);
}

static void
opt_server_row_dispose (GObject *object)
{
  OptServerRow *self = OPT_SERVER_ROW (object);

  g_clear_handle_id (&self->tick, g_source_remove);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->server);
  g_clear_object (&self->servers);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_SERVER_ROW);

  G_OBJECT_CLASS (opt_server_row_parent_class)->dispose (object);
}

static void
opt_server_row_class_init (OptServerRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (OPT_TYPE_SPARKLINE);

  object_class->dispose = opt_server_row_dispose;
  widget_class->map = opt_server_row_map;
  widget_class->unmap = opt_server_row_unmap;
  object_class->get_property = opt_server_row_get_property;
  object_class->set_property = opt_server_row_set_property;
  widget_class->size_allocate = opt_server_row_size_allocate;

  /**
   * OptServerRow:rests:
   *
   * Whether its server is left alone while nobody uses it.
   */
  properties[PROP_RESTS]
      = g_param_spec_boolean ("rests", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/opt-server-row.ui");
  gtk_widget_class_bind_template_child (widget_class, OptServerRow, state_image);
  gtk_widget_class_bind_template_child (widget_class, OptServerRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, OptServerRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, OptServerRow, load_box);
  gtk_widget_class_bind_template_child (widget_class, OptServerRow, load_label);
  gtk_widget_class_bind_template_child (widget_class, OptServerRow, sparkline);
  gtk_widget_class_bind_template_child (widget_class, OptServerRow, menu);

  gtk_widget_class_install_action (widget_class, "server.connect", NULL, connect_server);
  gtk_widget_class_install_action (widget_class, "server.disconnect", NULL, disconnect_server);
  gtk_widget_class_install_action (widget_class, "server.remove", NULL, remove_server);
  gtk_widget_class_install_property_action (widget_class, "server.rest", "rests");
  gtk_widget_class_install_action (widget_class, "server.menu", NULL, show_menu_by_key);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "server.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "server.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "server.remove", NULL);
}

static void
opt_server_row_init (OptServerRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  opt_sparkline_set_title (self->sparkline, _ ("Load"), OPT_CHART_UNIT_NUMBER);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/**
 * opt_server_row_new:
 * @servers: the list that it is in
 * @server: which to show
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
opt_server_row_new (OptServerList *servers, OptServer *server)
{
  OptServerRow *self = g_object_new (OPT_TYPE_SERVER_ROW, NULL);

  self->servers = g_object_ref (servers);
  self->server = g_object_ref (server);
  g_signal_connect_object (server, "notify::display", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "notify::error", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "notify::paused", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (server, "polled", G_CALLBACK (show_load), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

/**
 * opt_server_row_get_server:
 * @self: a row
 *
 * Returns: (transfer none): the server that it shows
 */
OptServer *
opt_server_row_get_server (OptServerRow *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_ROW (self), NULL);

  return self->server;
}
