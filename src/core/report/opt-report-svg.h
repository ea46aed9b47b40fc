/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-html.h"
#include "opt-report-trial.h"

G_BEGIN_DECLS

gboolean opt_report_add_strip_plot (OptHtml *html, const OptReportMeasure *measure);

G_END_DECLS
