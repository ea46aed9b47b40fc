/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptLogBanner:
 *
 * Says that the log of changes is not as it was written, and at which entry; else it is not seen.
 */
#define OPT_TYPE_LOG_BANNER (opt_log_banner_get_type ())
G_DECLARE_FINAL_TYPE (OptLogBanner, opt_log_banner, OPT, LOG_BANNER, AdwBin)

void opt_log_banner_check (OptLogBanner *self);

G_END_DECLS
