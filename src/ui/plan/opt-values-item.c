/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-values-item.h"

#include <glib/gi18n.h>

#include "opt-plan-shorten.h"

/* A value may have megabytes. */
#define TITLE_CHARS 120
#define TOOLTIP_CHARS 4000

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_LABEL,
  PROP_TOOLTIP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

struct _OptValuesItem
{
  GObject parent_instance;

  OptExplainValues *values;
  char *title;
  char *subtitle;
  char *label;   /* in one line, which they are */
  char *tooltip; /* (nullable) in full */
};

G_DEFINE_FINAL_TYPE (OptValuesItem, opt_values_item, G_TYPE_OBJECT)

static void
opt_values_item_finalize (GObject *object)
{
  OptValuesItem *self = OPT_VALUES_ITEM (object);

  g_clear_pointer (&self->values, opt_explain_values_free);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->label);
  g_free (self->tooltip);

  G_OBJECT_CLASS (opt_values_item_parent_class)->finalize (object);
}

static void
opt_values_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptValuesItem *self = OPT_VALUES_ITEM (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, self->subtitle);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_TOOLTIP:
      g_value_set_string (value, self->tooltip);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_values_item_class_init (OptValuesItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = opt_values_item_finalize;
  object_class->get_property = opt_values_item_get_property;

  /**
   * OptValuesItem:title:
   *
   * The values, cut, or what they are by their kind.
   */
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);

  /**
   * OptValuesItem:subtitle:
   *
   * Where they are from.
   */
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);

  /**
   * OptValuesItem:label:
   *
   * Both in a line.
   */
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);

  /**
   * OptValuesItem:tooltip:
   *
   * The values in full, and where they are from.
   */
  properties[PROP_TOOLTIP] = g_param_spec_string ("tooltip", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
opt_values_item_init (OptValuesItem *self)
{
}

static const char *
get_title (OptExplainKind kind)
{
  switch (kind)
    {
    case OPT_EXPLAIN_TYPICAL:
      return _ ("Typical values");
    case OPT_EXPLAIN_COMMON:
      return _ ("Common values");
    case OPT_EXPLAIN_RARE:
      return _ ("Rare values");
    case OPT_EXPLAIN_GENERIC:
    case OPT_EXPLAIN_BEST:
    case OPT_EXPLAIN_UNSEEN:
    case OPT_EXPLAIN_SEEN:
    default:
      return _ ("Any values");
    }
}

static const char *
get_subtitle (OptExplainKind kind)
{
  switch (kind)
    {
    case OPT_EXPLAIN_TYPICAL:
      return _ ("From statistics: as frequent as most");
    case OPT_EXPLAIN_COMMON:
      return _ ("From statistics: the most frequent");
    case OPT_EXPLAIN_RARE:
      return _ ("From statistics: none of the frequent");
    case OPT_EXPLAIN_GENERIC:
    case OPT_EXPLAIN_BEST:
    case OPT_EXPLAIN_UNSEEN:
    case OPT_EXPLAIN_SEEN:
    default:
      return _ ("The generic plan, which knows none");
    }
}

static void
describe_sample (OptValuesItem *self, const OptSample *sample)
{
  g_autofree char *text = opt_sample_values_to_text (sample);
  g_autofree char *full = opt_plan_shorten (text, TOOLTIP_CHARS);

  self->title = opt_plan_shorten_line (text, TITLE_CHARS);
  self->subtitle = opt_sample_describe (sample);
  self->label = g_strdup_printf (_ ("Values seen: %s"), self->title);
  self->tooltip = g_strdup_printf ("%s\n%s", full, self->subtitle);
}

/**
 * opt_values_item_new:
 * @values: a choice
 *
 * Returns: (transfer full): a row for it
 */
OptValuesItem *
opt_values_item_new (const OptExplainValues *values)
{
  OptValuesItem *self = g_object_new (OPT_TYPE_VALUES_ITEM, NULL);

  g_return_val_if_fail (values != NULL, self);

  self->values = opt_explain_values_copy (values);
  if (values->sample != NULL)
    {
      describe_sample (self, values->sample);
      return self;
    }
  self->title = g_strdup (get_title (values->kind));
  self->subtitle = g_strdup (get_subtitle (values->kind));
  self->label = values->kind == OPT_EXPLAIN_GENERIC
                    ? g_strdup (_ ("Any values: the generic plan"))
                    : g_strdup_printf (_ ("%s from statistics"), self->title);

  return self;
}

/**
 * opt_values_item_get_values:
 * @self: a row
 *
 * Returns: (transfer none): what it is for
 */
const OptExplainValues *
opt_values_item_get_values (OptValuesItem *self)
{
  g_return_val_if_fail (OPT_IS_VALUES_ITEM (self), NULL);

  return self->values;
}
