/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-label.h"

#include <glib/gi18n.h>
#include <string.h>

#include "opt-layout.h"
#include "opt-sql-keywords.h"
#include "opt-sql-line.h"

/* As much as the class “dim-label” leaves. */
#define DIM_ALPHA (G_MAXUINT16 / 100 * 55)
#define LONGEST_KEYWORD 20

enum
{
  PROP_LINE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptStatementLabel
{
  GtkWidget parent_instance;

  /* Owned */
  PangoLayout *layout;
  char *line;  /* (nullable) */
  char *brief; /* (nullable) what is shown of it where there is not room for all */
  char *mark;  /* (nullable) */
  gboolean is_brief;
};

G_DEFINE_FINAL_TYPE (OptStatementLabel, opt_statement_label, GTK_TYPE_WIDGET)

/* ---- Keywords -------------------------------------------------------------------------------- */

/* Those that can be names, and hardly ever are. */
static gboolean
is_verb (const char *word)
{
  static const char *const words[]
      = { "begin",  "by",        "call", "commit",    "conflict", "delete",  "do",
          "first",  "insert",    "key",  "last",      "nothing",  "nulls",   "over",
          "range",  "recursive", "rows", "share",     "skip",     "locked",  "set",
          "update", "values",    "with", "partition", "merge",    "matched", NULL };

  return g_strv_contains (words, word);
}

static gboolean
is_keyword (const char *begin, gsize length)
{
  char word[LONGEST_KEYWORD + 1];

  if (length < 2 || length > LONGEST_KEYWORD)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    word[i] = g_ascii_tolower (begin[i]);
  word[length] = '\0';

  return opt_sql_is_keyword (word) || is_verb (word);
}

static gboolean
is_name (char byte)
{
  return g_ascii_isalnum (byte) || byte == '_' || byte == '$' || (guchar) byte >= 0x80;
}

/* A string, a quoted name or a word that begins here, 0 where none does. */
static gsize
measure_token (const char *next)
{
  gsize length = 0;

  if (*next == '\'' || *next == '"')
    {
      const char *end = strchr (next + 1, *next);

      return end != NULL ? (gsize) (end - next) + 1 : strlen (next);
    }

  while (is_name (next[length]))
    length++;

  return length;
}

static void
dim (PangoAttrList *attributes, gsize start, gsize length)
{
  PangoAttribute *alpha = pango_attr_foreground_alpha_new (DIM_ALPHA);

  alpha->start_index = (guint) start;
  alpha->end_index = (guint) (start + length);
  pango_attr_list_insert (attributes, alpha);
}

/**
 * opt_statement_label_make_attributes:
 * @line: a statement
 *
 * Returns: (transfer full): what dims its keywords
 */
PangoAttrList *
opt_statement_label_make_attributes (const char *line)
{
  PangoAttrList *attributes = pango_attr_list_new ();
  const char *next = line;

  g_return_val_if_fail (line != NULL, NULL);

  while (*next != '\0')
    {
      gsize length = measure_token (next);

      /* What is behind a dot is a name, whatever it says. */
      if (length > 0 && is_keyword (next, length) && (next == line || next[-1] != '.'))
        dim (attributes, (gsize) (next - line), length);
      next += MAX (length, 1);
    }

  return attributes;
}

/* ---- The object ------------------------------------------------------------------------------ */

static gboolean
is_contrast_high (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}

/* In front, where nothing is left out. */
static void
set_marked (OptStatementLabel *self, const char *text, PangoAttrList *attributes)
{
  g_autoptr (PangoAttrList) all = pango_attr_list_new ();
  g_autofree char *marked = g_strdup_printf ("%s  %s", self->mark, text);
  PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);
  int length = (int) strlen (self->mark);

  bold->end_index = (guint) length;
  pango_attr_list_insert (all, bold);
  if (attributes != NULL)
    pango_attr_list_update (attributes, 0, 0, length + 2);
  if (attributes != NULL)
    pango_attr_list_splice (all, attributes, 0, 0);
  pango_layout_set_text (self->layout, marked, -1);
  pango_layout_set_attributes (self->layout, all);
}

static void
update_text (OptStatementLabel *self)
{
  g_autoptr (PangoAttrList) attributes = NULL;
  const char *shown = self->is_brief ? self->brief : self->line;
  const char *text = shown != NULL ? shown : _ ("(text not known yet)");

  if (shown == NULL)
    {
      attributes = pango_attr_list_new ();
      pango_attr_list_insert (attributes, pango_attr_foreground_alpha_new (DIM_ALPHA));
    }
  else if (!is_contrast_high ())
    attributes = opt_statement_label_make_attributes (shown);

  if (self->mark != NULL)
    set_marked (self, text, attributes);
  else
    {
      pango_layout_set_text (self->layout, text, -1);
      pango_layout_set_attributes (self->layout, attributes);
    }
}

