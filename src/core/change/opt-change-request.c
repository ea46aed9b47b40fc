/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-request.h"

/**
 * opt_change_request_new:
 * @conninfo: where, and as whom
 * @changes: what
 *
 * Returns: (transfer full): a request, to be filled with the rest
 */
OptChangeRequest *
opt_change_request_new (OptConninfo *conninfo, OptChangeSet *changes)
{
  OptChangeRequest *self;

  g_return_val_if_fail (conninfo != NULL, NULL);
  g_return_val_if_fail (OPT_IS_CHANGE_SET (changes), NULL);

  self = g_new0 (OptChangeRequest, 1);
  self->conninfo = opt_conninfo_ref (conninfo);
  self->changes = g_object_ref (changes);

  return self;
}

/**
 * opt_change_request_free:
 * @self: (nullable) (transfer full): a request
 */
void
opt_change_request_free (OptChangeRequest *self)
{
  if (self == NULL)
    return;

  opt_conninfo_unref (self->conninfo);
  g_free (self->server_id);
  g_object_unref (self->changes);
  g_free (self->title);
  g_free (self->recommendation_id);
  g_free (self->group);
  g_clear_pointer (&self->queryids, g_array_unref);
  g_clear_pointer (&self->baseline, json_node_unref);
  g_free (self);
}
