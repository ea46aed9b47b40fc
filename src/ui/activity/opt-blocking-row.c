/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-row.h"

#include <glib/gi18n.h>

#include "opt-fact-row.h"
#include "opt-format.h"
#include "opt-sql-line.h"

struct _OptBlockingRow
{
  AdwExpanderRow parent_instance;

  /* Owned */
  OptBlockingChain *chain;
  GPtrArray *rows; /* of OptFactRow, borrowed from the row */
};

G_DEFINE_FINAL_TYPE (OptBlockingRow, opt_blocking_row, ADW_TYPE_EXPANDER_ROW)

static char *
format_line (const OptBackend *backend)
{
  return backend->query != NULL ? opt_sql_line (backend->query) : g_strdup (OPT_FORMAT_NONE);
}

static char *
format_span (gint64 from, gint64 to)
{
  return opt_format_duration ((double) MAX (to - from, 0) / 1000);
}

static char *
describe (OptBlockingChain *chain)
{
  const OptBackend *root = opt_blocking_chain_get_root (chain);
  const char *object = opt_blocking_chain_get_object (chain);
  guint n = opt_blocking_chain_get_max_blocked (chain);
  guint depth = opt_blocking_chain_get_max_depth (chain);
  gint64 start = opt_blocking_chain_get_start (chain);
  g_autofree char *time = opt_format_time (start);
  g_autofree char *span = format_span (start, opt_blocking_chain_get_end (chain));
  g_autofree char *who = opt_backend_describe_who (root);
  g_autofree char *waited
      = g_strdup_printf (ngettext ("up to %u session waited", "up to %u sessions waited", n), n);
  g_autofree char *deep
      = depth > 1 ? g_strdup_printf (_ (", %u behind each other"), depth) : g_strdup ("");

  return g_strdup_printf (opt_blocking_chain_get_open (chain)
                              ? _ ("%s, for %s until now · %s%s for %s · process %d (%s)")
                              : _ ("%s, for %s · %s%s for %s · process %d (%s)"),
                          time, span, waited, deep, object != NULL ? object : OPT_FORMAT_NONE,
                          root->pid, who);
}

static void
show_victim (OptBlockingRow *self, guint i)
{
  const OptBlockingVictim *victim = opt_blocking_chain_get_victim (self->chain, i);
  g_autofree char *line = format_line (victim->backend);
  g_autofree char *who = opt_backend_describe_who (victim->backend);
  g_autofree char *span = format_span (victim->since, victim->until);
  g_autofree char *title
      = g_strdup_printf (_ ("Process %d waited %s (%s)"), victim->backend->pid, span, who);

  if (i < self->rows->len)
    {
      adw_preferences_row_set_title (self->rows->pdata[i], title);
      return;
    }
  g_ptr_array_add (self->rows, opt_fact_row_new (title, line));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->rows->pdata[i]);
}

static void
update (OptBlockingRow *self)
{
  g_autofree char *line = format_line (opt_blocking_chain_get_root (self->chain));
  g_autofree char *text = describe (self->chain);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), line);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text);
  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  for (guint i = 0; i < opt_blocking_chain_get_n_victims (self->chain); i++)
    show_victim (self, i);
}

static void
opt_blocking_row_dispose (GObject *object)
{
  g_clear_object (&OPT_BLOCKING_ROW (object)->chain);

  G_OBJECT_CLASS (opt_blocking_row_parent_class)->dispose (object);
}

static void
opt_blocking_row_finalize (GObject *object)
{
  g_ptr_array_unref (OPT_BLOCKING_ROW (object)->rows);

  G_OBJECT_CLASS (opt_blocking_row_parent_class)->finalize (object);
}

static void
opt_blocking_row_class_init (OptBlockingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = opt_blocking_row_dispose;
  object_class->finalize = opt_blocking_row_finalize;
}

static void
opt_blocking_row_init (OptBlockingRow *self)
{
  self->rows = g_ptr_array_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/**
 * opt_blocking_row_new:
 * @chain: what it shows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
opt_blocking_row_new (OptBlockingChain *chain)
{
  OptBlockingRow *self;

  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (chain), NULL);

  self = g_object_new (OPT_TYPE_BLOCKING_ROW, NULL);
  self->chain = g_object_ref (chain);
  g_signal_connect_object (chain, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (update), NULL);
  update (self);

  return GTK_WIDGET (self);
}
