/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

#define OPT_SHADOW_PAGE_BYTES 8192
/* PageHeaderData (bufpage.h) */
#define OPT_SHADOW_HEADER_BYTES 24
#define OPT_SHADOW_LAYOUT_VERSION 4
#define OPT_SHADOW_ALIGN(bytes) (((bytes) + 7) & ~7)

/* Numbers of a page are in the machine's own order: the server runs on it. */

static inline guint16
opt_shadow_page_get16 (const guint8 *page, gsize offset)
{
  guint16 value;

  memcpy (&value, page + offset, sizeof value);

  return value;
}

static inline guint32
opt_shadow_page_get32 (const guint8 *page, gsize offset)
{
  guint32 value;

  memcpy (&value, page + offset, sizeof value);

  return value;
}

static inline void
opt_shadow_page_put16 (guint8 *page, gsize offset, guint16 value)
{
  memcpy (page + offset, &value, sizeof value);
}

static inline void
opt_shadow_page_put32 (guint8 *page, gsize offset, guint32 value)
{
  memcpy (page + offset, &value, sizeof value);
}

/* pd_lower, pd_upper, pd_special, pd_pagesize_version */
static inline void
opt_shadow_page_put_header (guint8 *page, guint lower, guint upper, guint special)
{
  opt_shadow_page_put16 (page, 12, (guint16) lower);
  opt_shadow_page_put16 (page, 14, (guint16) upper);
  opt_shadow_page_put16 (page, 16, (guint16) special);
  opt_shadow_page_put16 (page, 18, OPT_SHADOW_PAGE_BYTES | OPT_SHADOW_LAYOUT_VERSION);
}

G_END_DECLS
