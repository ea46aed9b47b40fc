/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptHtml:
 *
 * Writes HTML that is well-formed XML too, because it can't write any other: each element that is
 * started is ended, and all text is escaped.
 */
typedef struct _OptHtml OptHtml;

OptHtml *opt_html_new (void);
void opt_html_free (OptHtml *self);
char *opt_html_free_to_text (OptHtml *self);

void opt_html_start (OptHtml *self, const char *tag, ...) G_GNUC_NULL_TERMINATED;
void opt_html_end (OptHtml *self);
void opt_html_empty (OptHtml *self, const char *tag, ...) G_GNUC_NULL_TERMINATED;
void opt_html_text (OptHtml *self, const char *text);

void opt_html_add (OptHtml *self, const char *tag, const char *klass, const char *text);

void opt_html_take (OptHtml *self, char *markup);

char *opt_html_escape (const char *text);
char *opt_html_fill (const char *page, const char *place, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptHtml, opt_html_free)

G_END_DECLS
