/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptAttentionSeverity:
 * @OPT_ATTENTION_SUGGESTION: something could be better
 * @OPT_ATTENTION_WARNING: something is not as it should be, or is shown less surely
 * @OPT_ATTENTION_ERROR: something does not work
 */
typedef enum
{
  OPT_ATTENTION_SUGGESTION,
  OPT_ATTENTION_WARNING,
  OPT_ATTENTION_ERROR,
} OptAttentionSeverity;

/**
 * OptAttention:
 * @key: what it is about; the same from poll to poll
 * @severity: how bad it is
 * @title: the verdict
 * @reason: the figures that it rests on, or what it means
 * @button: (nullable): what can be done …
 * @action: (nullable): … and the window's action that does it …
 * @target: (nullable): … with this parameter
 * @sql: (nullable): what an administrator can run
 * @note: (nullable): what else there is to do
 * @alert: (nullable): of opt_alerts_make_id(): the alert that fires because of it …
 * @silenced: … and whether nobody is told of that now
 *
 * Something that a database's owner should know.
 */
typedef struct
{
  char *key;
  OptAttentionSeverity severity;
  char *title;
  char *reason;
  char *button;
  char *action;
  char *target;
  char *sql;
  char *note;
  char *alert;
  gboolean silenced;
} OptAttention;

/**
 * OptAttentionFacts:
 * @checks: (nullable) (element-type OptPreflightItem): what was found before the work
 * @check_error: (nullable): why that could not be looked at
 * @applied: (nullable) (element-type utf8 utf8): ids of the recommendations that were applied
 * @left: (nullable) (element-type OptAuditChange): changes that failed and left something
 *
 * What a server does not tell by itself.
 */
typedef struct
{
  GPtrArray *checks;
  const GError *check_error;
  GHashTable *applied;
  GPtrArray *left;
} OptAttentionFacts;

GPtrArray *opt_attention_list (OptServer *server, const OptAttentionFacts *facts);
char *opt_attention_describe_checked (void);

G_END_DECLS
