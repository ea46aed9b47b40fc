/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-application.h"

G_BEGIN_DECLS

void opt_application_add_actions (OptApplication *self);

G_END_DECLS
