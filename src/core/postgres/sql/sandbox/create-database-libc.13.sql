CREATE DATABASE {name} OWNER {owner} ALLOW_CONNECTIONS false TEMPLATE template0 ENCODING {encoding}
  LC_COLLATE {collate} LC_CTYPE {ctype}
