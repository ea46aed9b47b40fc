/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-timeline-export.h"

#include <glib/gi18n.h>

/* What a point tells beside its load. */
static const struct
{
  const char *name;
  const char *unit;
  gsize offset;
} figures[] = {
  { N_ ("Calls"), "1/s", G_STRUCT_OFFSET (OptTimelinePoint, calls_per_second) },
  { N_ ("Mean latency"), "ms", G_STRUCT_OFFSET (OptTimelinePoint, mean_ms) },
  { N_ ("Transactions"), "1/s", G_STRUCT_OFFSET (OptTimelinePoint, transactions_per_second) },
  { N_ ("Hit ratio"), "of 1", G_STRUCT_OFFSET (OptTimelinePoint, hit_ratio) },
  { N_ ("Blocks read"), "1/s", G_STRUCT_OFFSET (OptTimelinePoint, blocks_read_per_second) },
  { N_ ("Rows"), "1/s", G_STRUCT_OFFSET (OptTimelinePoint, rows_per_second) },
  { N_ ("Temporary files"), "bytes/s", G_STRUCT_OFFSET (OptTimelinePoint, temp_bytes_per_second) },
  { N_ ("WAL"), "bytes/s", G_STRUCT_OFFSET (OptTimelinePoint, wal_bytes_per_second) },
  { N_ ("Sessions"), NULL, G_STRUCT_OFFSET (OptTimelinePoint, backends) },
};

/* What happened up to the end of a point, and was not told with one before. */
static char *
describe_events (OptTimeline *timeline, guint *next, gint64 end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (; *next < opt_timeline_get_n_events (timeline); (*next)++)
    {
      const OptTimelineEvent *event = opt_timeline_get_event (timeline, *next);

      if (event->time > end)
        break;
      if (text->len > 0)
        g_string_append (text, "; ");
      g_string_append (text, event->text);
    }

  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
add_point (OptDataTable *table, const OptTimelinePoint *point)
{
  guint column = 0;

  opt_data_table_add_row (table);
  opt_data_table_set_time (table, column++, point->start);
  opt_data_table_set_time (table, column++, point->end);
  for (guint i = 0; i < OPT_N_WAIT_CLASSES; i++)
    opt_data_table_set_number (table, column++, point->load[i]);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    opt_data_table_set_number (table, column++, G_STRUCT_MEMBER (double, point, figures[i].offset));
}

/**
 * opt_timeline_export_table:
 * @timeline: a database over time
 *
 * Returns: (transfer full): a row for each of its points, with what happened in it
 */
OptDataTable *
opt_timeline_export_table (OptTimeline *timeline)
{
  OptDataTable *table = opt_data_table_new (_ ("Overview"));
  guint n_points = opt_timeline_get_n_points (timeline);
  guint event, next = 0;
  g_autofree char *before = NULL;

  opt_data_table_add_column (table, _ ("From"), OPT_DATA_TIME, NULL);
  opt_data_table_add_column (table, _ ("To"), OPT_DATA_TIME, NULL);
  for (guint i = 0; i < OPT_N_WAIT_CLASSES; i++)
    {
      g_autofree char *name
          = g_strdup_printf (_ ("Load: %s"), opt_wait_class_get_label ((OptWaitClass) i));

      opt_data_table_add_column (table, name, OPT_DATA_NUMBER, _ ("active sessions"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    opt_data_table_add_column (table, _ (figures[i].name), OPT_DATA_NUMBER, figures[i].unit);
  event = opt_data_table_add_column (table, _ ("Events"), OPT_DATA_TEXT, NULL);

  /* What happened before all points is in none. */
  if (n_points > 0)
    before = describe_events (timeline, &next, opt_timeline_get_point (timeline, 0)->start - 1);
  for (guint i = 0; i < n_points; i++)
    {
      const OptTimelinePoint *point = opt_timeline_get_point (timeline, i);
      g_autofree char *events = describe_events (timeline, &next, point->end);

      add_point (table, point);
      opt_data_table_set_text (table, event, events);
    }
  if (n_points > 0)
    opt_data_table_set_window (table, opt_timeline_get_point (timeline, 0)->start,
                               opt_timeline_get_point (timeline, n_points - 1)->end);

  return table;
}
