/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server.h"

G_BEGIN_DECLS

#define UI_SHOP_DATABASE 5

/**
 * UiShop:
 *
 * A made-up server that counts, and what a window has of it: it is not connected to, but was looked
 * at every ten seconds.
 */
typedef struct
{
  OptServer *server;
  GArray *statements; /* (element-type OptStatementCounters) what was counted since its start */
  gint64 time;
  gint64 dealloc;
  gint64 waiting; /* sessions that wait for locks, and as many that run */
} UiShop;

UiShop *ui_shop_new (void);
void ui_shop_free (UiShop *self);

void ui_shop_call (UiShop *self, gint64 queryid, gint64 calls, double total_ms);
OptStatementCounters *ui_shop_get_counters (UiShop *self, gint64 queryid);
void ui_shop_say (UiShop *self, gint64 queryid, const char *sql);
void ui_shop_poll (UiShop *self);
char *ui_shop_get_id (gint64 queryid);
OptStatementItem *ui_shop_find (UiShop *self, gint64 queryid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiShop, ui_shop_free)

G_END_DECLS
