/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart.h"

G_BEGIN_DECLS

void opt_chart_note_attach (OptChart *chart, const char *note);

G_END_DECLS
