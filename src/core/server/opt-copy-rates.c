/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-copy-rates.h"

#include <glib/gi18n-lib.h>

#include "opt-paths.h"

/* A file of its own, as it is no part of what the user set. */
#define FILE_NAME "copy-rates.ini"

/* An address may hold what no group's name may. */
static char *
make_group (const char *server)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, server, -1);
}

static GKeyFile *
read_file (char **path)
{
  GKeyFile *file = g_key_file_new ();
  g_autofree char *folder = opt_paths_get_data_dir (NULL);

  *path = folder != NULL ? g_build_filename (folder, FILE_NAME, NULL) : NULL;
  if (*path != NULL)
    g_key_file_load_from_file (file, *path, G_KEY_FILE_NONE, NULL);

  return file;
}

/**
 * opt_copy_rates_load:
 * @server: which server
 * @rate: (out): bytes of its tables a second, as they were read for the last copy; 0: not known
 * @measured_at: (out): when that was; microseconds since 1970
 */
void
opt_copy_rates_load (const char *server, double *rate, gint64 *measured_at)
{
  g_autofree char *path = NULL;
  g_autofree char *group = make_group (server);
  g_autoptr (GKeyFile) file = read_file (&path);

  *rate = MAX (g_key_file_get_double (file, group, "rate", NULL), 0);
  *measured_at = g_key_file_get_int64 (file, group, "measured-at", NULL);
}

/**
 * opt_copy_rates_keep:
 * @server: which server
 * @rate: bytes of its tables a second, as was just measured; 0 keeps what was measured before
 *
 * It is only for estimates: what can't be kept is not missed.
 */
void
opt_copy_rates_keep (const char *server, double rate)
{
  g_autofree char *path = NULL;
  g_autofree char *group = make_group (server);
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (rate <= 0)
    return;
  file = read_file (&path);
  if (path == NULL)
    return;

  g_key_file_set_double (file, group, "rate", rate);
  g_key_file_set_int64 (file, group, "measured-at", g_get_real_time ());
  if (!g_key_file_save_to_file (file, path, &error))
    g_message (_ ("How fast the copy was is not remembered: %s"), error->message);
}
