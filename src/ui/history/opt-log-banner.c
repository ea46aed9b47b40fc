/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-log-banner.h"

#include <glib/gi18n.h>

#include "opt-audit-check.h"
#include "opt-error.h"

struct _OptLogBanner
{
  AdwBin parent_instance;

  /* Template children */
  GtkInfoBar *bar;
  GtkLabel *title_label;
  GtkLabel *step_label;

  /* Owned */
  GCancellable *cancellable; /* (nullable) of the check that runs */
};

G_DEFINE_FINAL_TYPE (OptLogBanner, opt_log_banner, ADW_TYPE_BIN)

static void
show (OptLogBanner *self, const char *title, const char *step)
{
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->step_label, step != NULL ? step : "");
  gtk_widget_set_visible (GTK_WIDGET (self->step_label), step != NULL);
  gtk_info_bar_set_revealed (self->bar, TRUE);
}

static void
show_fault (OptLogBanner *self, const OptAuditCheck *check)
{
  g_autofree char *title = opt_audit_check_describe (check);
  g_autofree char *way_out = opt_audit_check_describe_way_out (check);
  g_autofree char *step = g_strconcat (
      _ ("Something else than OptiSchema may have written into it. Read the SQL of an undo before "
         "you have it run. “optischema-cli history --verify” says this, too."),
      way_out != NULL ? " " : NULL, way_out, NULL);

  show (self, title, step);
}

static void
show_set_aside (OptLogBanner *self, const OptAuditCheck *check)
{
  g_autofree char *title
      = g_strdup_printf (_ ("The log was damaged and is kept as %s; a new one was begun."),
                         check->set_aside);

  show (self, title, _ ("The changes that it has are not listed here."));
}

static void
show_check (OptLogBanner *self, const OptAuditCheck *check)
{
  if (check->fault != OPT_AUDIT_FAULT_NONE)
    show_fault (self, check);
  else if (check->set_aside != NULL)
    show_set_aside (self, check);
  else if (check->kept_error != NULL)
    show (self, check->kept_error->message, opt_error_get_next_step (check->kept_error));
  else
    gtk_info_bar_set_revealed (self->bar, FALSE);
}

static void
checked (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptLogBanner) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAuditCheck) check = opt_audit_check_finish (result, &error);

  if (self->bar == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (check != NULL)
    show_check (self, check);
  else
    show (self, error->message, opt_error_get_next_step (error));
}

/**
 * opt_log_banner_check:
 * @self: a banner
 *
 * Has the log checked, in a thread, and shows what is wrong with it.
 */
void
opt_log_banner_check (OptLogBanner *self)
{
  g_return_if_fail (OPT_IS_LOG_BANNER (self));

  /* The newer check sees more. */
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  opt_audit_check_async (NULL, self->cancellable, checked, g_object_ref (self));
}

static void
opt_log_banner_dispose (GObject *object)
{
  OptLogBanner *self = OPT_LOG_BANNER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  /* The template would let go of it behind the bin's back. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), OPT_TYPE_LOG_BANNER);

  G_OBJECT_CLASS (opt_log_banner_parent_class)->dispose (object);
}

static void
opt_log_banner_class_init (OptLogBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = opt_log_banner_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/optischema/OptiSchema/ui/history/opt-log-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, OptLogBanner, bar);
  gtk_widget_class_bind_template_child (widget_class, OptLogBanner, title_label);
  gtk_widget_class_bind_template_child (widget_class, OptLogBanner, step_label);
}

static void
opt_log_banner_init (OptLogBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
