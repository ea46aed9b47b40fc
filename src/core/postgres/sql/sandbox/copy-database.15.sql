CREATE DATABASE {name} OWNER {owner} TEMPLATE {source} STRATEGY file_copy
