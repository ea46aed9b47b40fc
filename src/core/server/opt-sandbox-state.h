/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"

G_BEGIN_DECLS

/**
 * OptSandboxState:
 * @running: whether its private server runs
 * @major: the major version of that server; 0 where it does not run
 * @has_shadow: whether there is a shadow in it
 * @modelled_bytes: the size that the shadow's tables and indexes seem to have; -1 without one
 * @disk_bytes: what they take; -1 without one
 * @n_left: how many private clusters were left behind on this machine, and can be wiped
 * @left_bytes: what those take of the disk
 * @limits: (element-type utf8): what the shadow lacks, a sentence each
 *
 * What stands in a database's sandbox. Immutable.
 */
typedef struct
{
  gatomicrefcount ref_count;

  gboolean running;
  int major;
  gboolean has_shadow;
  gint64 modelled_bytes;
  gint64 disk_bytes;
  guint n_left;
  gint64 left_bytes;
  GPtrArray *limits;
} OptSandboxState;

#define OPT_TYPE_SANDBOX_STATE (opt_sandbox_state_get_type ())
GType opt_sandbox_state_get_type (void);

OptSandboxState *opt_sandbox_state_new (OptDatabase *database);
OptSandboxState *opt_sandbox_state_ref (OptSandboxState *self);
void opt_sandbox_state_unref (OptSandboxState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptSandboxState, opt_sandbox_state_unref)

G_END_DECLS
