/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-view-private.h"

#include <glib/gi18n.h>

/* The first node at or behind @id (before it) that was found; round the end. */
static guint
find_hit (OptPlanView *self, int id, gboolean forward)
{
  guint n = self->hits->len;

  for (guint i = 0; i < n; i++)
    {
      guint at = forward ? i : n - 1 - i;
      int hit = g_array_index (self->hits, int, at);

      if (forward ? hit >= id : hit <= id)
        return at;
    }

  return forward ? 0 : n - 1;
}

static void
go_to_hit (OptPlanView *self, int id, gboolean forward)
{
  g_autofree char *count = NULL;
  guint at;

  if (self->hits == NULL || self->hits->len == 0)
    return;

  at = find_hit (self, id, forward);
  opt_plan_view_select (self, opt_plan_get_node (opt_plan_document_get_plan (self->document),
                                                 g_array_index (self->hits, int, at)));
  count = g_strdup_printf (_ ("%u of %u"), at + 1, self->hits->len);
  gtk_label_set_label (self->search_count, count);
}

static int
get_selected_id (OptPlanView *self)
{
  OptPlanNode *node = opt_plan_tree_get_selected (self->tree);

  return node != NULL ? opt_plan_node_get_id (node) : 0;
}

static void
search_changed (OptPlanView *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  if (self->document == NULL)
    return;

  g_clear_pointer (&self->hits, g_array_unref);
  self->hits = opt_plan_document_search (self->document, words);
  gtk_label_set_label (self->search_count,
                       *words != '\0' && self->hits->len == 0 ? _ ("None found") : "");
  go_to_hit (self, MAX (get_selected_id (self), 1), TRUE);
}

static void
next_match (OptPlanView *self)
{
  go_to_hit (self, get_selected_id (self) + 1, TRUE);
}

static void
previous_match (OptPlanView *self)
{
  go_to_hit (self, get_selected_id (self) - 1, FALSE);
}

/*
 * opt_plan_view_search_begin:
 *
 * Opens the search bar.
 */
void
opt_plan_view_search_begin (OptPlanView *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/*
 * opt_plan_view_search_forget:
 *
 * Another plan comes: what was found was found in the old one.
 */
void
opt_plan_view_search_forget (OptPlanView *self)
{
  g_clear_pointer (&self->hits, g_array_unref);
  gtk_label_set_label (self->search_count, "");
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

/*
 * opt_plan_view_search_bind:
 *
 * What the template calls.
 */
void
opt_plan_view_search_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, next_match);
  gtk_widget_class_bind_template_callback (widget_class, previous_match);
}
