/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-given-provider.h"

/* What a server said of its disk. Who looks for room before a copy has words of their own. */
static gboolean
is_disk_full (const GError *error)
{
  return g_error_matches (error, OPT_ERROR, OPT_ERROR_NO_SPACE)
         && opt_error_get_sqlstate (error) != NULL;
}

static gboolean
is_given (OptDatabase *self)
{
  OptSandbox *sandbox = opt_database_get_sandbox (self);

  return sandbox != NULL && OPT_IS_GIVEN_PROVIDER (opt_sandbox_get_provider (sandbox));
}

/**
 * opt_database_place_fault:
 * @self: a database
 * @error: (inout): what went wrong in a work that used the sandbox
 *
 * Says whose fault it was, lest somebody looks for that of the sandbox in production: of a server
 * that was lost while the watched one still answers, and of a full disk, as the watched server is
 * only read from.
 */
void
opt_database_place_fault (OptDatabase *self, GError **error)
{
  gboolean watches;

  g_return_if_fail (OPT_IS_DATABASE (self));

  if (error == NULL || *error == NULL)
    return;

  watches
      = opt_connection_get_state (opt_database_get_connection (self)) == OPT_CONNECTION_STATE_OPEN;
  if (is_disk_full (*error))
    {
      g_prefix_error (error, "%s ", _ ("The sandbox has no room left on its disk:"));
      opt_error_set_next_step (
          *error, is_given (self)
                      ? _ ("Make room on the disk of the server that was given as the sandbox.")
                      : _ ("Make room, or set OPTISCHEMA_SCRATCH_DIR to a folder on a larger disk. "
                           "The watched server is not concerned."));
    }
  else if (!g_error_matches (*error, OPT_ERROR, OPT_ERROR_UNREACHABLE))
    return;
  else if (watches)
    {
      (*error)->code = OPT_ERROR_FAILED;
      g_prefix_error (error, "%s ", _ ("The sandbox's own server ended:"));
      opt_error_set_next_step (
          *error, _ ("Try again: the sandbox is made anew. The watched server is not concerned."));
    }
  else
    {
      g_prefix_error (error, "%s ", _ ("The watched server was lost:"));
      opt_error_set_next_step (
          *error, _ ("Try again when it is there. It was only read from, and nothing is left of "
                     "what was copied."));
    }
}
