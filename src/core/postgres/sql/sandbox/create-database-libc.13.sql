CREATE DATABASE {name} OWNER optischema_sandbox TEMPLATE template0 ENCODING {encoding}
  LC_COLLATE {collate} LC_CTYPE {ctype}
