/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vitals-figures.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-figure.h"
#include "opt-format.h"
#include "opt-server-vitals.h"

/* A transaction's number is of 32 bits, and half of them are in the past. */
#define WRAPAROUND_AT 2147483648.0
/* More digits than that say nothing. */
#define NEXT_TO_NOTHING 0.001

/* Writes the value and what is beside it; FALSE: nothing is known. */
typedef gboolean (*WriteFunc) (const OptVitals *vitals,
                               OptServer *server,
                               char **value,
                               char **note);

static gboolean
write_connections (const OptVitals *vitals, OptServer *server, char **value, char **note)
{
  double total = opt_vitals_get_number (vitals, "connections.total", NULL);
  double limit = opt_vitals_get_number (vitals, "connections.limit", NULL);

  if (!isfinite (total) || !isfinite (limit))
    return FALSE;

  *value = opt_format_percent (total / limit);
  *note = g_strdup_printf (_ ("%.0f of %.0f allowed to others than superusers"), total, limit);

  return TRUE;
}

static gboolean
write_size (const OptVitals *vitals, OptServer *server, char **value, char **note)
{
  OptServerFacts *facts = opt_server_get_facts (server);
  const char *name = facts != NULL ? opt_server_facts_get_database (facts) : "";
  double bytes = opt_vitals_get_number (vitals, "sizes.bytes", name);
  double all = opt_vitals_get_number (vitals, "sizes.bytes", NULL);
  g_autofree char *text = NULL;

  if (!isfinite (bytes))
    return FALSE;

  *value = opt_format_bytes (llround (bytes));
  if (isfinite (all))
    {
      text = opt_format_bytes (llround (all));
      *note = g_strdup_printf (_ ("of %s in all databases"), text);
    }

  return TRUE;
}

static const OptVitalsRow *
get_first (const OptVitals *vitals, OptVitalArea area)
{
  const OptVitalsPart *part = &vitals->parts[area];

  return part->rows != NULL && part->rows->len > 0 ? part->rows->pdata[0] : NULL;
}

static gboolean
write_table (const OptVitals *vitals, OptServer *server, char **value, char **note)
{
  const OptVitalsRow *row = get_first (vitals, OPT_VITAL_AREA_TABLES);
  double bytes = row != NULL ? opt_vitals_get_number (vitals, "tables.bytes", row->name) : NAN;

  if (!isfinite (bytes))
    return FALSE;

  *value = opt_format_bytes (llround (bytes));
  *note = g_strdup (row->name);

  return TRUE;
}

/* Of whichever comes first. */
static gboolean
write_wraparound (const OptVitals *vitals, OptServer *server, char **value, char **note)
{
  double transactions = opt_vitals_get_number (vitals, "wraparound.xid_age", NULL);
  double multixacts = opt_vitals_get_number (vitals, "wraparound.mxid_age", NULL);
  gboolean multi = multixacts > transactions;
  double age = multi ? multixacts : transactions;
  double limit
      = opt_vitals_get_number (vitals, multi ? "wraparound.mxid_limit" : "wraparound.xid_limit",
                               NULL);
  g_autofree char *age_text = NULL;
  g_autofree char *limit_text = NULL;
  g_autofree char *least = NULL;
  double share;

  if (!isfinite (transactions) || !isfinite (multixacts))
    return FALSE;

  share = age / WRAPAROUND_AT;
  least = opt_format_percent (NEXT_TO_NOTHING);
  *value = share < NEXT_TO_NOTHING ? g_strdup_printf (_ ("under %s"), least)
                                   : opt_format_percent (share);
  age_text = opt_format_count (llround (age));
  limit_text = isfinite (limit) ? opt_format_count (llround (limit)) : g_strdup (OPT_FORMAT_NONE);
  *note = g_strdup_printf (multi ? _ ("%s multixacts old; autovacuum at %s")
                                 : _ ("%s transactions old; autovacuum at %s"),
                           age_text, limit_text);

  return TRUE;
}

static gboolean
write_transaction (const OptVitals *vitals, OptServer *server, char **value, char **note)
{
  double age = opt_vitals_get_number (vitals, "connections.oldest_transaction_ms", NULL);

  if (!isfinite (age))
    return FALSE;

  *value = age > 0 ? opt_format_duration (age) : g_strdup (_ ("None"));

  return TRUE;
}

static gboolean
write_vacuum (const OptVitals *vitals, OptServer *server, char **value, char **note)
{
  const OptVitalsPart *part = &vitals->parts[OPT_VITAL_AREA_VACUUMS];
  const OptVitalsPart *waiting = &vitals->parts[OPT_VITAL_AREA_VACUUM_WAITING];
  double tables = opt_vitals_get_number (vitals, "vacuum-waiting.tables", NULL);

  if (part->state != OPT_VITALS_READ)
    return FALSE;

  *value = part->rows->len == 0
               ? g_strdup (_ ("None"))
               : g_strdup_printf (ngettext ("%u table", "%u tables", part->rows->len),
                                  part->rows->len);
  if (isfinite (tables))
    *note = g_strdup_printf (ngettext ("%u table waits", "%u tables wait", (guint) tables),
                             (guint) tables);
  else if (waiting->state == OPT_VITALS_READ)
    *note = g_strdup (_ ("no table waits"));

  return TRUE;
}

