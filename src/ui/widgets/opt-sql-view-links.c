/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sql-view-private.h"

#define LINK_ALPHA 0.7f
#define MARK_ALPHA 0.4f

enum
{
  SIGNAL_LINK_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* How much of the SQL is in the buffer, in characters. */
static glong
get_shown (OptSqlView *self)
{
  return gtk_text_buffer_get_char_count (GTK_TEXT_BUFFER (self->buffer));
}

static glong
to_character (OptSqlView *self, gsize byte)
{
  return g_utf8_pointer_to_offset (self->sql, self->sql + byte);
}

static void
apply (OptSqlView *self, const OptSqlSpan *span, GtkTextTag *tag)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  glong from = to_character (self, span->start);
  glong to = MIN (to_character (self, span->end), get_shown (self));
  GtkTextIter start;
  GtkTextIter end;

  if (from >= to)
    return;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, (int) from);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, (int) to);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
}

static void
forget (OptSqlView *self, GArray *spans, GtkTextTag *tag)
{
  GtkTextIter start;
  GtkTextIter end;

  g_array_set_size (spans, 0);
  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  gtk_text_buffer_remove_tag (GTK_TEXT_BUFFER (self->buffer), tag, &start, &end);
}

/*
 * opt_sql_view_show_links:
 *
 * Shows in a text that is new in the buffer which parts are links, and which are marked.
 */
void
opt_sql_view_show_links (OptSqlView *self)
{
  for (guint i = 0; i < self->links->len; i++)
    apply (self, &g_array_index (self->links, OptSqlSpan, i), self->link);
  for (guint i = 0; i < self->marks->len; i++)
    apply (self, &g_array_index (self->marks, OptSqlSpan, i), self->mark);
}

static gboolean
is_link (OptSqlView *self, gsize byte)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      const OptSqlSpan *span = &g_array_index (self->links, OptSqlSpan, i);

      if (byte >= span->start && byte < span->end)
        return TRUE;
    }

  return FALSE;
}

static gsize
get_byte (OptSqlView *self, const GtkTextIter *iter)
{
  return (gsize) (g_utf8_offset_to_pointer (self->sql, gtk_text_iter_get_offset (iter))
                  - self->sql);
}

static gboolean
get_byte_at (OptSqlView *self, double x, double y, gsize *byte)
{
  GtkTextIter iter;
  int across;
  int down;

  if (self->sql == NULL)
    return FALSE;

  gtk_text_view_window_to_buffer_coords (self->view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y,
                                         &across, &down);
  if (!gtk_text_view_get_iter_at_location (self->view, &iter, across, down))
    return FALSE;
  *byte = get_byte (self, &iter);

  return is_link (self, *byte);
}

static void
activate (OptSqlView *self, gsize byte)
{
  g_signal_emit (self, signals[SIGNAL_LINK_ACTIVATED], 0, (guint64) byte);
}

/* Whoever selects text does not want to go anywhere. */
static void
released (OptSqlView *self, int n_press, double x, double y)
{
  gsize byte;

  if (n_press == 1 && !gtk_text_buffer_get_has_selection (GTK_TEXT_BUFFER (self->buffer))
      && get_byte_at (self, x, y, &byte))
    activate (self, byte);
}

static void
moved (OptSqlView *self, double x, double y)
{
  gsize byte;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view),
                                   get_byte_at (self, x, y, &byte) ? "pointer" : "text");
}

static gboolean
key_pressed (OptSqlView *self, guint key)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter iter;

  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || self->sql == NULL)
    return GDK_EVENT_PROPAGATE;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  if (!is_link (self, get_byte (self, &iter)))
    return GDK_EVENT_PROPAGATE;
  activate (self, get_byte (self, &iter));

  return GDK_EVENT_STOP;
}

static void
update_colours (OptSqlView *self)
{
  GdkRGBA text;
  GdkRGBA accent;
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self->view));

  gtk_style_context_get_color (context, &text);
  if (!gtk_style_context_lookup_color (context, "accent_bg_color", &accent))
    accent = text;
  text.alpha *= LINK_ALPHA;
  accent.alpha *= MARK_ALPHA;
  g_object_set (self->link, "underline-rgba", &text, NULL);
  g_object_set (self->mark, "background-rgba", &accent, NULL);
}

/*
 * opt_sql_view_install_links:
 *
 * What the class has for them.
 */
void
opt_sql_view_install_links (GObjectClass *klass)
{
  /**
   * OptSqlView::link-activated:
   * @byte: where in the SQL
   *
   * The user wants to know more about a part of the SQL that is a link.
   */
  signals[SIGNAL_LINK_ACTIVATED]
      = g_signal_new ("link-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

/*
 * opt_sql_view_init_links:
 *
 * What a view has for them; until there are some it is as any other.
 */
void
opt_sql_view_init_links (OptSqlView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->links = g_array_new (FALSE, FALSE, sizeof (OptSqlSpan));
  self->marks = g_array_new (FALSE, FALSE, sizeof (OptSqlSpan));
  self->link = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, "underline",
                                           PANGO_UNDERLINE_SINGLE, NULL);
  self->mark = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (self->buffer), NULL, NULL);
  update_colours (self);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (update_colours), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (update_colours), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "realize", G_CALLBACK (update_colours), self,
                           G_CONNECT_SWAPPED);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (moved), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), motion);
}

/* Several nodes may come from the same part. */
static void
add_span (OptSqlView *self, GArray *spans, GtkTextTag *tag, gsize start, gsize end)
{
  const OptSqlSpan span = { start, end };

  for (guint i = 0; i < spans->len; i++)
    {
      const OptSqlSpan *known = &g_array_index (spans, OptSqlSpan, i);

      if (known->start == start && known->end == end)
        return;
    }
  g_array_append_val (spans, span);
  apply (self, &span, tag);
}

/**
 * opt_sql_view_clear_links:
 * @self: a view
 *
 * No part is a link any more.
 */
void
opt_sql_view_clear_links (OptSqlView *self)
{
  g_return_if_fail (OPT_IS_SQL_VIEW (self));

  gtk_text_view_set_cursor_visible (self->view, FALSE);
  forget (self, self->links, self->link);
}

/**
 * opt_sql_view_add_link:
 * @self: a view with SQL
 * @start: where the link begins, in bytes of the SQL
 * @end: behind its last byte
 *
 * Makes a part of the SQL a link. Links may overlap.
 */
void
opt_sql_view_add_link (OptSqlView *self, gsize start, gsize end)
{
  g_return_if_fail (OPT_IS_SQL_VIEW (self) && self->sql != NULL);

  /* There is somewhere to go with the keyboard. */
  gtk_text_view_set_cursor_visible (self->view, TRUE);
  add_span (self, self->links, self->link, start, end);
}

/**
 * opt_sql_view_clear_marks:
 * @self: a view
 *
 * No part is marked any more.
 */
void
opt_sql_view_clear_marks (OptSqlView *self)
{
  g_return_if_fail (OPT_IS_SQL_VIEW (self));

  forget (self, self->marks, self->mark);
}

/**
 * opt_sql_view_add_mark:
 * @self: a view with SQL
 * @start: where the mark begins, in bytes of the SQL
 * @end: behind its last byte
 *
 * Marks a part of the SQL; it is shown, however long the SQL is.
 */
void
opt_sql_view_add_mark (OptSqlView *self, gsize start, gsize end)
{
  g_return_if_fail (OPT_IS_SQL_VIEW (self) && self->sql != NULL);

  if (to_character (self, end) > get_shown (self))
    opt_sql_view_show_all (self);
  add_span (self, self->marks, self->mark, start, end);
}
