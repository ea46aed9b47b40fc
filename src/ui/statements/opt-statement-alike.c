/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-alike.h"

#include <glib/gi18n.h>

#include "opt-format.h"
#include "opt-row-order.h"

/* Those that took most time; the table has all. */
#define SHOWN 20

struct _OptStatementAlike
{
  AdwBin parent_instance;

  /* Template children */
  GtkLabel *note_label;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (OptStatementAlike, opt_statement_alike, ADW_TYPE_BIN)

/* ---- The rows -------------------------------------------------------------------------------- */

static GtkWidget *
make_row (const char *id, gboolean shown)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  if (shown)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (_ ("Shown here")));
      return row;
    }

  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.statement");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", id);

  return row;
}

static char *
describe_figures (OptStatementItem *member, OptStatementItem *sum)
{
  double total = opt_statement_item_get_total_ms (sum);
  g_autofree char *calls = opt_format_count (opt_statement_item_get_counters (member)->calls);
  g_autofree char *time = opt_format_duration (opt_statement_item_get_total_ms (member));
  g_autofree char *mean = opt_format_duration (opt_statement_item_get_mean_ms (member));
  g_autofree char *share
      = total > 0 ? opt_format_percent (opt_statement_item_get_total_ms (member) / total)
                  : g_strdup (OPT_FORMAT_NONE);

  /* Translators: a number of calls, a duration, that of a call, and a share in percent */
  return g_strdup_printf (_ ("%s calls, %s, mean %s, %s of the time of all"), calls, time, mean,
                          share);
}

static void
show_member (OptStatementAlike *self,
             OptStatementGroup *group,
             OptStatementItem *member,
             gboolean shown)
{
  g_autofree char *title = opt_statement_group_describe_member (group, member);
  g_autofree char *subtitle = describe_figures (member, opt_statement_group_get_item (group));
  g_autofree char *id
      = g_strconcat (shown ? "shown " : "other ", opt_statement_item_get_id (member), NULL);
  GtkWidget *row = (GtkWidget *) opt_row_order_next (self->list, id);

  if (row == NULL)
    opt_row_order_add (self->list, row = make_row (opt_statement_item_get_id (member), shown), id);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static char *
describe (OptStatementGroup *group)
{
  const OptStatementKinds *kinds = opt_statement_group_get_kinds (group);
  OptStatementItem *sum = opt_statement_group_get_item (group);
  g_autofree char *words = opt_statement_kinds_to_text (kinds);
  g_autofree char *calls = opt_format_count (opt_statement_item_get_counters (sum)->calls);
  g_autofree char *time = opt_format_duration (opt_statement_item_get_total_ms (sum));
  g_autofree char *mean = opt_format_duration (opt_statement_item_get_mean_ms (sum));
  g_autofree char *all = NULL;

  /* Translators: in what they differ, a number of calls, a duration, and that of a call */
  all = g_strdup_printf (
      _ ("Alike, but for %s. Together %s calls, %s, mean %s; all else here is of "
         "the one that is shown."),
      words, calls, time, mean);
  if (kinds->n_members <= SHOWN)
    return g_steal_pointer (&all);

  return g_strdup_printf (ngettext ("%s %u with less time is not listed.",
                                    "%s %u with less time are not listed.",
                                    kinds->n_members - SHOWN),
                          all, kinds->n_members - SHOWN);
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_statement_alike_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_STATEMENT_ALIKE);

  G_OBJECT_CLASS (opt_statement_alike_parent_class)->dispose (object);
}

static void
opt_statement_alike_class_init (OptStatementAlikeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_statement_alike_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/statements/opt-statement-alike.ui");
  gtk_widget_class_bind_template_child (widget_class, OptStatementAlike, note_label);
  gtk_widget_class_bind_template_child (widget_class, OptStatementAlike, list);
}

static void
opt_statement_alike_init (OptStatementAlike *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * opt_statement_alike_new:
 *
 * Returns: (transfer floating): what is alike to no statement
 */
GtkWidget *
opt_statement_alike_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_ALIKE, NULL);
}

/**
 * opt_statement_alike_show:
 * @self: what is alike
 * @list: (nullable): statements
 * @item: (nullable): one of them
 */
void
opt_statement_alike_show (OptStatementAlike *self, OptStatementList *list, OptStatementItem *item)
{
  OptStatementGroup *group = NULL;

  g_return_if_fail (OPT_IS_STATEMENT_ALIKE (self));

  if (list != NULL && item != NULL)
    {
      opt_statement_list_get_groups (list);
      group = opt_statement_item_get_group (item);
    }

  opt_row_order_begin (self->list);
  if (group != NULL)
    {
      GPtrArray *members = opt_statement_group_get_members (group);
      g_autofree char *note = describe (group);

      for (guint i = 0; i < MIN (members->len, SHOWN); i++)
        show_member (self, group, members->pdata[i], members->pdata[i] == item);
      gtk_label_set_label (self->note_label, note);
    }
  opt_row_order_end (self->list);
  gtk_widget_set_visible (GTK_WIDGET (self), group != NULL);
}
