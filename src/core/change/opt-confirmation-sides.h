/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-confirmation.h"

G_BEGIN_DECLS

/* Which statements, and which time, a confirmation compares. */
typedef struct
{
  const char *server; /* under which name its history is kept */
  JsonArray *queryids;
  const char *table;
  guint32 dbid;
  OptCatalog *catalog;
  GHashTable *known;
  GHashTable *targets;
  GHashTable *controls;
} OptConfirmationSides;

OptConfirmation *opt_confirmation_compare (OptAudit *audit,
                                           OptAuditChange *change,
                                           OptHistory *history,
                                           OptConfirmationSides *sides,
                                           GError **error);
void opt_confirmation_add_projections (OptConfirmation *self, JsonObject *prepared);

G_END_DECLS
