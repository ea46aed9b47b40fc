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
 * @given: (nullable): the server that the user named for this; %NULL: that of
 * `$OPTISCHEMA_SANDBOX`, where it is set, and otherwise a private cluster
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the sandbox that the user wants, not started yet
 */
OptSandbox *
opt_sandbox_choice_make_sync (OptConninfo *given, GCancellable *cancellable, GError **error)
{
  const char *text = g_getenv (VARIABLE);
  g_autoptr (OptConninfo) conninfo = given != NULL ? opt_conninfo_ref (given) : NULL;
  g_autoptr (OptSandboxProvider) provider = NULL;

  if (conninfo == NULL && text != NULL && *text != '\0')
    {
      conninfo = find (text, cancellable, error);
      if (conninfo == NULL)
        {
          g_prefix_error (error, "%s: ", VARIABLE);
          return NULL;
        }
    }
  if (conninfo == NULL)
    return opt_sandbox_new ();

  provider = opt_given_provider_new (conninfo);

  return opt_sandbox_new_with_provider (provider);
}
