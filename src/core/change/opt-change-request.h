/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-set.h"
#include "opt-conninfo.h"

G_BEGIN_DECLS

/**
 * OptChangeRequest:
 * @conninfo: the server and database, as the role that the user named for the change
 * @server_id: (nullable): the system identifier of the server it was recommended for; another one
 * is refused
 * @changes: what to do: one change
 * @title: (nullable): it in words
 * @recommendation_id: (nullable): where it came from
 * @group: (nullable): the id of the first of several changes that are made at once
 * @queryids: (nullable) (element-type gint64): the statements that it is to help
 * @baseline: (nullable): what was known of them before, kept in the audit
 * @lock_timeout: milliseconds to wait for a lock; 0 for the usual 5 s
 * @tries: how often to try what waited for a lock in vain; 0 for the usual 4
 *
 * A change that the user has confirmed.
 */
typedef struct
{
  OptConninfo *conninfo;
  char *server_id;
  OptChangeSet *changes;
  char *title;
  char *recommendation_id;
  char *group;
  GArray *queryids;
  JsonNode *baseline;
  guint lock_timeout;
  guint tries;
} OptChangeRequest;

OptChangeRequest *opt_change_request_new (OptConninfo *conninfo, OptChangeSet *changes);
void opt_change_request_free (OptChangeRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptChangeRequest, opt_change_request_free)

G_END_DECLS
