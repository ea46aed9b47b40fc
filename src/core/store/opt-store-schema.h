/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptStoreFlags:
 * @OPT_STORE_FLAGS_NONE: a power cut may take the last transactions, and never damages the file
 * @OPT_STORE_FULL_SYNC: a transaction is on the disk when it returns
 * @OPT_STORE_BESIDE_WRITER: another process may be writing the file: one that is damaged is not
 *   moved from under it
 *
 * How a store is opened.
 */
typedef enum
{
  OPT_STORE_FLAGS_NONE = 0,
  OPT_STORE_FULL_SYNC = 1 << 0,
  OPT_STORE_BESIDE_WRITER = 1 << 1,
} OptStoreFlags;

/**
 * OptStoreSchema:
 * @folder: whose tables
 * @migrations: (array zero-terminated=1): names for opt_store_sql(), in order; a release adds to
 *   the end and never changes what is there
 *
 * The tables that a folder keeps in a store. Static data: a store refers to it while it is opened.
 */
typedef struct
{
  const char *folder;
  const char *const *migrations;
} OptStoreSchema;

G_END_DECLS
