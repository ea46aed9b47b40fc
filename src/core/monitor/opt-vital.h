/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-series-unit.h"

G_BEGIN_DECLS

/**
 * OptVitalArea:
 *
 * What is read with one query, and so is offered by a server, denied or failing as one.
 */
typedef enum
{
  OPT_VITAL_AREA_CONNECTIONS,
  OPT_VITAL_AREA_DATABASES,
  OPT_VITAL_AREA_WAL,
  OPT_VITAL_AREA_WAL_RECORDS,
  OPT_VITAL_AREA_CHECKPOINTS,
  OPT_VITAL_AREA_LAST_CHECKPOINT,
  OPT_VITAL_AREA_BACKGROUND_WRITER,
  OPT_VITAL_AREA_IO,
  OPT_VITAL_AREA_REPLICATION,
  OPT_VITAL_AREA_SLOTS,
  OPT_VITAL_AREA_ARCHIVER,
  OPT_VITAL_AREA_WRAPAROUND,
  OPT_VITAL_AREA_WRAPAROUND_TABLES,
  OPT_VITAL_AREA_VACUUMS,
  OPT_VITAL_AREA_VACUUM_WAITING,
  OPT_VITAL_AREA_SIZES,
  OPT_VITAL_AREA_TABLES,
} OptVitalArea;

#define OPT_N_VITAL_AREAS (OPT_VITAL_AREA_TABLES + 1)

/**
 * OptVitalAreaInfo:
 * @name: of its SQL files in `postgres/sql/vitals`, and the first part of its series' names
 * @title: for a person, to be translated
 * @none: (nullable): what it means that there are no rows, to be translated; %NULL: there is always
 *   one
 * @items: whether each row has a name: a slot's, a table's
 * @resets: whether its counters have a time of their own at which they were reset
 * @every: at least so many microseconds apart
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *none;
  gboolean items;
  gboolean resets;
  gint64 every;
} OptVitalAreaInfo;

/**
 * OptVitalKind:
 * @OPT_VITAL_KIND_GAUGE: as it is now
 * @OPT_VITAL_KIND_COUNTER: counted up; its series is what is counted in a second
 * @OPT_VITAL_KIND_EVENTS: counted up, and rare; its series is what is counted in each interval
 * @OPT_VITAL_KIND_TEXT: a word, and no series
 */
typedef enum
{
  OPT_VITAL_KIND_GAUGE,
  OPT_VITAL_KIND_COUNTER,
  OPT_VITAL_KIND_EVENTS,
  OPT_VITAL_KIND_TEXT,
} OptVitalKind;

/**
 * OptVitalSeries:
 * @OPT_VITAL_SERIES_NONE: in tables only
 * @OPT_VITAL_SERIES_TOTAL: a series of the sum of all rows, or of the only one
 * @OPT_VITAL_SERIES_MOST: a series of the largest of all rows
 * @OPT_VITAL_SERIES_EACH: beside that a series for each row
 *
 * Which series are made of a column.
 */
typedef enum
{
  OPT_VITAL_SERIES_NONE = 0,
  OPT_VITAL_SERIES_TOTAL = 1 << 0,
  OPT_VITAL_SERIES_MOST = 1 << 1,
  OPT_VITAL_SERIES_EACH = 1 << 2,
} OptVitalSeries;

/**
 * OptVital:
 * @area: where it is read
 * @column: of the area's SQL
 * @name: of its series: the area's name, a dot, the column
 * @label: for a person, to be translated
 * @kind: what it is
 * @unit: of its series
 * @series: which those are
 *
 * A figure of a server.
 */
typedef struct
{
  OptVitalArea area;
  const char *column;
  const char *name;
  const char *label;
  OptVitalKind kind;
  OptSeriesUnit unit;
  OptVitalSeries series;
} OptVital;

const OptVitalAreaInfo *opt_vital_area_get_info (OptVitalArea area);
const OptVital *opt_vital_area_get_vitals (OptVitalArea area, guint *n);
const OptVital *opt_vital_find (const char *name);
gboolean opt_vital_is_of_database (const char *name);

G_END_DECLS
