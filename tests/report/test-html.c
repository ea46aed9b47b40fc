/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-html.h"

#include <locale.h>
#include <string.h>

#include "opt-json.h"
#include "opt-test.h"
#include "report-fixture.h"

/* Elements and attributes that can load or run something. */
static const char *const forbidden_elements[]
    = { "script", "img", "iframe", "object", "embed", "link", "base", "form", "audio", "video" };

typedef struct
{
  guint n_elements;
  guint n_svgs;
  guint n_circles;
  guint n_headings;
  guint n_plain_headers; /* th without scope */
  guint n_bare_plots;    /* svg of a plot without a label */
  GHashTable *ids;
  GPtrArray *links;
} Page;

static void
start_element (GMarkupParseContext *context,
               const char *name,
               const char **attributes,
               const char **values,
               gpointer data,
               GError **error)
{
  Page *page = data;
  gboolean scope = FALSE, label = FALSE, hidden = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (forbidden_elements); i++)
    g_assert_cmpstr (name, !=, forbidden_elements[i]);
  for (gsize i = 0; attributes[i] != NULL; i++)
    {
      g_assert_false (g_str_has_prefix (attributes[i], "on"));
      g_assert_cmpstr (attributes[i], !=, "src");
      if (g_str_equal (attributes[i], "href"))
        {
          g_assert_cmpint (values[i][0], ==, '#');
          g_ptr_array_add (page->links, g_strdup (values[i] + 1));
        }
      if (g_str_equal (attributes[i], "id"))
        g_assert_true (g_hash_table_add (page->ids, g_strdup (values[i])));
      scope = scope || g_str_equal (attributes[i], "scope");
      label = label || g_str_equal (attributes[i], "aria-label");
      hidden = hidden || g_str_equal (attributes[i], "aria-hidden");
    }

  page->n_elements++;
  page->n_svgs += g_str_equal (name, "svg") && label;
  page->n_circles += g_str_equal (name, "circle");
  page->n_headings += g_str_equal (name, "h2");
  page->n_plain_headers += g_str_equal (name, "th") && !scope;
  page->n_bare_plots += g_str_equal (name, "svg") && !label && !hidden;
}

