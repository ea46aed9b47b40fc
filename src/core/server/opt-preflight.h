/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-catalog.h"
#include "opt-server-facts.h"

G_BEGIN_DECLS

/**
 * OptPreflightState:
 * @OPT_PREFLIGHT_OK: as it should be
 * @OPT_PREFLIGHT_WARNING: OptiSchema works, and shows less or less surely
 * @OPT_PREFLIGHT_MISSING: without it the main job can't be done
 *
 * What a check found.
 */
typedef enum
{
  OPT_PREFLIGHT_OK,
  OPT_PREFLIGHT_WARNING,
  OPT_PREFLIGHT_MISSING,
} OptPreflightState;

/**
 * OptPreflightItem:
 *
 * One thing that was looked at before the work.
 */
typedef struct
{
  char *name; /* for machines: "pg_stat_statements" */
  OptPreflightState state;
  char *found;    /* what was found, one sentence */
  char *effect;   /* (nullable) what it means for the work */
  char *fix_sql;  /* (nullable) what an administrator can run */
  char *fix_note; /* (nullable) what else there is to do: a restart, a package */
} OptPreflightItem;

GPtrArray *opt_preflight_run (OptServerFacts *facts, OptCatalog *catalog);
gboolean opt_preflight_is_ready (GPtrArray *items);
const char *opt_preflight_state_get_nick (OptPreflightState state);
JsonNode *opt_preflight_to_json (OptServerFacts *facts, GPtrArray *items);

G_END_DECLS
