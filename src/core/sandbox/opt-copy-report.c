/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-copy-report.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-json-build.h"

/* A shorter time says more about the way there and back. */
#define SHORTEST_MEASURE (G_USEC_PER_SEC / 10)

static void
copied_table_free (gpointer data)
{
  OptCopiedTable *table = data;

  g_free (table->name);
  g_free (table);
}

/**
 * opt_copy_report_new:
 *
 * Returns: (transfer full): a report of nothing
 */
OptCopyReport *
opt_copy_report_new (void)
{
  OptCopyReport *self = g_new0 (OptCopyReport, 1);

  self->tables = g_ptr_array_new_with_free_func (copied_table_free);
  self->masked = g_ptr_array_new_with_free_func (g_free);
  self->free_bytes = -1;
  self->expected_us = -1;
  self->read_bytes = -1;

  return self;
}

/**
 * opt_copy_report_free:
 * @self: (nullable): a report
 *
 * Frees @self.
 */
void
opt_copy_report_free (OptCopyReport *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->masked);
  g_free (self);
}

/**
 * opt_copy_report_add_table:
 * @self: a report
 * @table: a table that holds rows itself
 * @part: which of them are copied
 *
 * Adds a table, with its sizes on production. Of a sample that share of them counts for what the
 * copy takes; of what references it, too, as nobody knows better beforehand.
 */
void
opt_copy_report_add_table (OptCopyReport *self, const OptRelation *table, OptCopyPart part)
{
  OptCopiedTable *copied = g_new0 (OptCopiedTable, 1);
  double share = part == OPT_COPY_WHOLE ? 1 : self->sample / 100;

  copied->name = opt_relation_get_quoted_name (table);
  copied->part = part;
  copied->bytes = table->bytes;
  copied->total_bytes = table->total_bytes;
  copied->production_tuples = table->tuples;
  copied->tuples = -1;
  g_ptr_array_add (self->tables, copied);

  self->table_bytes += table->bytes;
  self->total_bytes += table->total_bytes;
  self->copy_bytes += (gint64) ((double) table->total_bytes * share);
}

/**
 * opt_copy_report_expect:
 * @self: a report with its tables
 *
 * Sets how long reading the rows takes without being held back: the tables' size by the measured
 * rate. Without one it is not known, nor is it for a sample, as what is read to find its rows is
 * not, nor for masks, as what they take is not. The limit is for the rows' text, whose size nobody
 * knows before.
 */
void
opt_copy_report_expect (OptCopyReport *self)
{
  self->expected_us = -1;
  if (self->measured_rate <= 0 || self->sample > 0 || self->masked->len > 0)
    return;
  self->expected_us = (gint64) ((double) self->table_bytes / self->measured_rate * G_USEC_PER_SEC);
}

/**
 * opt_copy_report_get_rate:
 * @self: a report of a copy that was made
 *
 * Returns: bytes of the tables a second, without the time in which it was held back; 0 where it was
 *   too short to tell, or a sample, whose reading is another
 */
double
opt_copy_report_get_rate (const OptCopyReport *self)
{
  gint64 busy = self->read_us - self->waited_us;

  if (self->read_bytes < 0 || self->sample > 0 || self->masked->len > 0 || busy < SHORTEST_MEASURE)
    return 0;

  return (double) self->table_bytes * G_USEC_PER_SEC / (double) busy;
}

static void
describe_table (GString *text, const OptCopyReport *self, const OptCopiedTable *table)
{
  g_autofree char *bytes = opt_format_bytes (table->bytes);
  g_autofree char *total = opt_format_bytes (table->total_bytes);
  g_autofree char *share = opt_format_percent (self->sample / 100);

  g_string_append_printf (text, _ ("  %s: %s, %s with indexes"), table->name, bytes, total);
  if (table->part == OPT_COPY_ROWS)
    g_string_append_printf (text, _ ("; %s of its rows"), share);
  else if (table->part == OPT_COPY_BLOCKS)
    g_string_append_printf (text, _ ("; %s of its blocks"), share);
  else if (table->part == OPT_COPY_CHILDREN)
    g_string_append (text, _ ("; the rows that belong to what is drawn"));
  g_string_append_c (text, '\n');
}

