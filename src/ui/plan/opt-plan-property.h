/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OptPlanGroup:
 *
 * What the properties of a node are grouped by, in the order in which they are shown.
 */
typedef enum
{
  OPT_PLAN_GROUP_CONDITIONS,
  OPT_PLAN_GROUP_ROWS,
  OPT_PLAN_GROUP_TIMING,
  OPT_PLAN_GROUP_COST,
  OPT_PLAN_GROUP_BUFFERS,
  OPT_PLAN_GROUP_IO,
  OPT_PLAN_GROUP_MEMORY,
  OPT_PLAN_GROUP_GENERAL,
  OPT_PLAN_GROUP_WORKERS,
  OPT_PLAN_GROUP_OUTPUT,
  OPT_PLAN_GROUP_OTHER,
  OPT_PLAN_N_GROUPS
} OptPlanGroup;

/**
 * OptPlanUnit:
 *
 * What the value of a property is.
 */
typedef enum
{
  OPT_PLAN_UNIT_TEXT,
  OPT_PLAN_UNIT_CODE, /* SQL, or names from it */
  OPT_PLAN_UNIT_NUMBER,
  OPT_PLAN_UNIT_MS,
  OPT_PLAN_UNIT_KB,
  OPT_PLAN_UNIT_BYTES,
  OPT_PLAN_UNIT_PAGES,
} OptPlanUnit;

/**
 * OptPlanProperty:
 * @key: as PostgreSQL prints it
 * @title: the same in plain words, untranslated
 * @group: where it is shown
 * @unit: of its value
 *
 * A property that PostgreSQL may tell of a node.
 */
typedef struct
{
  const char *key;
  const char *title;
  OptPlanGroup group;
  OptPlanUnit unit;
} OptPlanProperty;

const OptPlanProperty *opt_plan_property_find (const char *key);
int opt_plan_property_compare_keys (gconstpointer a, gconstpointer b);
const char *opt_plan_group_get_title (OptPlanGroup group);
char *opt_plan_property_format (const OptPlanProperty *property, JsonNode *value);
gboolean opt_plan_property_is_nothing (JsonNode *value);

G_END_DECLS
