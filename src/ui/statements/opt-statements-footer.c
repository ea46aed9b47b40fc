/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statements-footer.h"

#include <glib/gi18n.h>

#include "opt-delta-words.h"
#include "opt-format.h"

struct _OptStatementsFooter
{
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkWidget *notes_box;
  GtkLabel *notes_label;
  GtkLabel *window_label;

  /* Owned */
  OptServer *server; /* (nullable) */
  OptRange *range;   /* (nullable) */

  gboolean grouped; /* what is alike is shown as one */
  char *no_share;   /* (nullable) why there is none */
};

G_DEFINE_FINAL_TYPE (OptStatementsFooter, opt_statements_footer, GTK_TYPE_WIDGET)

/* ---- What it says ---------------------------------------------------------------------------- */

/**
 * opt_statements_find_list:
 * @server: (nullable): a server
 * @range: (nullable): the time that is shown; %NULL: live
 *
 * Returns: (nullable) (transfer none): the statements of that time, as far as they are known yet
 */
OptStatementList *
opt_statements_find_list (OptServer *server, OptRange *range)
{
  if (server == NULL)
    return NULL;
  if (range != NULL && opt_range_is_past (range))
    return opt_range_get_statements (range);

  return opt_server_get_statements (server);
}

/* By so much, at least, charts that begin with what was recorded go further back. */
#define EARLIER (2 * 60 * G_USEC_PER_SEC)

/* Since when they are counted, where charts of the same time begin earlier, with what was recorded
 * before it was watched. */
static char *
describe_since (OptServer *server, OptDelta *delta)
{
  const OptTimelinePoint *first = opt_timeline_get_point (opt_server_get_timeline (server), 0);
  g_autofree char *since = NULL;
  g_autofree char *observed = NULL;

  if (first == NULL || delta->observed <= 0 || delta->start - first->start < EARLIER)
    return NULL;

  since = opt_format_time (delta->start);
  observed = opt_format_duration ((double) delta->observed / 1000);

  /* Translators: a time, and a duration */
  return g_strdup_printf (_ ("Counted since %s, when watching began: %s observed"), since,
                          observed);
}

/**
 * opt_statements_describe_window:
 * @server: a server
 * @range: (nullable): the time that is shown; %NULL: live
 *
 * Returns: (transfer full): of which time its statements are
 */
char *
opt_statements_describe_window (OptServer *server, OptRange *range)
{
  OptDelta *delta;
  char *since;
  g_autofree char *span = NULL;
  g_autofree char *observed = NULL;

  g_return_val_if_fail (OPT_IS_SERVER (server), NULL);

  if (range != NULL && opt_range_is_past (range))
    return opt_range_describe_window (range);
  delta = opt_workload_get_delta (opt_server_get_workload (server));
  since = describe_since (server, delta);
  if (since != NULL)
    return since;

  span = opt_format_duration ((double) opt_timeline_get_span (opt_server_get_timeline (server))
                              / 1000);
  observed = opt_format_duration ((double) delta->observed / 1000);

  return g_strdup_printf (_ ("Last %s, %s observed"), span, observed);
}

/* With a link that changes it, as markup. */
static char *
describe_system (OptStatementList *list)
{
  guint n = opt_statement_list_get_n_hidden (list);
  g_autofree char *share = opt_format_percent (opt_statement_list_get_hidden_share (list));
  g_autofree char *text = NULL;

  if (opt_statement_list_get_show_system (list))
    return g_markup_printf_escaped ("%s · <a href=\"system\">%s</a>",
                                    _ ("System statements are shown"), _ ("Hide"));
  if (n == 0)
    return NULL;

  /* Translators: a number, and a share in percent */
  text = g_strdup_printf (ngettext ("%u system statement hidden, %s of the time",
                                    "%u system statements hidden, %s of the time", n),
                          n, share);

  return g_markup_printf_escaped ("%s · <a href=\"system\">%s</a>", text, _ ("Show"));
}

/* Of how many rows the table has fewer than there are statements. */
static char *
describe_groups (OptStatementsFooter *self, OptStatementList *list)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  guint n_rows = self->grouped ? opt_statement_list_get_groups (list)->len : n;

  if (n_rows == n)
    return NULL;

  /* Translators: the second number is of rows */
  return g_strdup_printf (ngettext ("%u statement, %u with alike ones together",
                                    "%u statements, %u with alike ones together", n),
                          n, n_rows);
}

static char *
describe_elsewhere (OptStatementList *list)
{
  guint n = opt_statement_list_get_n_elsewhere (list);

  if (n == 0)
    return NULL;

  return g_strdup_printf (ngettext ("%u statement of other databases",
                                    "%u statements of other databases", n),
                          n);
}