static void
describe_time (GString *text, const OptCopyReport *self)
{
  g_autofree char *limit = opt_format_bytes (self->rate_limit);
  g_autofree char *measured = opt_format_bytes ((gint64) self->measured_rate);
  g_autofree char *time = opt_format_duration ((double) self->expected_us / 1000);
  g_autofree char *when = opt_format_time (self->measured_at);

  if (self->expected_us >= 0)
    g_string_append_printf (text,
                            _ ("Reading the rows takes about %s where it is not held back, at the "
                               "%s/s of the tables measured here on %s."),
                            time, measured, when);
  else if (self->masked->len > 0)
    g_string_append (text, _ ("How long reading the rows takes is not known: how long the server "
                              "takes to mask them is not."));
  else if (self->sample > 0)
    g_string_append (text, _ ("How long reading the rows takes is not known: what the server reads "
                              "to find those of a sample is not."));
  else
    g_string_append (text, _ ("How long reading the rows takes is not known: no copy from this "
                              "server was measured yet."));
  if (self->rate_limit > 0)
    g_string_append_printf (text,
                            _ (" The server sends no more than %s/s; what it reads for that is not "
                               "limited."),
                            limit);
}

/**
 * opt_copy_report_describe:
 * @self: a report of a copy that is to be made
 *
 * Returns: (transfer full): several lines: the tables with their sizes, the whole, the disk, and
 *   what is known of the time
 */
char *
opt_copy_report_describe (const OptCopyReport *self)
{
  GString *text = g_string_new (_ ("To be copied into the sandbox:\n"));
  g_autofree char *total = opt_format_bytes (self->total_bytes);
  g_autofree char *copy = opt_format_bytes (self->copy_bytes);
  g_autofree char *needed = opt_format_bytes (self->needed_bytes);
  g_autofree char *room = self->free_bytes >= 0 ? opt_format_bytes (self->free_bytes)
                                                : g_strdup (_ ("nobody knows how much"));

  for (guint i = 0; i < self->tables->len; i++)
    describe_table (text, self, self->tables->pdata[i]);
  if (self->sample > 0)
    g_string_append_printf (text, _ ("Of %s at least about %s; drawn with the seed %u.\n"), total,
                            copy, self->seed);
  for (guint i = 0; i < self->masked->len; i++)
    g_string_append_printf (text, _ ("Masked: %s\n"), (const char *) self->masked->pdata[i]);
  g_string_append_printf (
      text,
      _ ("In all %s; with a second copy and the server's log %s of the disk, where %s is "
         "free.\n"),
      copy, needed, room);
  describe_time (text, self);

  return g_string_free (text, FALSE);
}

static const char *
get_part_nick (OptCopyPart part)
{
  switch (part)
    {
    case OPT_COPY_ROWS:
      return "bernoulli";
    case OPT_COPY_BLOCKS:
      return "system";
    case OPT_COPY_CHILDREN:
      return "children";
    case OPT_COPY_WHOLE:
    default:
      return "whole";
    }
}

static void
add_tables (JsonBuilder *builder, const OptCopyReport *self)
{
  json_builder_set_member_name (builder, "tables");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->tables->len; i++)
    {
      const OptCopiedTable *table = self->tables->pdata[i];

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "name", table->name);
      opt_json_add_text (builder, "part", get_part_nick (table->part));
      opt_json_add_count (builder, "bytes", table->bytes);
      opt_json_add_count (builder, "total_bytes", table->total_bytes);
      opt_json_add_number (builder, "production_rows",
                           table->production_tuples >= 0 ? table->production_tuples : NAN);
      opt_json_add_number (builder, "rows", table->tuples >= 0 ? table->tuples : NAN);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * opt_copy_report_to_json:
 * @self: a report of a copy that was made
 *
 * Returns: (transfer full): the object `copy` of a trial
 */
JsonNode *
opt_copy_report_to_json (const OptCopyReport *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  if (self->sample > 0)
    {
      opt_json_add_number (builder, "sample_percent", self->sample);
      opt_json_add_int (builder, "sample_seed", self->seed);
    }
  opt_json_add_count (builder, "read_bytes", self->read_bytes);
  opt_json_add_number (builder, "read_ms", (double) self->read_us / 1000);
  opt_json_add_number (builder, "held_back_ms", (double) self->waited_us / 1000);
  if (self->rate_limit > 0)
    opt_json_add_count (builder, "rate_limit", self->rate_limit);
  json_builder_set_member_name (builder, "masked");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->masked->len; i++)
    json_builder_add_string_value (builder, self->masked->pdata[i]);
  json_builder_end_array (builder);
  add_tables (builder, self);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
