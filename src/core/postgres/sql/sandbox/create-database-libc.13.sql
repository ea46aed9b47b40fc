CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING {encoding}
  LC_COLLATE {collate} LC_CTYPE {ctype}
