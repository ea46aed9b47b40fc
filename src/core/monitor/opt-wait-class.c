/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-wait-class.h"

#include <glib/gi18n-lib.h>

/**
 * opt_wait_class_get_label:
 * @wait_class: what sessions are doing
 *
 * Returns: (transfer none): a word for it
 */
const char *
opt_wait_class_get_label (OptWaitClass wait_class)
{
  static const char *const labels[OPT_N_WAIT_CLASSES] = {
    [OPT_WAIT_CLASS_CPU] = N_ ("CPU"),     [OPT_WAIT_CLASS_IO] = N_ ("I/O"),
    [OPT_WAIT_CLASS_LOCK] = N_ ("Lock"),   [OPT_WAIT_CLASS_LWLOCK] = N_ ("LWLock"),
    [OPT_WAIT_CLASS_IPC] = N_ ("IPC"),     [OPT_WAIT_CLASS_CLIENT] = N_ ("Client"),
    [OPT_WAIT_CLASS_OTHER] = N_ ("Other"),
  };

  g_return_val_if_fail ((guint) wait_class < OPT_N_WAIT_CLASSES, NULL);

  return _ (labels[wait_class]);
}

/**
 * opt_wait_class_from_type:
 * @wait_event_type: (nullable): as pg_stat_activity has it; %NULL: it waits for nothing
 *
 * Returns: what a session that is active does
 */
OptWaitClass
opt_wait_class_from_type (const char *wait_event_type)
{
  static const char *const types[] = {
    [OPT_WAIT_CLASS_CPU] = "CPU",   [OPT_WAIT_CLASS_IO] = "IO",
    [OPT_WAIT_CLASS_LOCK] = "Lock", [OPT_WAIT_CLASS_LWLOCK] = "LWLock",
    [OPT_WAIT_CLASS_IPC] = "IPC",   [OPT_WAIT_CLASS_CLIENT] = "Client",
  };

  if (wait_event_type == NULL)
    return OPT_WAIT_CLASS_CPU;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (wait_event_type, types[i]))
      return (OptWaitClass) i;

  return OPT_WAIT_CLASS_OTHER;
}