static void
append (GString *text, const char *part)
{
  if (part == NULL)
    return;

  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static void
update_window (OptStatementsFooter *self)
{
  OptStatementList *list = opt_statements_find_list (self->server, self->range);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *window = opt_statements_describe_window (self->server, self->range);
  g_autofree char *system = list != NULL ? describe_system (list) : NULL;
  g_autofree char *groups = list != NULL ? describe_groups (self, list) : NULL;
  g_autofree char *elsewhere = list != NULL ? describe_elsewhere (list) : NULL;

  append (text, window);
  append (text, groups);
  append (text, system);
  append (text, elsewhere);
  append (text, self->no_share);
  if (g_strcmp0 (gtk_label_get_label (self->window_label), text->str) != 0)
    gtk_label_set_label (self->window_label, text->str);
}

/* What was recorded says so above, where the time is chosen. */
static void
update_notes (OptStatementsFooter *self)
{
  OptWorkload *workload = opt_server_get_workload (self->server);
  OptDelta *delta = opt_workload_get_delta (workload);
  g_autoptr (GPtrArray) notes = opt_delta_list_notes (delta);
  const GError *error = opt_workload_get_texts_error (workload);
  g_autoptr (GString) text = g_string_new (NULL);

  if (error != NULL)
    g_ptr_array_add (notes, g_strdup_printf (_ ("The texts of statements can’t be read: %s"),
                                             error->message));
  for (guint i = 0; i < notes->len; i++)
    g_string_append_printf (text, i > 0 ? "\n%s" : "%s", (const char *) notes->pdata[i]);

  gtk_label_set_label (self->notes_label, text->str);
  gtk_widget_set_visible (self->notes_box,
                          notes->len > 0
                              && (self->range == NULL || !opt_range_is_past (self->range)));
}

static gboolean
link_activated (OptStatementsFooter *self)
{
  OptStatementList *list;

  if (self->server == NULL)
    return TRUE;

  list = opt_statements_find_list (self->server, self->range);
  if (list == NULL)
    return TRUE;
  opt_statement_list_set_show_system (list, !opt_statement_list_get_show_system (list));
  opt_statements_footer_update (self);

  return TRUE;
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statements_footer_dispose (GObject *object)
{
  OptStatementsFooter *self = OPT_STATEMENTS_FOOTER (object);

  g_clear_object (&self->server);
  g_clear_object (&self->range);
  g_clear_pointer (&self->no_share, g_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENTS_FOOTER);

  G_OBJECT_CLASS (opt_statements_footer_parent_class)->dispose (object);
}

static void
opt_statements_footer_class_init (OptStatementsFooterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_statements_footer_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statements-footer.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementsFooter, box);
  gtk_widget_class_bind_template_child (widget_class, OptStatementsFooter, notes_box);
  gtk_widget_class_bind_template_child (widget_class, OptStatementsFooter, notes_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementsFooter, window_label);
}

static void
opt_statements_footer_init (OptStatementsFooter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->window_label, "activate-link", G_CALLBACK (link_activated), self,
                           G_CONNECT_SWAPPED);
}

/**
 * opt_statements_footer_new:
 *
 * Returns: (transfer floating): a footer of no server
 */
GtkWidget *
opt_statements_footer_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENTS_FOOTER, NULL);
}

/**
 * opt_statements_footer_set_server:
 * @self: a footer
 * @server: (nullable): whose statements it is about
 */
void
opt_statements_footer_set_server (OptStatementsFooter *self, OptServer *server)
{
  g_return_if_fail (OPT_IS_STATEMENTS_FOOTER (self));

  if (g_set_object (&self->server, server))
    opt_statements_footer_update (self);
}

/**
 * opt_statements_footer_set_range:
 * @self: a footer
 * @range: (nullable): the time that is shown; %NULL: live
 */
void
opt_statements_footer_set_range (OptStatementsFooter *self, OptRange *range)
{
  g_return_if_fail (OPT_IS_STATEMENTS_FOOTER (self));

  g_set_object (&self->range, range);
  opt_statements_footer_update (self);
}

/**
 * opt_statements_footer_set_grouped:
 * @self: a footer
 * @grouped: whether statements that are alike are shown as one
 */
void
opt_statements_footer_set_grouped (OptStatementsFooter *self, gboolean grouped)
{
  g_return_if_fail (OPT_IS_STATEMENTS_FOOTER (self));

  self->grouped = grouped;
}

/**
 * opt_statements_footer_set_no_share:
 * @self: a footer
 * @why: (nullable): why no statement has a share of what was chosen; %NULL: some have
 */
void
opt_statements_footer_set_no_share (OptStatementsFooter *self, const char *why)
{
  g_return_if_fail (OPT_IS_STATEMENTS_FOOTER (self));

  g_free (self->no_share);
  self->no_share = why != NULL ? g_markup_escape_text (why, -1) : NULL;
}

/**
 * opt_statements_footer_update:
 * @self: a footer
 *
 * Says what is the case now: to be called after each poll.
 */
void
opt_statements_footer_update (OptStatementsFooter *self)
{
  g_return_if_fail (OPT_IS_STATEMENTS_FOOTER (self));

  gtk_widget_set_visible (GTK_WIDGET (self), self->server != NULL);
  if (self->server == NULL)
    return;

  update_window (self);
  update_notes (self);
}
