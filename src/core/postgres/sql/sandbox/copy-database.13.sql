CREATE DATABASE {name} OWNER optischema_sandbox TEMPLATE {source}
