/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vitals-json.h"

#include "opt-json-build.h"

static void
add_units (JsonBuilder *builder, OptVitalArea area)
{
  guint n;
  const OptVital *vitals = opt_vital_area_get_vitals (area, &n);

  json_builder_set_member_name (builder, "units");
  json_builder_begin_object (builder);
  for (guint i = 0; i < n; i++)
    if (vitals[i].kind != OPT_VITAL_KIND_TEXT)
      opt_json_add_text (builder, vitals[i].column, opt_series_unit_get_nick (vitals[i].unit));
  json_builder_end_object (builder);
}

/* Of an area of items: what its series of all together have. */
static void
add_totals (JsonBuilder *builder, OptVitalArea area, const double *totals)
{
  guint n;
  const OptVital *vitals = opt_vital_area_get_vitals (area, &n);

  json_builder_set_member_name (builder, "total");
  json_builder_begin_object (builder);
  for (guint i = 0; i < n; i++)
    if (vitals[i].series & (OPT_VITAL_SERIES_TOTAL | OPT_VITAL_SERIES_MOST))
      opt_json_add_number (builder, vitals[i].column, totals[i]);
  json_builder_end_object (builder);
}

static void
add_row (JsonBuilder *builder,
         OptVitalArea area,
         const OptVitalsRow *row,
         const OptVitalsRatesRow *rates)
{
  guint n;
  const OptVital *vitals = opt_vital_area_get_vitals (area, &n);

  json_builder_begin_object (builder);
  if (row->name != NULL)
    opt_json_add_text (builder, "name", row->name);
  for (guint i = 0; i < n; i++)
    if (vitals[i].kind == OPT_VITAL_KIND_TEXT)
      opt_json_add_text (builder, vitals[i].column, row->cells[i].text);
    else
      opt_json_add_number (builder, vitals[i].column, rates->values[i]);
  json_builder_end_object (builder);
}

static void
add_area (JsonBuilder *builder,
          OptVitalArea area,
          const OptVitalsPart *part,
          const OptVitalsRatesPart *rates)
{
  const OptVitalAreaInfo *info = opt_vital_area_get_info (area);

  json_builder_set_member_name (builder, info->name);
  json_builder_begin_object (builder);
  opt_json_add_text (builder, "state", opt_vitals_state_get_nick (part->state));
  opt_json_add_text (builder, "reason", part->reason);
  opt_json_add_text (builder, "next_step", part->next_step);
  if (part->state == OPT_VITALS_READ)
    {
      opt_json_add_time (builder, "time", part->time);
      opt_json_add_number (builder, "interval_s",
                           (double) (rates->end - rates->start) / G_USEC_PER_SEC);
      add_units (builder, area);
      if (info->items)
        add_totals (builder, area, rates->totals);
      json_builder_set_member_name (builder, "rows");
      json_builder_begin_array (builder);
      for (guint i = 0; i < part->rows->len; i++)
        add_row (builder, area, part->rows->pdata[i], rates->rows->pdata[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

/**
 * opt_vitals_to_json:
 * @vitals: how a server is
 * @rates: the same beside earlier ones
 *
 * Returns: (transfer full): the object of `vitals --json`
 */
JsonNode *
opt_vitals_to_json (const OptVitals *vitals, const OptVitalsRates *rates)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (vitals != NULL && rates != NULL, NULL);

  json_builder_begin_object (builder);
  opt_json_add_time (builder, "time", vitals->time);
  opt_json_add_boolean (builder, "in_recovery", vitals->in_recovery);
  opt_json_add_boolean (builder, "gap", rates->gap);
  opt_json_add_number (builder, "cost_ms", (double) vitals->elapsed / 1000.0);
  opt_json_add_int (builder, "cost_bytes", vitals->bytes);
  json_builder_set_member_name (builder, "areas");
  json_builder_begin_object (builder);
  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    add_area (builder, (OptVitalArea) i, &vitals->parts[i], &rates->parts[i]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
