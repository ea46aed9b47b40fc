/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-log-time.h"

#include <string.h>

/* Where its date and its time of day begin: "2026-11-29 12:43:16.123 CET". */
#define CLOCK 11
#define CLOCK_LENGTH 8

/* Mean the same everywhere. */
static const char *const universal[] = { "UTC", "GMT", "UCT" };

/**
 * opt_plan_log_time_find:
 * @text: what stands before a log's message
 *
 * Returns: (transfer full) (nullable): the time in it, with its zone; %NULL where there are two, of
 * which one is that of the session's start
 */
char *
opt_plan_log_time_find (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("\\b" OPT_PLAN_LOG_TIME_PATTERN, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *found = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_regex_match (regex, text, 0, &match))
    return NULL;
  found = g_match_info_fetch (match, 0);

  return g_match_info_next (match, NULL) ? NULL : g_steal_pointer (&found);
}

static gint64
read_number (const char *digits, gsize n)
{
  gint64 number = 0;

  for (gsize i = 0; i < n; i++)
    number = number * 10 + g_ascii_digit_value (digits[i]);

  return number;
}

/* Of what comes behind the whole seconds. */
static gint64
read_fraction (const char *point)
{
  gint64 unit = G_USEC_PER_SEC / 10;
  gint64 fraction = 0;

  if (*point != '.')
    return 0;
  for (const char *digit = point + 1; g_ascii_isdigit (*digit); digit++, unit /= 10)
    fraction += g_ascii_digit_value (*digit) * unit;

  return fraction;
}

/* Behind the sign, hours and perhaps minutes. */
static gint64
read_offset (const char *zone)
{
  gint64 minutes = read_number (zone + 1, 2) * 60;

  if (zone[3] != '\0')
    minutes += read_number (zone + 3, 2);

  return (*zone == '-' ? -1 : 1) * minutes * 60 * G_USEC_PER_SEC;
}

/**
 * opt_plan_log_time_read:
 * @text: a time as a log has it: "2026-11-29 12:43:16.123 CET", or seconds since 1970
 * @time: (out): microseconds since 1970; as if its clock was UTC's where there is a @zone
 * @zone: (out) (transfer full) (nullable): the abbreviation of its zone, which only that server's
 *   log_timezone tells from others of that name ("CST"); %NULL where it is an offset or UTC
 *
 * Returns: %FALSE where it is no time
 */
gboolean
opt_plan_log_time_read (const char *text, gint64 *time, char **zone)
{
  const char *name;
  g_autoptr (GDateTime) date = NULL;

  g_return_val_if_fail (text != NULL && time != NULL && zone != NULL, FALSE);

  *zone = NULL;
  if (g_regex_match_simple ("^" OPT_PLAN_LOG_EPOCH_PATTERN "$", text, 0, 0))
    {
      *time
          = g_ascii_strtoll (text, NULL, 10) * G_USEC_PER_SEC + read_fraction (strchr (text, '.'));
      return TRUE;
    }
  if (!g_regex_match_simple ("^" OPT_PLAN_LOG_TIME_PATTERN "$", text, 0, 0))
    return FALSE;

  date = g_date_time_new_utc ((int) read_number (text, 4), (int) read_number (text + 5, 2),
                              (int) read_number (text + 8, 2), (int) read_number (text + CLOCK, 2),
                              (int) read_number (text + CLOCK + 3, 2),
                              (double) read_number (text + CLOCK + 6, 2));
  if (date == NULL)
    return FALSE;

  *time = g_date_time_to_unix (date) * G_USEC_PER_SEC + read_fraction (text + CLOCK + CLOCK_LENGTH);
  name = strrchr (text, ' ') + 1;
  if (*name == '+' || *name == '-')
    *time -= read_offset (name);
  else if (strcmp (name, universal[0]) != 0 && strcmp (name, universal[1]) != 0
           && strcmp (name, universal[2]) != 0)
    *zone = g_strdup (name);

  return TRUE;
}
