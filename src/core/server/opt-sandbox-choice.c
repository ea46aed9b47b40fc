/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sandbox-choice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-given-provider.h"
#include "opt-keyring.h"
#include "opt-profiles.h"

#define VARIABLE "OPTISCHEMA_SANDBOX"

/* An address, or the name of a saved connection, whose password is in the keyring then. */
static OptConninfo *
find (const char *text, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptProfiles) profiles = NULL;
  g_autoptr (OptKeyring) keyring = NULL;

  if (strchr (text, '=') != NULL || strstr (text, "://") != NULL)
    return opt_conninfo_new (text, error);

  profiles = opt_profiles_new (NULL, error);
  if (profiles == NULL)
    return NULL;
  keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);

  return opt_profiles_find_with_password_sync (profiles, text, keyring, cancellable, error);
}

/**
 * opt_sandbox_choice_make_sync:
 * @server: (nullable): the server that the user wants it in: an address, or a saved connection's
 *   name; %NULL: that of `$OPTISCHEMA_SANDBOX`, where it is set, and otherwise a private cluster
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the sandbox, not started yet
 */
OptSandbox *
opt_sandbox_choice_make_sync (const char *server, GCancellable *cancellable, GError **error)
{
  const char *text = server != NULL ? server : g_getenv (VARIABLE);
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptSandboxProvider) provider = NULL;

  if (text == NULL || *text == '\0')
    return opt_sandbox_new ();

  conninfo = find (text, cancellable, error);
  if (conninfo == NULL)
    {
      g_prefix_error (error, "%s", _ ("The sandbox's server: "));
      return NULL;
    }
  provider = opt_given_provider_new (conninfo);

  return opt_sandbox_new_with_provider (provider);
}
