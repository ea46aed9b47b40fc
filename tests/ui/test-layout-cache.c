/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-layout-cache.h"

#include "opt-test.h"

static void
test_again (void)
{
  GtkWidget *widget = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr (OptLayoutCache) cache = opt_layout_cache_new (widget, TRUE);
  PangoLayout *first = opt_layout_cache_get (cache, "12:00");

  g_assert_cmpstr (pango_layout_get_text (first), ==, "12:00");
  g_assert_cmpstr (pango_layout_get_text (opt_layout_cache_get (cache, "13:00")), ==, "13:00");
  g_assert_true (opt_layout_cache_get (cache, "12:00") == first);

  g_clear_pointer (&cache, opt_layout_cache_free);
  g_object_unref (widget);
}

static void
forgotten (gpointer data, GObject *layout)
{
  *(gboolean *) data = TRUE;
}

/* A clock's labels are others each second, and those of an axis stay. */
static void
test_bounded (void)
{
  GtkWidget *widget = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr (OptLayoutCache) cache = opt_layout_cache_new (widget, FALSE);
  gboolean first_forgotten = FALSE, kept_forgotten = FALSE;

  g_object_weak_ref (G_OBJECT (opt_layout_cache_get (cache, "0")), forgotten, &first_forgotten);
  g_object_weak_ref (G_OBJECT (opt_layout_cache_get (cache, "kept")), forgotten, &kept_forgotten);
  for (int i = 1; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", i);

      opt_layout_cache_get (cache, text);
      opt_layout_cache_get (cache, "kept");
    }
  g_assert_true (first_forgotten);
  g_assert_false (kept_forgotten);

  opt_layout_cache_clear (cache);
  g_assert_true (kept_forgotten);

  g_clear_pointer (&cache, opt_layout_cache_free);
  g_object_unref (widget);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/layout-cache/again", test_again);
  g_test_add_func ("/ui/layout-cache/bounded", test_bounded);

  return g_test_run ();
}
