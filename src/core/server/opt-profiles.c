/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-profiles.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-paths.h"

#define KEY_CONNINFO "conninfo"
#define KEY_KEEP_VALUES "keep-values"
#define KEY_REST "rest"
#define KEY_SANDBOX "sandbox"

/*
 * The saved connections: a key file with a group for each. It is read anew each time, since another
 * process, or a person, may have changed it. Passwords are in the keyring, under the same name.
 */
struct _OptProfiles
{
  GObject parent_instance;

  char *path;
};

G_DEFINE_FINAL_TYPE (OptProfiles, opt_profiles, G_TYPE_OBJECT)

static void
opt_profiles_finalize (GObject *object)
{
  g_free (OPT_PROFILES (object)->path);

  G_OBJECT_CLASS (opt_profiles_parent_class)->finalize (object);
}

static void
opt_profiles_class_init (OptProfilesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_profiles_finalize;
}

static void
opt_profiles_init (OptProfiles *self)
{
}

/**
 * opt_profiles_new:
 * @path: (nullable): the file, or %NULL for `connections.ini` in opt_paths_get_config_dir()
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the saved connections; the file need not exist
 */
OptProfiles *
opt_profiles_new (const char *path, GError **error)
{
  g_autoptr (OptProfiles) self = g_object_new (OPT_TYPE_PROFILES, NULL);
  g_autofree char *folder = NULL;

  if (path != NULL)
    {
      self->path = g_strdup (path);
      return g_steal_pointer (&self);
    }

  folder = opt_paths_get_config_dir (error);
  if (folder == NULL)
    return NULL;
  self->path = g_build_filename (folder, "connections.ini", NULL);

  return g_steal_pointer (&self);
}

static GKeyFile *
read_file (OptProfiles *self, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;

  if (g_key_file_load_from_file (file, self->path, G_KEY_FILE_KEEP_COMMENTS, &local_error)
      || g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&file);

  opt_set_error (error,
                 local_error->domain == G_KEY_FILE_ERROR ? OPT_ERROR_INVALID : OPT_ERROR_DENIED,
                 _ ("Correct the file, or move it away."),
                 _ ("Could not read the saved connections in %s: %s"), self->path,
                 local_error->message);

  return NULL;
}

static gboolean
write_file (OptProfiles *self, GKeyFile *file, GError **error)
{
  gsize length;
  g_autofree char *text = g_key_file_to_data (file, &length, NULL);
  g_autoptr (GError) local_error = NULL;

  if (g_file_set_contents_full (self->path, text, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local_error))
    return TRUE;

  opt_set_error (error,
                 g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC)
                     ? OPT_ERROR_NO_SPACE
                     : OPT_ERROR_DENIED,
                 _ ("Make the folder writable for this user, with room on its disk."),
                 _ ("Could not save the connections in %s: %s"), self->path, local_error->message);

  return FALSE;
}

static void
set_unknown_error (const char *name, GError **error)
{
  opt_set_error (error, OPT_ERROR_NOT_FOUND,
                 _ ("Give the name of a saved connection, or an address like "
                    "postgresql://user@host/database."),
                 _ ("There is no saved connection “%s”"), name);
}

