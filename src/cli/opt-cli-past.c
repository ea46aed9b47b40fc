/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cli-past.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-history-places.h"

/* For who named none of the recorded servers. */
#define PLACES_LISTED 10

static char *
list_places (GPtrArray *places)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < places->len && i < PLACES_LISTED; i++)
    {
      g_autofree char *place = opt_history_place_to_text (places->pdata[i]);

      g_string_append_printf (text, "\n    %s", place);
    }
  if (places->len > PLACES_LISTED)
    g_string_append (text, "\n    …");

  return g_string_free (text, FALSE);
}

/*
 * opt_cli_find_recorded:
 *
 * Without the server: the one that was found last at the address, by its system identifier.
 */
char *
opt_cli_find_recorded (OptHistory *history,
                       OptConninfo *conninfo,
                       const GError *unreachable,
                       GError **error)
{
  g_autoptr (GPtrArray) places = opt_history_list_places_sync (history, error);
  const OptHistoryPlace *place;
  g_autofree char *where = NULL;
  g_autofree char *known = NULL;
  g_autofree char *next_step = NULL;

  if (places == NULL)
    return NULL;

  place = opt_history_places_find (places, conninfo);
  if (place != NULL)
    {
      where = opt_conninfo_to_place (conninfo);
      /* Translators: why a server can't be reached, and where it was */
      g_printerr (_ ("optischema-cli: %s\nThis is what was recorded of the server that was found "
                     "last at “%s”.\n"),
                  unreachable->message, where);
      return g_strdup (place->server_id);
    }

  known = list_places (places);
  next_step = places->len > 0
                  ? g_strdup_printf (_ ("What is recorded is shown without the server, by its "
                                        "address. These are recorded:%s"),
                                     known)
                  : g_strdup (_ ("No server is recorded on this machine yet: the window and "
                                 "“watch” do that."));
  g_propagate_error (error, g_error_copy (unreachable));
  opt_error_set_next_step (*error, next_step);

  return NULL;
}
