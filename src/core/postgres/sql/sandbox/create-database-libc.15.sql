CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING {encoding}
  LOCALE_PROVIDER libc LC_COLLATE {collate} LC_CTYPE {ctype}