/* Of a connection that was saved before. */
static gboolean
set_value (OptProfiles *self, const char *name, const char *key, const char *value, GError **error)
{
  g_autoptr (GKeyFile) file = read_file (self, error);

  if (file == NULL)
    return FALSE;
  if (!g_key_file_has_group (file, name))
    {
      set_unknown_error (name, error);
      return FALSE;
    }
  g_key_file_set_value (file, name, key, value);

  return write_file (self, file, error);
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * opt_profiles_is_there:
 * @self: the saved connections
 *
 * Returns: whether there is a file of them: it may be empty, but was not moved away
 */
gboolean
opt_profiles_is_there (OptProfiles *self)
{
  g_return_val_if_fail (OPT_IS_PROFILES (self), FALSE);

  return g_file_test (self->path, G_FILE_TEST_EXISTS);
}

/**
 * opt_profiles_list:
 * @self: the saved connections
 * @error: return location for %OPT_ERROR_INVALID, if the file is malformed
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): their names, sorted
 */
char **
opt_profiles_list (OptProfiles *self, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  char **names;
  gsize n;

  g_return_val_if_fail (OPT_IS_PROFILES (self), NULL);

  file = read_file (self, error);
  if (file == NULL)
    return NULL;

  names = g_key_file_get_groups (file, &n);
  qsort (names, n, sizeof *names, compare_names);

  return names;
}

/**
 * opt_profiles_find:
 * @self: the saved connections
 * @name: which
 * @error: return location for %OPT_ERROR_NOT_FOUND, or %OPT_ERROR_INVALID if the file is malformed
 *
 * Returns: (transfer full) (nullable): where it connects to, without a password
 */
OptConninfo *
opt_profiles_find (OptProfiles *self, const char *name, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (OPT_IS_PROFILES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  file = read_file (self, error);
  if (file == NULL)
    return NULL;

  text = g_key_file_get_string (file, name, KEY_CONNINFO, NULL);
  if (text == NULL)
    {
      set_unknown_error (name, error);
      return NULL;
    }

  return opt_conninfo_new (text, error);
}

/**
 * opt_profiles_find_with_password_sync:
 * @self: the saved connections
 * @name: which
 * @keyring: where its password may be
 * @cancellable: (nullable): to give up
 * @error: return location for an error of opt_profiles_find() or of the keyring
 *
 * Where no password is stored, or there is no keyring, the connection comes without one: the server
 * may not ask, and libpq has sources of its own. A locked keyring is an error.
 *
 * Returns: (transfer full) (nullable): where it connects to, with its password
 */
OptConninfo *
opt_profiles_find_with_password_sync (OptProfiles *self,
                                      const char *name,
                                      OptKeyring *keyring,
                                      GCancellable *cancellable,
                                      GError **error)
{
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (GError) local_error = NULL;
  OptConninfo *complete;
  char *password;

  g_return_val_if_fail (OPT_IS_KEYRING (keyring), NULL);

  conninfo = opt_profiles_find (self, name, error);
  if (conninfo == NULL)
    return NULL;

  password = opt_keyring_lookup_sync (keyring, name, cancellable, &local_error);
  if (password == NULL)
    {
      if (g_error_matches (local_error, OPT_ERROR, OPT_ERROR_NOT_FOUND)
          || g_error_matches (local_error, OPT_ERROR, OPT_ERROR_UNSUPPORTED))
        return g_steal_pointer (&conninfo);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  complete = opt_conninfo_with (conninfo, "password", password);
  opt_keyring_free_password (password);

  return complete;
}

/* What the key file can hold as a group, and what nobody takes for an address. */
static gboolean
is_good_name (const char *name)
{
  if (*name == '\0' || !g_utf8_validate (name, -1, NULL) || strpbrk (name, "[]=") != NULL
      || strstr (name, "://") != NULL)
    return FALSE;

  for (const char *c = name; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (c)))
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_profiles_save:
 * @self: the saved connections
 * @name: its name
 * @conninfo: where it connects to; its password is left out
 * @error: return location for an error: %OPT_ERROR_INVALID for a name that can't be
 *
 * Saves a connection, in place of one of the same name. The file is this user's alone.
 *
 * Returns: whether it was saved
 */
gboolean
opt_profiles_save (OptProfiles *self, const char *name, OptConninfo *conninfo, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (OPT_IS_PROFILES (self), FALSE);
  g_return_val_if_fail (name != NULL && conninfo != NULL, FALSE);

  if (!is_good_name (name))
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Choose a name without “[”, “]”, “=” and “://”."),
                     _ ("A connection can't be named “%s”"), name);
      return FALSE;
    }
  file = read_file (self, error);
  if (file == NULL)
    return FALSE;

  text = opt_conninfo_to_string (conninfo);
  g_key_file_set_string (file, name, KEY_CONNINFO, text);

  return write_file (self, file, error);
}

/**
 * opt_profiles_get_keeps_values:
 * @self: the saved connections
 * @name: which
 * @keeps: (out): whether the values that are seen there may be kept: where nobody said otherwise
 * @error: return location for %OPT_ERROR_INVALID, where what somebody said can't be understood, or
 *   for another error of reading the file
 *
 * Returns: whether it is known; otherwise it is neither allowed nor forbidden
 */
gboolean
opt_profiles_get_keeps_values (OptProfiles *self, const char *name, gboolean *keeps, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (OPT_IS_PROFILES (self), FALSE);
  g_return_val_if_fail (name != NULL && keeps != NULL, FALSE);

  file = read_file (self, error);
  if (file == NULL)
    return FALSE;

  *keeps = TRUE;
  if (!g_key_file_has_key (file, name, KEY_KEEP_VALUES, NULL))
    return TRUE;
  *keeps = g_key_file_get_boolean (file, name, KEY_KEEP_VALUES, &failure);
  if (failure == NULL)
    return TRUE;

  opt_set_error (
      error, OPT_ERROR_INVALID, _ ("Write true or false there."),
      _ ("Whether values that are seen may be kept can't be understood: %s of “%s” in %s "
         "is neither true nor false"),
      KEY_KEEP_VALUES, name, self->path);

  return FALSE;
}

/**
 * opt_profiles_set_keeps_values:
 * @self: the saved connections
 * @name: which
 * @keeps: whether the values that are seen there may be kept
 * @error: return location for an error: %OPT_ERROR_NOT_FOUND
 *
 * Returns: whether it was saved
 */
gboolean
opt_profiles_set_keeps_values (OptProfiles *self, const char *name, gboolean keeps, GError **error)
{
  g_return_val_if_fail (OPT_IS_PROFILES (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return set_value (self, name, KEY_KEEP_VALUES, keeps ? "true" : "false", error);
}

/**
 * opt_profiles_get_rest:
 * @self: the saved connections
 * @name: which
 *
 * Returns: whether it is left alone while nobody uses it; where nobody said so, or said what is not
 *   understood: where it suspends itself
 */
OptRestPolicy
opt_profiles_get_rest (OptProfiles *self, const char *name)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *value = NULL;
  OptRestPolicy policy;

  g_return_val_if_fail (OPT_IS_PROFILES (self), OPT_REST_WHERE_IT_SUSPENDS);
  g_return_val_if_fail (name != NULL, OPT_REST_WHERE_IT_SUSPENDS);

  file = read_file (self, NULL);
  value = file != NULL ? g_key_file_get_string (file, name, KEY_REST, NULL) : NULL;

  return value != NULL && opt_rest_policy_from_id (g_strstrip (value), &policy)
             ? policy
             : OPT_REST_WHERE_IT_SUSPENDS;
}

/**
 * opt_profiles_get_sandbox:
 * @self: the saved connections
 * @name: which
 *
 * Returns: (transfer full) (nullable): the server in which its sandbox is to be: an address without
 *   a password, or the name of another saved connection; %NULL where nobody said so
 */
char *
opt_profiles_get_sandbox (OptProfiles *self, const char *name)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *value = NULL;

  g_return_val_if_fail (OPT_IS_PROFILES (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  file = read_file (self, NULL);
  value = file != NULL ? g_key_file_get_string (file, name, KEY_SANDBOX, NULL) : NULL;

  return value != NULL && *g_strstrip (value) != '\0' ? g_steal_pointer (&value) : NULL;
}

/**
 * opt_profiles_set_rest:
 * @self: the saved connections
 * @name: which
 * @policy: whether it is left alone while nobody uses it
 * @error: return location for an error: %OPT_ERROR_NOT_FOUND
 *
 * Returns: whether it was saved
 */
gboolean
opt_profiles_set_rest (OptProfiles *self, const char *name, OptRestPolicy policy, GError **error)
{
  g_return_val_if_fail (OPT_IS_PROFILES (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return set_value (self, name, KEY_REST, opt_rest_policy_to_id (policy), error);
}

/**
 * opt_profiles_remove:
 * @self: the saved connections
 * @name: which; its password is to be removed with opt_keyring_clear_async()
 * @error: return location for an error: %OPT_ERROR_NOT_FOUND
 *
 * Returns: whether it was removed
 */
gboolean
opt_profiles_remove (OptProfiles *self, const char *name, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (OPT_IS_PROFILES (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  file = read_file (self, error);
  if (file == NULL)
    return FALSE;
  if (!g_key_file_remove_group (file, name, NULL))
    {
      set_unknown_error (name, error);
      return FALSE;
    }

  return write_file (self, file, error);
}
