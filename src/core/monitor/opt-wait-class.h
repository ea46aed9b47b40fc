/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptWaitClass:
 * @OPT_WAIT_CLASS_CPU: it waits for nothing
 * @OPT_WAIT_CLASS_IO: for files
 * @OPT_WAIT_CLASS_LOCK: for another transaction
 * @OPT_WAIT_CLASS_LWLOCK: for the server's own structures
 * @OPT_WAIT_CLASS_IPC: for another process of the server, as parallel workers do
 * @OPT_WAIT_CLASS_CLIENT: for its client, in the middle of a statement
 * @OPT_WAIT_CLASS_OTHER: for a pin on a buffer, a time to pass, an extension
 *
 * What an active session is doing. The order is that in which a chart stacks them.
 *
 * Workers of parallel statements and of autovacuum count as sessions. Sessions that are idle in a
 * transaction are not active: they hold much and do nothing. Neither are processes of the server
 * that wait for work (“Activity”), nor is the one that asks.
 */
typedef enum
{
  OPT_WAIT_CLASS_CPU,
  OPT_WAIT_CLASS_IO,
  OPT_WAIT_CLASS_LOCK,
  OPT_WAIT_CLASS_LWLOCK,
  OPT_WAIT_CLASS_IPC,
  OPT_WAIT_CLASS_CLIENT,
  OPT_WAIT_CLASS_OTHER,
} OptWaitClass;

#define OPT_N_WAIT_CLASSES (OPT_WAIT_CLASS_OTHER + 1)

const char *opt_wait_class_get_label (OptWaitClass wait_class);
OptWaitClass opt_wait_class_from_type (const char *wait_event_type);

G_END_DECLS