/* Parses it as XML, and holds it to what each page must be. */
static void
check_page (const char *html, Page *page)
{
  static const GMarkupParser parser = { .start_element = start_element };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, page, NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  *page = (Page){ .ids = ids, .links = links };
  g_markup_parse_context_parse (context, html, -1, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (page->n_headings, ==, 6);
  g_assert_cmpuint (page->n_plain_headers, ==, 0);
  g_assert_cmpuint (page->n_bare_plots, ==, 0);
  for (guint i = 0; i < links->len; i++)
    g_assert_true (g_hash_table_contains (ids, links->pdata[i]));
  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>"));
  report_fixture_assert_lacks (html, "@import");
  report_fixture_assert_lacks (html, "url(");
}

static char *
render (JsonNode *node)
{
  char *html = opt_report_tune_to_html (node);
  Page page;

  check_page (html, &page);

  return html;
}

static void
test_full (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("full.json");
  g_autofree char *html = opt_report_tune_to_html (node);
  Page page;
  static const char *const parts[] = {
    /* what was watched */
    "PostgreSQL 15.20, database shop",
    "2026-03-14 09:26:30 UTC",
    "0.31\u00a0%",
    "14 system statements were left out.",
    "3 statements belong to other databases",
    /* what is hot */
    "51.4\u00a0%",
    "width: 51.4%",
    "176\u00a0ms",
    "37.4\u00a0s",
    "-4612385103387225831",
    "Seq Scan on order_line l, 99.9\u00a0% of the planner&apos;s cost",
    "Sequential scan of order_line for few rows",
    "No plan: permission denied for table payment",
    /* recommendations */
    "4 recommendations. Measured: 2, Simulated: 1, Refuted: 1.",
    "CREATE INDEX CONCURRENTLY order_line_order_id_idx ON public.order_line USING btree",
    "DROP INDEX CONCURRENTLY IF EXISTS public.order_line_order_id_idx",
    "8.74\u00a0M → 9.84\u00a0k, simulated",
    "about 49.4\u00a0MB, estimated by HypoPG",
    "held in 4 of 5 cases",
    "no record yet",
    /* trials */
    "178\u00a0ms",
    "320\u00a0µs",
    "175\u00a0ms–182\u00a0ms",
    "×0.00179, 95\u00a0% 0.00174–0.00185",
    "15 interleaved pairs, signed-rank p &lt; 0.001",
    "18.3\u00a0k",
    "rows equal",
    "rows not compared: LIMIT without a total order",
    "signed-rank p 0.41",
    "8 cores",
    "280\u00a0MB copied",
    "made in 1.18\u00a0s on the copy, which grew by 45\u00a0MB",
    "The machine was busy",
    "The axis is logarithmic.",
    "Refuted: Of 2 statements 0 better, 1 worse",
    "It could not be measured: permission denied for table payment",
    "The trial failed: The copy needs 31 GB",
    "Next step: Try it with fewer tables",
    /* the rest */
    "35 of 36 statements as production does; the largest deviation of a cost is 1.84\u00a0%",
    "its cost is 15420.90 on production",
    "GRANT SELECT ON payment TO optischema",
    "repeated, interleaved",
    OPT_VERSION,
    "2026-03-14 09:29:02 UTC",
  };

  check_page (html, &page);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    report_fixture_assert_has (html, parts[i]);
  report_fixture_assert_lacks (html, "{{");
  report_fixture_assert_no_junk (html);

  /* A plot for each of the four that were measured, a dot for each of their runs, one icon. */
  g_assert_cmpuint (page.n_svgs, ==, 4);
  g_assert_cmpuint (page.n_circles, ==, 2 * (15 + 30 + 18 + 15) + 1);
}

/* What the command made of the demo. */
static void
test_demo (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("demo.json");
  g_autofree char *html = render (node);

  report_fixture_assert_has (html, "2 recommendations. Measured: 2.");
  report_fixture_assert_has (html, "median 14.3\u00a0ms → 402\u00a0µs");
  report_fixture_assert_has (html, "×0.0281, 95\u00a0% 0.0273–0.0297; 30 interleaved pairs");
  report_fixture_assert_has (html, "Reads all of order_line to keep a few rows");
  report_fixture_assert_has (html, "for these values: $1 = 60206");
  report_fixture_assert_no_junk (html);
}

static void
test_empty (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("empty.json");
  g_autofree char *html = render (node);

  report_fixture_assert_has (html, "Nothing is recommended: no statement of the workload");
  report_fixture_assert_has (html, "No statement of this database was called meanwhile.");
  report_fixture_assert_has (html, "the shadow proved nothing");
  report_fixture_assert_has (html, "Every statement could be planned.");
  report_fixture_assert_no_junk (html);
}

static void
test_hostile (void)
{
  g_autoptr (JsonNode) node = report_fixture_read ("hostile.json");
  g_autofree char *html = render (node);

  report_fixture_assert_has (html, "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&apos;");
  report_fixture_assert_has (html, "\u241b[31m\u2407");
  /* A place's name in a server's text is only text. */
  report_fixture_assert_has (html, "{{foot}}");
  for (const char *c = html; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      g_assert_true (character == '\n' || character >= 0x20);
      g_assert_false (character >= 0x7f && character < 0xa0);
      g_assert_cmpuint (character, !=, 0x202e);
    }
}

static void
test_unknown (void)
{
  g_autoptr (JsonNode) nulls = report_fixture_read ("nulls.json");
  g_autoptr (JsonNode) nothing = json_node_init_null (json_node_alloc ());
  g_autofree char *html = render (nulls);
  g_autofree char *bare = render (nothing);

  report_fixture_assert_no_junk (html);
  report_fixture_assert_no_junk (bare);
  report_fixture_assert_has (bare, "when it was watched is not told");
  /* Unknown is never nothing. */
  report_fixture_assert_has (html, "<td class=\"number\">–</td>");
  report_fixture_assert_lacks (html, ">0<");
  report_fixture_assert_lacks (bare, ">0<");
}

/* The same trial carries a time on the rung it reached, and none on a lower one. */
static void
test_rungs (void)
{
  g_autofree char *text = opt_test_read_data ("report/full.json", NULL);
  g_autofree char *lower = NULL;
  g_autofree char *measured = NULL;
  g_autofree char *simulated = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("\"measured\"", 0, 0, NULL);
  g_autoptr (JsonNode) high = report_fixture_read ("full.json");
  g_autoptr (JsonNode) low = NULL;

  lower = g_regex_replace_literal (regex, text, -1, 0, "\"simulated\"", 0, NULL);
  low = opt_json_parse (lower, -1, NULL);
  measured = render (high);
  simulated = render (low);
  report_fixture_assert_has (measured, "<strong>320\u00a0µs</strong>");
  report_fixture_assert_lacks (simulated, "<strong>320\u00a0µs</strong>");
  report_fixture_assert_has (simulated, "<strong>9.84\u00a0k</strong>");
}

static void
test_damaged (void)
{
  report_fixture_try_damaged (render, "full.json");
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/report/html/full", test_full);
  g_test_add_func ("/report/html/demo", test_demo);
  g_test_add_func ("/report/html/empty", test_empty);
  g_test_add_func ("/report/html/hostile", test_hostile);
  g_test_add_func ("/report/html/unknown", test_unknown);
  g_test_add_func ("/report/html/rungs", test_rungs);
  g_test_add_func ("/report/html/damaged", test_damaged);

  return g_test_run ();
}
