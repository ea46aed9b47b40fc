/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-store.h"

G_BEGIN_DECLS

/* A file in a folder of its own. */
typedef struct
{
  char *folder;
  char *path;
} Fixture;

extern const OptStoreSchema first_schema;
extern const OptStoreSchema second_schema;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

OptStore *open_store (const char *path);
gboolean insert (OptStore *store, gint64 whole, const char *text, GError **error);
gint64 count_entries (OptStore *store, gint64 *sum);
void assert_intact (OptStore *store);

G_END_DECLS