/* Whoever hears it has room for all. */
static void
tell (OptStatementLabel *self)
{
  const char *line = self->line != NULL ? self->line : _ ("(text not known yet)");
  g_autofree char *text
      = self->mark != NULL ? g_strdup_printf ("%s  %s", self->mark, line) : g_strdup (line);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
changed (OptStatementLabel *self)
{
  update_text (self);
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* By the number of its characters, which are all of one width: it is asked at each drawing. */
static gboolean
has_room (OptStatementLabel *self, int width)
{
  PangoContext *context = pango_layout_get_context (self->layout);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  glong length = g_utf8_strlen (self->line, -1)
                 + (self->mark != NULL ? g_utf8_strlen (self->mark, -1) + 2 : 0);
  gboolean room = length * pango_font_metrics_get_approximate_char_width (metrics)
                  <= (glong) width * PANGO_SCALE;

  pango_font_metrics_unref (metrics);

  return room;
}

static void
opt_statement_label_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  OptStatementLabel *self = OPT_STATEMENT_LABEL (widget);

  *minimum = *natural
      = orientation == GTK_ORIENTATION_HORIZONTAL ? 0 : opt_layout_get_line_height (self->layout);
}

static void
opt_statement_label_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptStatementLabel *self = OPT_STATEMENT_LABEL (widget);
  int width = gtk_widget_get_width (widget);

  if (self->line != NULL && self->is_brief == has_room (self, width))
    {
      self->is_brief = !self->is_brief;
      update_text (self);
    }
  pango_layout_set_width (self->layout, width * PANGO_SCALE);
  opt_layout_append (self->layout, widget, snapshot, 0, width, 0);
}

static void
opt_statement_label_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (opt_statement_label_parent_class)->css_changed (widget, change);

  pango_layout_context_changed (OPT_STATEMENT_LABEL (widget)->layout);
  gtk_widget_queue_draw (widget);
}

static void
opt_statement_label_finalize (GObject *object)
{
  OptStatementLabel *self = OPT_STATEMENT_LABEL (object);

  g_clear_object (&self->layout);
  g_clear_pointer (&self->line, g_free);
  g_clear_pointer (&self->brief, g_free);
  g_clear_pointer (&self->mark, g_free);

  G_OBJECT_CLASS (opt_statement_label_parent_class)->finalize (object);
}

static void
opt_statement_label_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LINE:
      g_value_set_string (value, OPT_STATEMENT_LABEL (object)->line);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_statement_label_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LINE:
      opt_statement_label_set_line (OPT_STATEMENT_LABEL (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_statement_label_class_init (OptStatementLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = opt_statement_label_finalize;
  object_class->get_property = opt_statement_label_get_property;
  object_class->set_property = opt_statement_label_set_property;

  widget_class->measure = opt_statement_label_measure;
  widget_class->snapshot = opt_statement_label_snapshot;
  widget_class->css_changed = opt_statement_label_css_changed;

  /**
   * OptStatementLabel:line:
   *
   * The statement, see opt_sql_line(), or %NULL while it is not known.
   */
  properties[PROP_LINE]
      = g_param_spec_string ("line", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
opt_statement_label_init (OptStatementLabel *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "monospace");
  self->layout = opt_layout_new (GTK_WIDGET (self), FALSE);
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_MIDDLE);
  changed (self);

  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
}

/**
 * opt_statement_label_new:
 *
 * Returns: (transfer floating): a label of a statement that is not known
 */
GtkWidget *
opt_statement_label_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_LABEL, NULL);
}

/**
 * opt_statement_label_get_line:
 * @self: a label
 *
 * Returns: (nullable): the statement
 */
const char *
opt_statement_label_get_line (OptStatementLabel *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_LABEL (self), NULL);

  return self->line;
}

/**
 * opt_statement_label_set_line:
 * @self: a label
 * @line: (nullable): the statement, see opt_sql_line(), or %NULL while it is not known
 */
void
opt_statement_label_set_line (OptStatementLabel *self, const char *line)
{
  g_return_if_fail (OPT_IS_STATEMENT_LABEL (self));

  if (g_strcmp0 (self->line, line) == 0)
    return;

  g_free (self->line);
  self->line = g_strdup (line);
  g_free (self->brief);
  self->brief = line != NULL ? opt_sql_brief (line) : NULL;
  changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE]);
}

/**
 * opt_statement_label_set_mark:
 * @self: a label
 * @mark: (nullable): a word that is shown in front of the statement
 */
void
opt_statement_label_set_mark (OptStatementLabel *self, const char *mark)
{
  g_return_if_fail (OPT_IS_STATEMENT_LABEL (self));

  if (g_strcmp0 (self->mark, mark) == 0)
    return;

  g_free (self->mark);
  self->mark = g_strdup (mark);
  changed (self);
}
