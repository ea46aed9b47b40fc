/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-json-build.h"

#include <math.h>

/**
 * opt_json_add_text:
 * @builder: within an object
 * @name: the member's name
 * @value: (nullable): its text; %NULL is written as null
 */
void
opt_json_add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * opt_json_add_number:
 * @builder: within an object
 * @name: the member's name
 * @value: its value; what is not finite is written as null
 */
void
opt_json_add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * opt_json_add_int:
 * @builder: within an object
 * @name: the member's name
 * @value: its value
 */
void
opt_json_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * opt_json_add_count:
 * @builder: within an object
 * @name: the member's name
 * @value: its value; a negative one stands for "not known" and is written as null
 */
void
opt_json_add_count (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  if (value >= 0)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * opt_json_add_boolean:
 * @builder: within an object
 * @name: the member's name
 * @value: its value
 */
void
opt_json_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/**
 * opt_json_add_time:
 * @builder: within an object
 * @name: the member's name
 * @real_time: microseconds since 1970, written as ISO 8601 in UTC; 0 is written as null
 */
void
opt_json_add_time (JsonBuilder *builder, const char *name, gint64 real_time)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (real_time != 0)
    time = g_date_time_new_from_unix_utc (real_time / G_USEC_PER_SEC);
  if (time != NULL)
    text = g_date_time_format_iso8601 (time);
  opt_json_add_text (builder, name, text);
}

/**
 * opt_json_add_node:
 * @builder: within an object
 * @name: the member's name
 * @node: (nullable) (transfer none): a value made elsewhere; %NULL is written as null
 */
void
opt_json_add_node (JsonBuilder *builder, const char *name, JsonNode *node)
{
  json_builder_set_member_name (builder, name);
  if (node != NULL)
    json_builder_add_value (builder, json_node_copy (node));
  else
    json_builder_add_null_value (builder);
}
