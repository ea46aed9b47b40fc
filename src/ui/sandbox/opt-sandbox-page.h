/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"

G_BEGIN_DECLS

/**
 * OptSandboxPage:
 *
 * What stands in a server's sandbox, what runs there, and the trials that were run.
 */
#define OPT_TYPE_SANDBOX_PAGE (opt_sandbox_page_get_type ())
G_DECLARE_FINAL_TYPE (OptSandboxPage, opt_sandbox_page, OPT, SANDBOX_PAGE, OptPage)

G_END_DECLS
