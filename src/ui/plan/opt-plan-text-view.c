/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-text-view.h"

#include <glib/gi18n.h>
#include <string.h>

/* So much is inserted well within a frame. */
#define PIECE 16384
/* A GtkTextView gets through no line of megabytes. */
#define LINE_BYTES 4000

struct _OptPlanTextView
{
  AdwBin parent_instance;

  /* Borrowed */
  GtkTextView *view;

  /* Owned */
  char *text;       /* (nullable) */
  const char *rest; /* (nullable) of it: what is not in the buffer yet; NULL: it was never seen */

  /* Sources */
  guint fill_id;
};

G_DEFINE_FINAL_TYPE (OptPlanTextView, opt_plan_text_view, ADW_TYPE_BIN)

static gboolean
fill (gpointer data)
{
  OptPlanTextView *self = data;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter end;
  gsize length = strlen (self->rest);

  if (length > PIECE)
    length = (gsize) (g_utf8_find_prev_char (self->rest, self->rest + PIECE) - self->rest);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert (buffer, &end, self->rest, (int) length);
  self->rest += length;
  if (*self->rest != '\0')
    return G_SOURCE_CONTINUE;

  self->fill_id = 0;

  return G_SOURCE_REMOVE;
}

static char *
cut_lines (const char *text)
{
  g_autoptr (GString) cut = g_string_sized_new (strlen (text) + 1);

  while (*text != '\0')
    {
      const char *end = strchr (text, '\n');
      gsize length = end != NULL ? (gsize) (end - text) : strlen (text);

      if (length > LINE_BYTES)
        {
          g_string_append_len (cut, text, g_utf8_find_prev_char (text, text + LINE_BYTES) - text);
          g_string_append (cut, "…");
        }
      else
        g_string_append_len (cut, text, (gssize) length);
      text += length;
      if (*text == '\n')
        g_string_append_c (cut, *text++);
    }

  return g_string_free (g_steal_pointer (&cut), FALSE);
}

/* Nobody may ever look at it as text. */
static void
fill_if_seen (OptPlanTextView *self)
{
  if (self->fill_id != 0 || self->text == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (self->rest == NULL)
    {
      char *cut = cut_lines (self->text);

      g_free (self->text);
      self->text = cut;
      self->rest = cut;
    }
  if (*self->rest != '\0')
    self->fill_id = g_idle_add (fill, self);
}

static void
opt_plan_text_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (opt_plan_text_view_parent_class)->map (widget);
  fill_if_seen (OPT_PLAN_TEXT_VIEW (widget));
}

static void
opt_plan_text_view_dispose (GObject *object)
{
  OptPlanTextView *self = OPT_PLAN_TEXT_VIEW (object);

  g_clear_handle_id (&self->fill_id, g_source_remove);
  self->rest = NULL;
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (opt_plan_text_view_parent_class)->dispose (object);
}

static void
opt_plan_text_view_class_init (OptPlanTextViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_plan_text_view_dispose;
  GTK_WIDGET_CLASS (klass)->map = opt_plan_text_view_map;
}

static void
opt_plan_text_view_init (OptPlanTextView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_editable (self->view, FALSE);
  gtk_text_view_set_monospace (self->view, TRUE);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_top_margin (self->view, 12);
  gtk_text_view_set_bottom_margin (self->view, 12);
  gtk_text_view_set_left_margin (self->view, 12);
  gtk_text_view_set_right_margin (self->view, 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The plan as text"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

/**
 * opt_plan_text_view_set_text:
 * @self: a view
 * @text: (nullable): what to show
 */
void
opt_plan_text_view_set_text (OptPlanTextView *self, const char *text)
{
  g_autoptr (GtkTextBuffer) empty = gtk_text_buffer_new (NULL);

  g_return_if_fail (OPT_IS_PLAN_TEXT_VIEW (self));

  g_clear_handle_id (&self->fill_id, g_source_remove);
  g_free (self->text);
  self->text = g_strdup (text);
  self->rest = NULL;
  gtk_text_view_set_buffer (self->view, empty);
  fill_if_seen (self);
}
