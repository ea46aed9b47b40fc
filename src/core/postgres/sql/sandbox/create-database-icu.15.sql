CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING {encoding}
  LOCALE_PROVIDER icu ICU_LOCALE {locale} LC_COLLATE {collate} LC_CTYPE {ctype}
