/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * One request to the Secret Service, which ends by its answer, by being cancelled, or when its time
 * is up, whichever is first. What comes after that is passed over.
 */
typedef struct
{
  grefcount ref_count;
  GTask *task;        /* NULL once it has returned */
  GCancellable *call; /* cancelled as soon as nobody waits for the service any more */
  GSource *timeout;
  GSource *cancelled;
  char *connection;
} OptKeyringOperation;

OptKeyringOperation *opt_keyring_operation_new (GTask *task,
                                                const char *connection,
                                                guint timeout_ms);
OptKeyringOperation *opt_keyring_operation_ref (OptKeyringOperation *self);
void opt_keyring_operation_unref (OptKeyringOperation *self);
GTask *opt_keyring_operation_end (OptKeyringOperation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptKeyringOperation, opt_keyring_operation_unref)

G_END_DECLS
