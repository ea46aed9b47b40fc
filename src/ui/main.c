/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "opt-application.h"

int
main (int argc, char **argv)
{
  g_autoptr (OptApplication) application = NULL;

  setlocale (LC_ALL, "");
  /* Numbers for machines keep their point, as in optischema-cli. */
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, OPT_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  gtk_disable_setlocale ();

  application = opt_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
