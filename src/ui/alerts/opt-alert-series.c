/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-series.h"

#include <glib/gi18n.h>

#include "opt-server-vitals.h"
#include "opt-vital.h"

static void
alert_series_free (gpointer data)
{
  OptAlertSeries *series = data;

  g_free (series->name);
  g_free (series->label);
  g_free (series);
}

static void
add (GPtrArray *all, const char *name, const char *label, OptSeriesUnit unit)
{
  OptAlertSeries *series;

  if (opt_alert_series_find (all, name) != NULL)
    return;

  series = g_new0 (OptAlertSeries, 1);
  series->name = g_strdup (name);
  series->label = g_strdup (label);
  series->unit = unit;
  g_ptr_array_add (all, series);
}

/* What any server may have. */
static void
add_vitals (GPtrArray *all)
{
  for (int area = 0; area < OPT_N_VITAL_AREAS; area++)
    {
      const OptVitalAreaInfo *info = opt_vital_area_get_info ((OptVitalArea) area);
      guint n;
      const OptVital *vitals = opt_vital_area_get_vitals ((OptVitalArea) area, &n);

      for (guint i = 0; i < n; i++)
        if (vitals[i].series != OPT_VITAL_SERIES_NONE)
          {
            /* Translators: an area, as “Replication”, and a figure of it */
            g_autofree char *label
                = g_strdup_printf (_ ("%s: %s"), _ (info->title), _ (vitals[i].label));

            add (all, vitals[i].name, label, vitals[i].unit);
          }
    }
}

/* What those that are there have besides. */
static void
add_set (GPtrArray *all, OptSeriesSet *set)
{
  for (guint i = 0; i < opt_series_set_get_n (set); i++)
    {
      const OptSeriesInfo *info = opt_series_get_info (opt_series_set_get (set, i));

      add (all, info->name, info->label, info->unit);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const OptAlertSeries *one = *(const OptAlertSeries *const *) a;
  const OptAlertSeries *other = *(const OptAlertSeries *const *) b;

  return g_utf8_collate (one->label, other->label);
}

/**
 * opt_alert_series_list:
 * @servers: whose
 *
 * Returns: (transfer full) (element-type OptAlertSeries): what a rule can be on, by label
 */
GPtrArray *
opt_alert_series_list (OptServerList *servers)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (alert_series_free);

  add_vitals (all);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (servers)); i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (G_LIST_MODEL (servers), i);

      add_set (all, opt_server_get_series (server));
    }
  g_ptr_array_sort (all, compare);

  return all;
}

/**
 * opt_alert_series_find:
 * @all: (element-type OptAlertSeries): of opt_alert_series_list()
 * @name: a series' name
 *
 * Returns: (nullable): the series
 */
const OptAlertSeries *
opt_alert_series_find (GPtrArray *all, const char *name)
{
  for (guint i = 0; i < all->len; i++)
    if (g_str_equal (((const OptAlertSeries *) all->pdata[i])->name, name))
      return all->pdata[i];

  return NULL;
}
