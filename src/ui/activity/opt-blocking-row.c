/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-blocking-row.h"

#include "opt-blocking-words.h"
#include "opt-fact-row.h"
#include "opt-format.h"
#include "opt-sql-line.h"

struct _OptBlockingRow
{
  AdwExpanderRow parent_instance;

  gboolean recorded;

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

static void
show_victim (OptBlockingRow *self, guint i)
{
  const OptBlockingVictim *victim = opt_blocking_chain_get_victim (self->chain, i);
  g_autofree char *line = format_line (victim->backend);
  g_autofree char *title = opt_blocking_describe_victim (victim);

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
  g_autofree char *text = opt_blocking_describe_chain (self->chain, self->recorded);

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
 * @recorded: whether that is as it was recorded, and not watched
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
opt_blocking_row_new (OptBlockingChain *chain, gboolean recorded)
{
  OptBlockingRow *self;

  g_return_val_if_fail (OPT_IS_BLOCKING_CHAIN (chain), NULL);

  self = g_object_new (OPT_TYPE_BLOCKING_ROW, NULL);
  self->chain = g_object_ref (chain);
  self->recorded = recorded;
  g_signal_connect_object (chain, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (update), NULL);
  update (self);

  return GTK_WIDGET (self);
}
