/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-comparison-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-json.h"

static void
add_figure (GString *seen, const char *name, char *first, char *second)
{
  g_autofree char *from = first;
  g_autofree char *to = second;
  g_autofree char *both = g_strdup_printf (_ ("%s → %s"), from, to);

  if (strcmp (from, to) == 0)
    return;
  if (seen->len > 0)
    g_string_append (seen, ", ");
  if (name != NULL)
    g_string_append_printf (seen, "%s ", name);
  g_string_append (seen, both);
}

/* A file may have numbers there, or anything. */
static char *
print_setting (JsonObject *settings, const char *name)
{
  const char *text = opt_json_get_string (settings, name);

  return text != NULL ? g_strdup (text)
                      : json_to_string (json_object_get_member (settings, name), FALSE);
}

static char *
say_settings (OptPlanComparison *self)
{
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint side = 0; side < 2; side++)
    {
      OptPlan *plan = self->sides[side].plan;
      JsonObject *settings = plan->elements->len > 0 ? opt_plan_get_settings (plan, 0) : NULL;
      g_autoptr (GList) names = settings != NULL ? json_object_get_members (settings) : NULL;

      g_string_append (seen, side == 0 ? _ ("first: ") : _ ("; second: "));
      for (GList *l = names; l != NULL; l = l->next)
        {
          g_autofree char *value = print_setting (settings, l->data);

          g_string_append_printf (seen, "%s%s = %s", l != names ? ", " : "", (char *) l->data,
                                  value);
        }
      if (names == NULL)
        g_string_append (seen, settings != NULL ? _ ("the defaults") : _ ("none is told"));
    }

  return g_strdup (seen->str);
}

/*
 * opt_plan_comparison_see_change:
 *
 * Returns: the figures that show a change, of the first plan and of the second
 */
char *
opt_plan_comparison_see_change (OptPlanComparison *self, OptPlanChange *change)
{
  GString *seen = g_string_new (NULL);
  const OptPlanSum *sums = change->sums;

  if (change->kind == OPT_PLAN_CHANGE_SETTINGS)
    {
      g_string_free (seen, TRUE);
      return say_settings (self);
    }
  if (!isnan (sums[0].ms) && !isnan (sums[1].ms))
    add_figure (seen, NULL, opt_format_duration (MAX (sums[0].ms, 0)),
                opt_format_duration (MAX (sums[1].ms, 0)));
  if (!isnan (sums[0].buffers) && !isnan (sums[1].buffers))
    add_figure (seen, _ ("buffers"), opt_format_number (sums[0].buffers),
                opt_format_number (sums[1].buffers));
  if (change->kind == OPT_PLAN_CHANGE_CACHE)
    add_figure (seen, _ ("of them read"), opt_format_number (sums[0].read),
                opt_format_number (sums[1].read));
  if (change->kind == OPT_PLAN_CHANGE_SPILL)
    add_figure (seen, _ ("temporary files"),
                opt_format_bytes (opt_plan_change_get_lead (change, 0)->spilled_bytes),
                opt_format_bytes (opt_plan_change_get_lead (change, 1)->spilled_bytes));
  if (!isnan (sums[0].cost) && !isnan (sums[1].cost))
    add_figure (seen, _ ("cost"), opt_format_number (sums[0].cost),
                opt_format_number (sums[1].cost));

  return g_string_free (seen, FALSE);
}