static gboolean
write_slots (const OptVitals *vitals, OptServer *server, char **value, char **note)
{
  const OptVitalsPart *part = &vitals->parts[OPT_VITAL_AREA_SLOTS];
  double active = opt_vitals_get_number (vitals, "slots.active", NULL);
  double retained = opt_vitals_get_number (vitals, "slots.retained_bytes", NULL);
  g_autofree char *bytes = NULL;

  if (part->state != OPT_VITALS_READ || part->rows->len == 0)
    return FALSE;

  *value = g_strdup_printf (_ ("%.0f of %u active"), active, part->rows->len);
  bytes = isfinite (retained) ? opt_format_bytes (llround (retained)) : g_strdup (OPT_FORMAT_NONE);
  *note = g_strdup_printf (_ ("at most %s of WAL kept"), bytes);

  return TRUE;
}

static gboolean
write_archiver (const OptVitals *vitals, OptServer *server, char **value, char **note)
{
  const OptVitalsRow *row = get_first (vitals, OPT_VITAL_AREA_ARCHIVER);
  double failing = opt_vitals_get_number (vitals, "archiver.failing", NULL);
  double age = opt_vitals_get_number (vitals, "archiver.archived_age_ms", NULL);
  g_autofree char *text = NULL;

  if (row == NULL)
    return FALSE;

  text = isfinite (age) ? opt_format_duration (age) : NULL;
  *value = g_strdup (failing > 0 ? _ ("Failing") : _ ("Works"));
  *note = text != NULL ? g_strdup_printf (_ ("%s since the last success"), text)
                       : g_strdup (_ ("no success yet"));

  return TRUE;
}

static const struct
{
  const char *title;
  WriteFunc write;
} kinds[] = {
  { N_ ("Connections used"), write_connections },
  { N_ ("Size of this database"), write_size },
  { N_ ("Largest table, with indexes"), write_table },
  { N_ ("Way to wraparound"), write_wraparound },
  { N_ ("Longest open transaction"), write_transaction },
  { N_ ("Being vacuumed"), write_vacuum },
  { N_ ("Replication slots"), write_slots },
  { N_ ("Archiving"), write_archiver },
};

#define N_KINDS G_N_ELEMENTS (kinds)

struct _OptVitalsFigures
{
  GObject parent_instance;

  /* Owned */
  OptFigure *figures[N_KINDS];
};

G_DEFINE_FINAL_TYPE (OptVitalsFigures, opt_vitals_figures, G_TYPE_OBJECT)

static void
opt_vitals_figures_dispose (GObject *object)
{
  OptVitalsFigures *self = OPT_VITALS_FIGURES (object);

  for (guint i = 0; i < N_KINDS; i++)
    g_clear_object (&self->figures[i]);

  G_OBJECT_CLASS (opt_vitals_figures_parent_class)->dispose (object);
}

static void
opt_vitals_figures_class_init (OptVitalsFiguresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_vitals_figures_dispose;
}

static void
opt_vitals_figures_init (OptVitalsFigures *self)
{
  for (guint i = 0; i < N_KINDS; i++)
    self->figures[i] = g_object_ref_sink (OPT_FIGURE (opt_figure_new (_ (kinds[i].title))));
}

/**
 * opt_vitals_figures_new:
 * @grid: where they go
 *
 * Returns: (transfer full): the figures
 */
OptVitalsFigures *
opt_vitals_figures_new (OptCardGrid *grid)
{
  OptVitalsFigures *self;

  g_return_val_if_fail (OPT_IS_CARD_GRID (grid), NULL);

  self = g_object_new (OPT_TYPE_VITALS_FIGURES, NULL);
  for (guint i = 0; i < N_KINDS; i++)
    opt_card_grid_append (grid, GTK_WIDGET (self->figures[i]));

  return self;
}

/**
 * opt_vitals_figures_show:
 * @self: figures
 * @server: (nullable): whose; %NULL: nothing is known
 */
void
opt_vitals_figures_show (OptVitalsFigures *self, OptServer *server)
{
  OptVitals *vitals = server != NULL ? opt_server_get_vitals (server) : NULL;

  g_return_if_fail (OPT_IS_VITALS_FIGURES (self));

  for (guint i = 0; i < N_KINDS; i++)
    {
      g_autofree char *value = NULL;
      g_autofree char *note = NULL;
      gboolean known = vitals != NULL && kinds[i].write (vitals, server, &value, &note);

      gtk_widget_set_visible (GTK_WIDGET (self->figures[i]), known);
      if (!known)
        continue;
      opt_figure_set_value (self->figures[i], value);
      opt_figure_set_note (self->figures[i], note);
    }
}
