/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sandbox-provider.h"

G_BEGIN_DECLS

#define OPT_TYPE_GIVEN_PROVIDER (opt_given_provider_get_type ())
G_DECLARE_FINAL_TYPE (OptGivenProvider, opt_given_provider, OPT, GIVEN_PROVIDER, GObject)

OptSandboxProvider *opt_given_provider_new (OptConninfo *conninfo);

G_END_DECLS
