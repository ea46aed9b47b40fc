/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-audit-writer.h"

#include <string.h>
#include <unistd.h>

/*
 * A process that can be told from every other: "boot/process/start". A process number alone is soon
 * another's.
 */

static char *
get_boot (void)
{
  char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("?");

  return g_strstrip (text);
}

/* When the process started, in clock ticks since the boot: the 22nd field of its stat, of which the
 * second is its name in parentheses, which may hold anything. See proc(5). */
static char *
get_start (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv)
    fields = NULL;
  const char *rest;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (rest = strrchr (text, ')')) == NULL)
    return NULL;

  fields = g_strsplit (rest + 1, " ", -1);

  /* rest + 1 begins with a space, so that [1] is the third field; a zombie does nothing more. */
  return g_strv_length (fields) > 20 && *fields[1] != 'Z' ? g_strdup (fields[20]) : NULL;
}

/**
 * opt_audit_writer_get_self:
 *
 * Returns: (transfer full): what names this process
 */
char *
opt_audit_writer_get_self (void)
{
  g_autofree char *boot = get_boot ();
  g_autofree char *start = get_start (getpid ());

  return g_strdup_printf ("%s/%d/%s", boot, (int) getpid (), start != NULL ? start : "?");
}

/**
 * opt_audit_writer_is_alive:
 * @writer: what opt_audit_writer_get_self() said in some process
 *
 * A process in another container is not seen, and so not alive.
 *
 * Returns: whether that process still runs
 */
gboolean
opt_audit_writer_is_alive (const char *writer)
{
  g_auto (GStrv)
    parts = g_strsplit (writer, "/", 3);
  g_autofree char *boot = get_boot ();
  g_autofree char *start = NULL;

  if (g_strv_length (parts) != 3 || !g_str_equal (parts[0], boot))
    return FALSE;

  start = get_start (g_ascii_strtoll (parts[1], NULL, 10));

  return g_strcmp0 (start, parts[2]) == 0;
}
